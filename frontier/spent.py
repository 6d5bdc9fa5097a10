"""Which budget keeps what waits from being handed out.

The budgets of a plan hold over all calls: what waits behind one that is used up is kept,
and no time makes it ready.
"""

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from frontier.agenda import Agenda
    from frontier.kernel import Ints
    from frontier.plan import Budgets


Flags = NDArray[np.bool_]


class Spent(Enum):
    """A budget of the plan that is used up, as the plan names it."""

    CRAWL = "crawl"
    HOST = "host"
    DOMAIN = "domain"


# Which hosts give no more pages, by the budget that is used up.
Withheld = dict[Spent, Flags]


def by_counts(
    budgets: "Budgets", total: int, by_host: "Ints", by_domain: "Ints"
) -> Withheld:
    """Return what is withheld of hosts that gave so many pages, their domains so many."""
    return {
        Spent.CRAWL: _full(np.full(len(by_host), total), budgets.crawl),
        Spent.HOST: _full(by_host, budgets.host),
        Spent.DOMAIN: _full(by_domain, budgets.domain),
    }


def spent(agenda: "Agenda", budgets: "Budgets", total: int) -> Spent | None:
    """Return which budget keeps all that waits in `agenda`, None if none does."""
    rows = agenda.hosts.live
    waiting = rows["pending"] > 0
    domains = rows["domain"]
    within = domains >= 0
    closed = np.zeros(len(rows), np.bool_)
    closed[within] = agenda.budgets[domains[within]] <= 0
    return keeper(
        waiting,
        {
            Spent.CRAWL: _full(np.full(len(rows), total), budgets.crawl),
            Spent.HOST: rows["budget"] <= 0,
            Spent.DOMAIN: closed,
        },
    )


def keeper(waiting: Flags, withheld: Withheld) -> Spent | None:
    """Return which budget keeps all hosts where something waits, None if none does."""
    if not waiting.any() or (waiting & ~any_of(withheld)).any():
        return None
    return next(one for one, flags in withheld.items() if (waiting & flags).any())


def any_of(withheld: Withheld) -> Flags:
    """Return which hosts give no more pages."""
    return np.logical_or.reduce(list(withheld.values()))


def _full(pages: "Ints", most: int | None) -> Flags:
    return np.zeros(len(pages), np.bool_) if most is None else pages >= most
