"""The time of day, in UTC."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time of day."""
    return datetime.now(UTC)
