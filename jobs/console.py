"""What the shop lends to its console: a look at the platform, and when things are due."""

import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from jobs.approving import waits
from jobs.business import Business
from jobs.editions import editions
from jobs.operate.look import Looker
from jobs.settings import Settings
from jobs.standing import next_due_in
from lake.pool import Pool
from ledger.open import open_ledger
from storefront.console.platform import Pending, Platform, Sight

_T = TypeVar("_T")
# However many look at the console, the platform is asked no more often.
_LOOK_EVERY_S, _READ_EVERY_S = 2.0, 15.0


def platform(home: Path, settings: Settings) -> Platform:
    """Return what the console of one process asks."""
    looker = Looker(home, settings)
    return Platform(
        look=_Kept(partial(_sight, looker), _LOOK_EVERY_S).ask,
        next_due=next_due_in(home),
        pending=_Kept(partial(_pending, home, settings), _READ_EVERY_S).ask,
    )


class _Kept(Generic[_T]):
    """The last answer to a question, for as long as it is fresh."""

    def __init__(self, ask: Callable[[], _T], every_s: float) -> None:
        self._ask = ask
        self._every_s = every_s
        self._lock = threading.Lock()
        self._last: tuple[float, _T] | None = None

    def ask(self) -> _T:
        """Return the answer."""
        with self._lock:
            if self._last is None or time.monotonic() - self._last[0] > self._every_s:
                self._last = time.monotonic(), self._ask()
            return self._last[1]


def _sight(looker: Looker) -> Sight:
    return msgspec.convert(looker.look(), Sight, from_attributes=True)


def _pending(home: Path, settings: Settings) -> list[Pending]:
    """Read which editions wait; nothing is taken in and no process begun for that."""
    with open_ledger(home, settings.ledger) as ledger:
        found = editions(Business(home, settings, ledger, Pool(1)))
    return [
        Pending(
            generated_key=one.generated_key,
            digest=one.digest,
            kind=one.kind,
            title=one.name,
            quality=one.quality,
            path=one.path,
            made_at=one.made_at,
        )
        for one in found
        if waits(one)
    ]
