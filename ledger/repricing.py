"""Prices of a whole catalogue: worked out first, then brought into force a part a time.

    price    reads; says what a part of the catalogue will cost, and remembers it
    enforce  writes part after part, each in a transaction of well under a second, so
             that nobody else who writes waits for long

Every part holds by itself: a run that is killed leaves each sku at its old price or at
its new one, and the next run writes the rest. What somebody else changes in between is
seen, and the parts after it are worked out again; the mark is then the one from before
all parts, so that whatever came after it is laid over what was said ahead.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

import msgspec
from sqlalchemy import Connection, func, select

from ledger.locks import Lock, take
from ledger.open import Ledger
from ledger.prices import (
    MARKUP_BP,
    Price,
    Reason,
    gone,
    keep,
    reduced,
    reprice_stored,
    sale_prices,
    sold_at,
)
from ledger.pricetables import price_rules, price_versions, shelf_states
from ledger.states import Cost, State, priced_skus, states_of
from ledger.terms import Plan, plan

_Report = Callable[[int, int], None]

# The kind of work that does it for a rule that was set in the console.
WORK = "reprice"
# So many skus take about a fifth of a second.
PART = 4_000

_Seen = tuple[object, ...]
_After = Callable[[Connection, Plan, Mapping[str, State]], Mapping[str, State]]


class _Part(msgspec.Struct, frozen=True):
    """Skus whose states change: what of, what to, and how to work it out again."""

    skus: Sequence[str]
    before: Mapping[str, State]
    after: Mapping[str, State]
    again: _After


class Repricing:
    """One catalogue's way to new prices; only one may be on its way at a time."""

    def __init__(
        self, ledger: Ledger, now: datetime, markup_bp: int = MARKUP_BP
    ) -> None:
        self._ledger, self._now, self._markup_bp = ledger, now, markup_bp
        self._sold: set[str] = set()
        self._parts: list[_Part] = []
        with ledger.read() as connection:
            self._seen = _seen(connection)
            self._rules = plan(connection, markup_bp)

    def price(self, costs: Sequence[Cost]) -> Mapping[str, Price]:
        """Return what things of these costs will be sold for; nothing is written."""

        def again(
            connection: Connection, rules: Plan, before: Mapping[str, State]
        ) -> Mapping[str, State]:
            after = sold_at(costs, rules, before, self._now)
            return after | reduced(connection, after, before)

        skus = [cost.sku for cost in costs]
        with self._ledger.read() as connection:
            before = states_of(connection, skus)
            after = again(connection, self._rules, before)
        self._sold |= after.keys()
        self._remember(skus, before, after, again)
        return sale_prices(after)

    def enforce(self, step: Callable[[], None] = lambda: None) -> int:
        """Bring all that was priced into force; what was not is sold no more.

        Return the mark up to which the ledger is as `price` said. `step` is called
        between the transactions.
        """
        for skus in self._unsold():
            with self._ledger.read() as connection:
                before = states_of(connection, skus)
            after = gone(before, self._now)
            self._remember(
                skus, before, after, lambda _c, _r, held: gone(held, self._now)
            )
        first = seen = self._seen
        as_told = True
        parts, self._parts = self._parts[::-1], []
        while parts:
            part = parts.pop()  # of a million skus they are a gigabyte
            step()
            with self._ledger.write() as connection:
                take(connection, Lock.PRICES)
                as_told &= _seen(connection) == seen
                self._write(connection, part, as_told=as_told)
                seen = _seen(connection)
        with self._ledger.read() as connection:
            as_told &= _seen(connection) == seen
        mark = (seen if as_told else first)[0]
        return mark if isinstance(mark, int) else 0

    def _remember(
        self,
        skus: Sequence[str],
        before: Mapping[str, State],
        after: Mapping[str, State],
        again: _After,
    ) -> None:
        fresh = {sku: one for sku, one in after.items() if one is not before.get(sku)}
        if fresh:
            old = {sku: before[sku] for sku in fresh if sku in before}
            self._parts.append(_Part(skus, old, fresh, again))

    def _write(self, connection: Connection, part: _Part, *, as_told: bool) -> None:
        rules, before, after = self._rules, part.before, part.after
        if not as_told:
            rules = plan(connection, self._markup_bp)
            before = states_of(connection, part.skus)
            after = part.again(connection, rules, before)
        keep(connection, after, before, (rules, "publish"))

    def _unsold(self) -> Iterator[list[str]]:
        with self._ledger.read() as connection:
            left = iter([s for s in priced_skus(connection) if s not in self._sold])
        while part := list(islice(left, PART)):
            yield part


def reprice_sold(
    ledger: Ledger,
    now: datetime,
    markup_bp: int,
    reason: Reason,
    report: _Report = lambda _done, _of: None,
) -> int:
    """Make all prices anew after a rule has changed; return how many are new.

    It goes part by part, as a publish does, and by the rules that hold at each part.
    `report` is called between them: with how many are made, of how many.
    """
    with ledger.read() as connection:
        skus = priced_skus(connection)
    changed = 0
    for start in range(0, len(skus), PART):
        report(start, len(skus))
        part = skus[start : start + PART]
        with ledger.write() as connection:
            made = reprice_stored(connection, now, markup_bp, reason, part)
        changed += made.changed
    report(len(skus), len(skus))
    return changed


def _seen(connection: Connection) -> _Seen:
    """Return what differs once anybody has changed a price, a rule or a state."""
    newest = (
        shelf_states.c.mark,
        price_versions.c.version,
        price_rules.c.rule_id,
        price_rules.c.ended_at,
    )
    return tuple(connection.scalar(select(func.max(column))) for column in newest)
