"""Kinds of work: what each does, how long it may take, and when it is tried again.

A kind's function does the slow part and returns what is to be written; that is written
in the transaction that takes the row off the line, so an effect is there exactly once.
"""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from jobs.errors import KindUnknown

if TYPE_CHECKING:
    from sqlalchemy import Connection

Effect = Callable[["Connection"], object]

QUICK = "quick"
HEAVY = "heavy"
# How long the tries wait for each other, at first and at most.
_FIRST_S, _MOST_S = 5.0, 3600.0


class PassingError(Exception):
    """What fails now and may go well later: a service is away, a lock is held."""


class LastingError(Exception):
    """What will fail each time: it is parked at once, for a person to look at."""


@dataclass(frozen=True, slots=True)
class Task:
    """One job as its kind's function sees it."""

    number: int
    kind: str
    key: str | None
    payload: Any
    attempt: int
    # Set when the worker is asked to stop; what can, ends early and is done again.
    stopping: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work.

    `apart` kinds run in a process of their own, which is ended when it takes longer
    than `limit_s` or more memory than `memory_mb`; others share threads.
    """

    name: str
    run: Callable[[Task], Effect | None]
    queue: str = QUICK
    limit_s: float = 600.0
    memory_mb: int | None = None
    apart: bool = False
    first_wait_s: float = _FIRST_S
    most_wait_s: float = _MOST_S

    def retry_at(
        self, error: BaseException, attempt: int, now: datetime
    ) -> datetime | None:
        """Return when to try again after `error`; None when that would not help."""
        if isinstance(error, LastingError):
            return None
        said = getattr(error, "retry_after_s", None)
        wait_s = said if said is not None else self._wait_s(attempt)
        return now + timedelta(seconds=wait_s)

    def _wait_s(self, attempt: int) -> float:
        doubled = self.first_wait_s * 2 ** min(attempt - 1, 30)
        # Apart from each other, or what failed together would come back together.
        spread = random.uniform(0.5, 1.0)  # noqa: S311 - no secret
        return min(doubled, self.most_wait_s) * spread


Kinds = Mapping[str, Kind]


def by_name(*kinds: Kind) -> Kinds:
    """Return kinds by their names."""
    return {kind.name: kind for kind in kinds}


def kind_of(kinds: Kinds, name: str) -> Kind:
    """Return the kind of that name, which must be known."""
    try:
        return kinds[name]
    except KeyError:
        raise KindUnknown(
            f"there is no kind of work {name!r} here: known are {', '.join(sorted(kinds))}"
        ) from None
