"""How long ago something was, in words; the clock is passed in."""

from datetime import datetime

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def age(then: datetime, now: datetime) -> str:
    """Return the time from `then` to `now` as people say it: `2 hours ago`."""
    seconds = (now - then).total_seconds()
    if seconds < 2 * _MINUTE:
        return "just now"
    if seconds < 2 * _HOUR:
        return f"{_count(seconds / _MINUTE, 'minute')} ago"
    if seconds < 2 * _DAY:
        return f"{_count(seconds / _HOUR, 'hour')} ago"
    if seconds < 60 * _DAY:
        return f"{_count(seconds / _DAY, 'day')} ago"
    return f"on {day(then)}"


def day(then: datetime) -> str:
    """Return the day of `then`: `20 November 2026`."""
    return f"{then.day} {then:%B %Y}"


def _count(number: float, noun: str) -> str:
    whole = int(number)
    return f"{whole} {noun}" if whole == 1 else f"{whole} {noun}s"
