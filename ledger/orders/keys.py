"""Keys of orders, payments and refunds: sorted by time, guessed by nobody."""

import secrets
from datetime import datetime


def new_key(now: datetime) -> str:
    """Return milliseconds since 1970 and 80 random bits, as 32 hexadecimal digits."""
    return f"{int(now.timestamp() * 1000):012x}{secrets.token_hex(10)}"
