"""What a shelf answers with: cards, categories, guides and figures."""

from datetime import datetime

import msgspec

from storefront.catalogue.question import PAGE_SIZE


class Card(msgspec.Struct, frozen=True, array_like=True):
    """A product as lists show it; its fields are the columns of `items`."""

    sku: str
    title: str
    brand: str | None
    category: str
    price_minor: int | None
    currency: str | None
    was_minor: int | None
    list_price_minor: int | None
    availability: str | None
    delivery_days: int | None
    score: float
    rating: float | None
    reviews: int | None
    offers: int
    low_minor: int | None
    high_minor: int | None
    gap: float
    language: str | None
    picture: str | None
    picture_width: int | None
    picture_height: int | None
    checked_at: datetime | None
    added_at: datetime | None


class Category(msgspec.Struct, frozen=True):
    """One category; `items` counts those of the levels below too."""

    key: str
    parent: str
    name: str
    items: int


class GuideCard(msgspec.Struct, frozen=True, array_like=True):
    """A guide as the shop lists it."""

    generated_key: str
    kind: str
    title: str
    slug: str
    quality: float | None
    made_at: datetime
    bytes: int
    language: str = "en"
    summary: str | None = None
    forms: tuple[str, ...] = ()
    price_minor: int = 0
    currency: str = "EUR"


class Totals(msgspec.Struct, frozen=True):
    """The figures that the pages quote."""

    items: int = 0
    offers: int = 0
    shops: int = 0
    guides: int = 0
    programmes: int = 0
    currency: str = "EUR"
    checked_at: datetime | None = None


class Found(msgspec.Struct, frozen=True):
    """One page of a list; `total` counts all pages' items."""

    cards: tuple[Card, ...]
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PAGE_SIZE))
