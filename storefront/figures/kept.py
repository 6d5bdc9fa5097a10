"""The figures as a job wrote them last: one small file, whole or not there.

So that the console never asks the lake while a page waits.
"""

from datetime import date, datetime
from pathlib import Path

import msgspec

from lake.durable import write

FOLDER, FILE = "events", "figures.json"


class FunnelDay(msgspec.Struct, frozen=True):
    """How many came how far on one day."""

    day: date
    views: int
    clicks: int
    carts: int
    checkouts: int
    orders: int
    refunds: int


class MoneyDay(msgspec.Struct, frozen=True):
    """What one day brought in one currency, without tax."""

    day: date
    orders: int
    net_minor: int
    refunded_minor: int
    cost_minor: int
    fee_minor: int
    commission_minor: int
    profit_minor: int
    uncosted_minor: int


class Product(msgspec.Struct, frozen=True):
    """What one product sold."""

    sku: str
    title: str | None
    orders: int
    pieces: int
    gross_minor: int
    refunded_minor: int


class Channel(msgspec.Struct, frozen=True):
    """What one coupon or network cost and brought."""

    channel: str
    orders: int
    net_minor: int
    spent_minor: int
    commission_minor: int
    profit_minor: int


class Money(msgspec.Struct, frozen=True):
    """All of one currency; currencies are never added up."""

    currency: str
    days: tuple[MoneyDay, ...]
    products: tuple[Product, ...]
    channels: tuple[Channel, ...]


class Figures(msgspec.Struct, frozen=True):
    """What the lake said last; the first day and the last are whole or today."""

    made_at: datetime
    first: date
    last: date
    funnel: tuple[FunnelDay, ...]
    money: tuple[Money, ...]


def keep(home: Path, figures: Figures) -> None:
    """Write the figures of `home` in place of those before."""
    (home / FOLDER).mkdir(parents=True, exist_ok=True)
    write(home / FOLDER / FILE, msgspec.json.encode(figures))


def kept(home: Path) -> Figures | None:
    """Return the figures of `home`; None where none can be read."""
    try:
        said = (home / FOLDER / FILE).read_bytes()
        return msgspec.json.decode(said, type=Figures)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
