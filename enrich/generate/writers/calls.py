"""How often a day a service is asked: one small file in the home, for all processes."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from lake.clock import utc_now
from lake.durable import locked, write


class Day(msgspec.Struct, frozen=True):
    """What was asked for on one day (UTC)."""

    day: str = ""
    calls: int = 0


class Calls:
    """Lets so many calls a day be made; counted before they are, so that none is free."""

    def __init__(
        self, home: Path, a_day: int, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._path = home / "writers" / "calls.json"
        self._a_day = a_day
        self._now = now

    def take(self, wanted: int) -> int:
        """Return how many of `wanted` calls may be made, and count them."""
        today = self._now().date().isoformat()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with locked(self._path.with_suffix(".lock")):
            made = self._made(today)
            granted = max(0, min(wanted, self._a_day - made))
            write(self._path, msgspec.json.encode(Day(today, made + granted)))
        return granted

    def _made(self, today: str) -> int:
        try:
            last = msgspec.json.decode(self._path.read_bytes(), type=Day)
        except FileNotFoundError:
            return 0
        # Nobody knows how many there were: the day is over.
        except msgspec.MsgspecError:
            return self._a_day
        return last.calls if last.day == today else 0
