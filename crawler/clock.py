"""The time: of day, in UTC, and one that no correction of the clock can hurry."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the time of day."""
    return datetime.now(UTC)


class Clock:
    """Seconds since the epoch that go on evenly, whatever is done to the wall clock."""

    def __init__(self) -> None:
        self._began = time.time() - time.monotonic()

    def now(self) -> float:
        """Return the seconds since the epoch."""
        return self._began + time.monotonic()
