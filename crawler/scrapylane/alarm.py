"""One timer that rings at the earliest of the times it was set to."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scrapy.utils.asyncio import call_later

if TYPE_CHECKING:
    from scrapy.utils.asyncio import CallLaterResult

# A clock may be read a moment before the time that was waited for.
_SHORTEST_S = 0.001


class Alarm:
    """Calls back once, however often it was set."""

    def __init__(self, clock: Callable[[], float], ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._at = 0.0
        self._timer: CallLaterResult | None = None

    def set(self, seconds: float) -> None:
        """Ring in `seconds`, unless that happens sooner anyway."""
        seconds = max(seconds, _SHORTEST_S)
        at = self._clock() + seconds
        if self._timer and self._at <= at:
            return
        self.cancel()
        self._at = at
        self._timer = call_later(seconds, self._rings)

    def cancel(self) -> None:
        """Ring no more."""
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _rings(self) -> None:
        self._timer = None
        self._ring()
