"""One thing that happened in the shop, as a line of a segment file."""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Literal

import msgspec

# Crockford's digits: no I, L, O or U that a person could misread; they sort as bytes.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]
_CHANCE_BITS, _BITS = 80, 130
_SHIFTS = range(_BITS - 10, -1, -10)


# What the ledger says of money: it may be told again, and is kept once.
OrderKind = Literal["checkout", "order", "refund", "commission"]
Kind = Literal["click", "view", "views", "consent", "forget", "cart"] | OrderKind


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One click, view, decision or sale; nothing in it names a person."""

    event_id: str
    ts: datetime
    kind: Kind
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
    order_key: str | None = None
    """The pseudonym of an order: only its ledger leads back to it."""
    quantity: int | None = None
    amount_minor: int | None = None
    """With its tax; less than 0 where a refund was undone."""
    currency: str | None = None
    tax_minor: int | None = None
    cost_minor: int | None = None
    fee_minor: int | None = None
    discount_minor: int | None = None
    channel: str | None = None


def event_id(now: datetime) -> str:
    """Return a name for what happens `now`: names sort by time, none can be guessed."""
    return _written(now, secrets.randbits(_CHANCE_BITS))


def fact_id(at: datetime, fact: str) -> str:
    """Return the name of a `fact` of that time: the same one whenever it is told."""
    told = hashlib.blake2b(fact.encode(), digest_size=_CHANCE_BITS // 8).digest()
    return _written(at, int.from_bytes(told))


def _written(at: datetime, rest: int) -> str:
    number = int(at.timestamp() * 1000) << _CHANCE_BITS | rest
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def moment(now: datetime) -> datetime:
    """Return `now` as events are dated: in UTC."""
    return now.astimezone(UTC)
