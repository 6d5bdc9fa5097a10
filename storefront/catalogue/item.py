"""What the shop sells: items found in other shops, and guides made from them."""

from datetime import datetime

import msgspec


class OtherOffer(msgspec.Struct, frozen=True, kw_only=True):
    """What another shop asks for the same product."""

    host: str
    seller: str | None
    url: str
    price_minor: int
    currency: str
    availability: str | None
    seen_at: datetime


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One product as the shop shows it.

    `price_minor` is None where no price was seen; `score` runs from 0 to 100.
    """

    sku: str
    group_key: str
    listing_key: str
    title: str
    brand: str | None = None
    description: str | None = None
    category_path: tuple[str, ...] = ()
    price_minor: int | None = None
    currency: str | None = None
    list_price_minor: int | None = None
    availability: str | None = None
    gtin: str | None = None
    mpn: str | None = None
    images: tuple[str, ...] = ()
    specs: dict[str, str] = {}
    rating: float | None = None
    reviews: int | None = None
    score: float | None = None
    reasons: tuple[str, ...] = ()
    language: str | None = None
    offers: tuple[OtherOffer, ...] = ()
    source_url: str | None = None
    checked_at: datetime | None = None


class Guide(msgspec.Struct, frozen=True, kw_only=True):
    """A generated product; `path` is its file below home/products."""

    generated_key: str
    kind: str
    title: str
    path: str
    quality: float | None
    made_at: datetime


class Assortment(msgspec.Struct, frozen=True, kw_only=True):
    """All that one snapshot holds; `aliases` leads merged skus to living ones."""

    items: tuple[Item, ...]
    guides: tuple[Guide, ...] = ()
    aliases: dict[str, str] = {}
    currency: str = "EUR"
