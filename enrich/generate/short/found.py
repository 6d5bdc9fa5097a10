"""What the query found of a product, as rows that bear facts."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from enrich.generate.figures import Rows, told
from enrich.generate.letters import is_name, shown
from enrich.generate.short.sayings import shortened
from enrich.generate.work import Fact, Form, Way

LONGEST_NAME = 140
_LONGEST_BRAND = 60
_LONGEST_VALUE = 30
# What shops write in their tables that is no trait of the thing, in words of its name.
_NO_TRAITS = frozenset(
    [
        "brand",
        "ean",
        "gtin",
        "upc",
        "isbn",
        "asin",
        "sku",
        "mpn",
        "model",
        "item",
        "part",
        "article",
        "number",
        "no",
        "price",
        "availability",
        "delivery",
        "shipping",
        "stock",
        "rating",
        "review",
        "reviews",
    ]
)
_GLAD, _SORRY = 0.15, -0.15


class Bid(msgspec.Struct, frozen=True, kw_only=True):
    """What one shop asks, and how its buyers rate the thing."""

    listing_key: str
    host: str
    price_minor: int
    availability: str | None = None
    rating: float | None = None
    reviews: int | None = None


class Heard(msgspec.Struct, frozen=True):
    """How one opinion judges, from -1 to 1."""

    opinion_key: str
    sentiment: float


class Source(msgspec.Struct, frozen=True):
    """Words of a page, which are not to be copied."""

    key: str
    text: str


class Product(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One product that may be sold."""

    entity_key: str
    listing_key: str
    title: str
    currency: str
    offers: list[Bid]
    brand: str | None = None
    category: str | None = None
    specs: str | None = None
    heard: list[Heard] = []
    sources: list[Source] = []

    @cached_property
    def name(self) -> str:
        """The title as it is shown."""
        return shortened(shown(self.title), LONGEST_NAME)

    @cached_property
    def maker(self) -> str:
        """The brand, or nothing."""
        return named(self.brand, _LONGEST_BRAND)

    @cached_property
    def noun(self) -> str:
        """What such things are called, in a sentence; or nothing."""
        name = named(self.category, _LONGEST_BRAND)
        return " ".join(w if w.isupper() else w.lower() for w in name.split())

    @cached_property
    def traits(self) -> Mapping[str, str]:
        """What its page states of it that one can choose by."""
        return dict(_traits(self.specs))

    def judging(self, glad: bool) -> list[str]:
        """Return the keys of the opinions that are glad of it, or sorry."""
        return [
            one.opinion_key
            for one in self.heard
            if (one.sentiment > _GLAD if glad else one.sentiment < _SORRY)
        ]

    @cached_property
    def rows(self) -> Rows:
        """What may be said of it, by table and key."""
        stated = {f"specs.{name}": value for name, value in self.traits.items()}
        product = {("products", self.listing_key): stated}
        return product | offer_rows(self.offers, self.currency) | heard_rows(self.heard)

    @property
    def source_keys(self) -> list[str]:
        """The keys of all that its texts rest on."""
        offers = [offer.listing_key for offer in self.offers]
        heard = [one.opinion_key for one in self.heard]
        return sorted({self.listing_key, *offers, *heard})

    @cached_property
    def names(self) -> frozenset[str]:
        """Names that may hold figures."""
        shops = {shown(offer.host) for offer in self.offers}
        own = {self.maker, self.noun, begun_small(self.noun), *cuts(self.name)}
        return frozenset((own | shops | self.traits.keys()) - {""})

    def fact(self, of: str, keys: list[str], way: Way = "is", **how: Any) -> Fact:
        """Return a fact of the table and column that `of` names."""
        return fact(self.rows, of, keys, way, **how)


def fact(
    rows: Rows, of: str, keys: list[str], way: Way, form: Form = "number", **how: Any
) -> Fact:
    """Return the fact that `rows` bear of the table and column that `of` names."""
    table, _, column = of.partition(".")
    asked = Fact(
        said="", table=table, column=column, keys=keys, way=way, form=form, **how
    )
    return told(rows, asked)


def named(text: str | None, most: int) -> str:
    """Return `text` as a name, or nothing where it is none."""
    name = shortened(shown(text or ""), most)
    return name if is_name(name) else ""


def cuts(name: str) -> set[str]:
    """Return `name` in every length in which a text may show it."""
    found = {name}
    while len(name) > 8 and (name := shortened(name, len(name) - 1)):
        found.add(name)
    return found


def begun_small(text: str) -> str:
    """Return `text` as a sentence begins."""
    return text[:1].upper() + text[1:]


def _traits(specs: str | None) -> list[tuple[str, str]]:
    try:
        stated = json.loads(specs or "{}")
    except ValueError:
        return []
    if not isinstance(stated, dict):
        return []
    shown_ = [(shown(n), shown(v)) for n, v in stated.items() if isinstance(v, str)]
    return [(name, value) for name, value in shown_ if _is_trait(name, value)]


def _is_trait(name: str, value: str) -> bool:
    words = set(name.lower().replace(".", " ").replace("/", " ").split())
    return (
        2 < len(name) <= _LONGEST_VALUE
        and 0 < len(value) <= _LONGEST_VALUE
        and is_name(name)
        and not any(letter.isdigit() for letter in name)
        and words.isdisjoint(_NO_TRAITS)
    )


def offer_rows(
    offers: Sequence[Bid], currency: str | None
) -> dict[tuple[str, str], Any]:
    """Return the rows of what shops ask."""
    return {
        ("offers", offer.listing_key): {
            "price_minor": offer.price_minor,
            "currency": currency,
            "host": offer.host,
            "availability": offer.availability,
            "rating": offer.rating,
            "reviews": offer.reviews,
        }
        for offer in offers
    }


def heard_rows(heard: Sequence[Heard]) -> dict[tuple[str, str], Any]:
    """Return the rows of how opinions judge."""
    return {
        ("enriched_sentiments", one.opinion_key): {"sentiment": one.sentiment}
        for one in heard
    }
