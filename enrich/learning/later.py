"""A time for what happens now: after all that happened, also where the clock was set back."""

from datetime import datetime, timedelta

_LEAST = timedelta(microseconds=1)


def later(now: datetime, last: datetime | None) -> datetime:
    """Return `now`, or the first moment after `last` where that is later."""
    return now if last is None or now > last else last + _LEAST
