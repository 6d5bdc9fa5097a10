"""How fast a crawl goes now, and when it may end: pure, over what it told lately."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

# So far back the present rate looks: short enough to follow, long enough to be calm.
_WINDOW_S = 10.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What a crawl had done by some time."""

    at: float
    pages: int
    bytes: int


@dataclass(slots=True)
class Rates:
    """Pages and bytes a second over the last moments that were told."""

    _moments: deque[Moment] = field(default_factory=deque)

    def told(self, moment: Moment) -> None:
        """Take in a moment; they come in order of time."""
        self._moments.append(moment)
        while self._moments[-1].at - self._moments[0].at > _WINDOW_S:
            self._moments.popleft()

    @property
    def pages_per_s(self) -> float:
        """Pages a second, 0 while nothing can be said."""
        return self._over(lambda moment: moment.pages)

    @property
    def bytes_per_s(self) -> float:
        """Bytes a second, 0 while nothing can be said."""
        return self._over(lambda moment: moment.bytes)

    def left_s(self, pages: int) -> float | None:
        """Return the seconds that so many pages take at this rate; None: unknown."""
        rate = self.pages_per_s
        return pages / rate if rate > 0 else None

    def _over(self, count: Callable[[Moment], int]) -> float:
        if len(self._moments) < 2:
            return 0.0
        first, last = self._moments[0], self._moments[-1]
        seconds = last.at - first.at
        return (count(last) - count(first)) / seconds if seconds > 0 else 0.0


def clock_words(seconds: float) -> str:
    """Return a stretch of time as people say it: 45 s, 12 min, 3 h 20 min, 4 d."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} d"
