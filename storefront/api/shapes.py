"""What is answered: structs that go out as JSON, fields of the same names everywhere.

Money is a whole number of minor units beside its currency; times are UTC.
"""

from datetime import date, datetime

import msgspec


class Links(msgspec.Struct, frozen=True):
    """Where to begin."""

    products: str
    search: str
    categories: str
    guides: str
    programmes: str
    live: str
    openapi: str
    docs: str


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A product as lists tell of it."""

    sku: str
    title: str
    brand: str | None
    category: str
    """The key of its category."""
    price_minor: int | None
    currency: str | None
    was_minor: int | None
    """The lowest price of the 30 days before, where the price went down since."""
    availability: str | None
    delivery_days: int | None
    score: float | None
    """From 0 to 100."""
    rating: float | None
    reviews: int | None
    offers: int
    """How many shops sell it."""
    language: str | None
    picture: str | None
    page: str
    """Its page in the shop."""
    checked_at: datetime | None


class Products(msgspec.Struct, frozen=True, kw_only=True):
    """One page of products; without `next` it is the last one."""

    items: tuple[Card, ...]
    total: int
    next: str | None = None


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What another shop asks; `link` leads there through this shop."""

    host: str
    seller: str | None
    price_minor: int
    currency: str
    availability: str | None
    shipping_minor: int | None
    delivery_days: int | None
    seen_at: datetime
    link: str | None


class Offers(msgspec.Struct, frozen=True, kw_only=True):
    """All offers of one product, the cheapest first."""

    sku: str
    items: tuple[Offer, ...]


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """What one buyer wrote in another shop."""

    text: str
    rating: float | None
    sentiment: float | None
    """From -1 to 1."""
    language: str | None
    posted_at: datetime | None
    host: str


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one product, but its offers and prices before."""

    sku: str
    title: str
    brand: str | None
    category: str
    summary: str | None
    description: str | None
    price_minor: int | None
    currency: str | None
    was_minor: int | None
    availability: str | None
    delivery_days: int | None
    gtin: str | None
    mpn: str | None
    specs: dict[str, str]
    rating: float | None
    reviews: int | None
    opinions: tuple[Opinion, ...]
    score: float | None
    reasons: tuple[str, ...]
    """Why the score is what it is."""
    related: tuple[str, ...]
    """Skus of what goes beside it."""
    language: str | None
    pictures: tuple[str, ...]
    page: str
    checked_at: datetime | None
    seen: dict[str, datetime]
    """When each kind of fact was last read."""


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """Our price from one moment to the next; null while it was not sold."""

    price_minor: int | None
    currency: str | None
    since: datetime
    until: datetime | None


class Seen(msgspec.Struct, frozen=True):
    """The cheapest price seen in other shops from a day on."""

    since: date
    price_minor: int


class Prices(msgspec.Struct, frozen=True, kw_only=True):
    """How a product's price was and is."""

    sku: str
    price_minor: int | None
    currency: str | None
    low_30_days_minor: int | None
    """Our lowest price of the last 30 days on sale; null where it was sold for less."""
    ours: tuple[Spell, ...]
    market: tuple[Seen, ...]


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """A further filter, and how many products it leaves."""

    value: str
    name: str
    count: int
    chosen: bool
    low_minor: int | None
    high_minor: int | None


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """The further filters of a search, the most frequent first."""

    brands: tuple[Facet, ...]
    shops: tuple[Facet, ...]
    categories: tuple[Facet, ...]
    ratings: tuple[Facet, ...]
    stock: tuple[Facet, ...]
    days: tuple[Facet, ...]
    prices: tuple[Facet, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One page of what a search found."""

    items: tuple[Card, ...]
    total: int
    facets: Facets
    spelled: str | None
    """The words as they may have been meant."""
    near: tuple[Card, ...] = ()
    """Where few have all the words: the best of those that have some."""
    next: str | None = None


class Category(msgspec.Struct, frozen=True):
    """One category; `items` counts those of the levels below too."""

    key: str
    parent: str
    name: str
    items: int
    page: str


class Categories(msgspec.Struct, frozen=True, kw_only=True):
    """The categories right below one, the fullest first."""

    items: tuple[Category, ...]


class Guide(msgspec.Struct, frozen=True, kw_only=True):
    """A work of the shop's own; `sku` is what it is ordered under, none where it is free."""

    key: str
    sku: str | None
    kind: str
    title: str
    summary: str | None
    language: str
    forms: tuple[str, ...]
    price_minor: int
    currency: str
    quality: float | None
    made_at: datetime


class Guides(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the shop's own works, the best first."""

    items: tuple[Guide, ...]
    total: int
    next: str | None = None


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """A partner programme of a merchant."""

    key: str
    merchant: str
    network: str | None
    commission_kind: str | None
    commission_rate: float | None
    currency: str | None
    cookie_days: int | None
    payout_terms: str | None
    signup_url: str | None
    score: float | None
    reasons: tuple[str, ...]
    seen_at: datetime | None


class Programmes(msgspec.Struct, frozen=True, kw_only=True):
    """One page of partner programmes, the best first."""

    items: tuple[Programme, ...]
    total: int
    next: str | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What changed of a product; one event of the stream."""

    sku: str
    price_minor: int | None
    currency: str | None
    was_minor: int | None
    availability: str | None
    checked_at: datetime | None
