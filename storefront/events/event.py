"""One thing that happened in the shop, as a line of a segment file."""

import secrets
from datetime import UTC, datetime
from typing import Literal

import msgspec

# Crockford's digits: no I, L, O or U that a person could misread; they sort as bytes.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]
_CHANCE_BITS, _BITS = 80, 130
_SHIFTS = range(_BITS - 10, -1, -10)


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One click, view or decision; nothing in it names a person."""

    event_id: str
    ts: datetime
    kind: Literal["click", "view", "views", "consent", "forget"]
    session: str | None = None
    """The pseudonym of an address and a browser for one day."""
    visitor: str | None = None
    """The pseudonym of someone who agreed to be remembered."""
    sku: str | None = None
    offer_key: str | None = None
    host: str | None = None
    agent: str | None = None
    page: str | None = None
    variant: str | None = None
    times: int | None = None


def event_id(now: datetime) -> str:
    """Return a name for what happens `now`: names sort by time, none can be guessed."""
    number = int(now.timestamp() * 1000) << _CHANCE_BITS
    number |= secrets.randbits(_CHANCE_BITS)
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def moment(now: datetime) -> datetime:
    """Return `now` as events are dated: in UTC."""
    return now.astimezone(UTC)
