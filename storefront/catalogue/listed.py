"""What tables and lists say of an item: some fields of a packed one, read alone.

Reading these of a packed item takes a seventh of the time that all of it takes.
"""

from datetime import datetime

import msgspec


class ListedPicture(msgspec.Struct, frozen=True):
    """A picture's name and size."""

    name: str
    width: int
    height: int


class ListedOffer(msgspec.Struct, frozen=True):
    """What is compared of another shop's offer."""

    host: str
    price_minor: int
    currency: str
    offer_key: str = ""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An item as a list shows it; its fields are those of Item."""

    sku: str
    title: str
    brand: str | None = None
    category_path: tuple[str, ...] = ()
    price_minor: int | None = None
    currency: str | None = None
    was_minor: int | None = None
    list_price_minor: int | None = None
    availability: str | None = None
    delivery_days: int | None = None
    score: float | None = None
    rating: float | None = None
    reviews: int | None = None
    offers: tuple[ListedOffer, ...] = ()
    language: str | None = None
    pictures: tuple[ListedPicture, ...] = ()
    checked_at: datetime | None = None
    added_at: datetime | None = None
