"""The clock that is used where nobody passes in another, and one that never goes back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_TICK = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """Return the time as UTC."""
    return datetime.now(UTC)


def onward(newest: int | None, now: Callable[[], datetime]) -> Callable[[], datetime]:
    """Return a clock that is later each time, and later than `newest`.

    Of two rows on one thing the later one counts, so a clock that was put back must not
    let an older row win. `newest` is in microseconds of the epoch.
    """
    last = _EPOCH + _TICK * (newest or 0)

    def later() -> datetime:
        nonlocal last
        last = max(now(), last + _TICK)
        return last

    return later
