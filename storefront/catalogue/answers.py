"""What a shelf answers with: cards, categories, guides and figures."""

from datetime import datetime
from typing import Literal

import msgspec

from storefront.catalogue.question import LAST_PAGE, PAGE_SIZE, Group, Question


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
    sku: str | None = None


class Totals(msgspec.Struct, frozen=True):
    """The figures that the pages quote."""

    items: int = 0
    offers: int = 0
    shops: int = 0
    guides: int = 0
    programmes: int = 0
    currency: str = "EUR"
    checked_at: datetime | None = None


class Facet(msgspec.Struct, frozen=True):
    """A further filter: what addresses call it, what pages do, how much it leaves.

    Where `name` is empty, the pages say `value` in words: stars, days, a price range.
    """

    value: str
    name: str
    count: int
    chosen: bool = False
    low_minor: int | None = None
    high_minor: int | None = None


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """The further filters of a list, the most frequent of each group.

    `categories` are those one level below the chosen one. Ratings count at least, days
    at most their value.
    """

    brands: tuple[Facet, ...] = ()
    shops: tuple[Facet, ...] = ()
    categories: tuple[Facet, ...] = ()
    ratings: tuple[Facet, ...] = ()
    stock: tuple[Facet, ...] = ()
    days: tuple[Facet, ...] = ()
    prices: tuple[Facet, ...] = ()
    unpriced: int = 0
    """How many have no price in the shop's currency."""
    more_brands: bool = False
    """Whether there are brands that are not among the most frequent."""


Help = Literal["spelled", "dropped", "any", "words", "all"]


class Instead(msgspec.Struct, frozen=True):
    """What may be asked where nothing was found, and how much that finds.

    `spelled`: its text in other words; `dropped`: without the filters of `group`;
    `any`: one of the words is enough; `words`: without any filter; `all`: everything.
    """

    kind: Help
    question: Question
    count: int
    group: Group | None = None


class Hits(msgspec.Struct, frozen=True):
    """What a search finds: the places of one page's items, and what stands beside."""

    places: list[int]
    total: int
    facets: Facets = Facets()
    spelled: str | None = None
    """The text as it may have been meant."""
    instead: tuple[Instead, ...] = ()


SuggestionKind = Literal["category", "brand", "product", "words"]


class Suggestion(msgspec.Struct, frozen=True):
    """What a begun text may become; `value` is what addresses call it."""

    text: str
    kind: SuggestionKind
    value: str
    count: int


class Found(msgspec.Struct, frozen=True):
    """One page of a list; `total` counts all pages' items."""

    cards: tuple[Card, ...]
    total: int
    facets: Facets = Facets()
    spelled: str | None = None
    instead: tuple[Instead, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages can be shown; an empty list has one."""
        return min(LAST_PAGE, max(1, -(-self.total // PAGE_SIZE)))
