"""The clock that is used where nobody passes in another."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the time as UTC."""
    return datetime.now(UTC)
