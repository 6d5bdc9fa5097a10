"""Keys of orders, payments and refunds: sorted by time, guessed by nobody."""

import secrets
from datetime import datetime


def new_key(now: datetime) -> str:
    """Return milliseconds since 1970 and 80 random bits, as 32 hexadecimal digits."""
    return first_key(now) + secrets.token_hex(10)


def first_key(at: datetime) -> str:
    """Return what sorts before every key made at or after a time."""
    return f"{int(at.timestamp() * 1000):012x}"
