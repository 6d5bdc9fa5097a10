"""What the shop lends to its console: a look at the platform, and when things are due."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from jobs.operate.look import Looker
from jobs.settings import Settings
from jobs.standing import next_due_in
from storefront.console.platform import Platform, Sight

# However many look at the console, the platform is looked at no more often.
_EVERY_S = 2.0


def platform(home: Path, settings: Settings) -> Platform:
    """Return what the console of one process asks."""
    return Platform(_Seen(Looker(home, settings)).look, next_due_in(home))


@dataclass(slots=True)
class _Seen:
    """The last look, for as long as it is fresh."""

    looker: Looker
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _last: tuple[float, Sight] | None = None

    def look(self) -> Sight:
        """Return how the platform does."""
        with self._lock:
            if self._last is None or time.monotonic() - self._last[0] > _EVERY_S:
                seen = msgspec.convert(self.looker.look(), Sight, from_attributes=True)
                self._last = time.monotonic(), seen
            return self._last[1]
