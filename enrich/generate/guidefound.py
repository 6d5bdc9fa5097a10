"""What the query of a buying guide found: a category's things, best first."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from statistics import median_low
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from enrich.generate.asked import Asked, Offer, score_rows
from enrich.generate.figures import Rows, claimed, told
from enrich.generate.letters import cut, is_name, shown
from enrich.generate.work import Fact, Form, Way

_MAX_TITLE = 140
_MAX_LABEL = 36
_MAX_VALUE = 30
# What tells one thing from all others, or what a shop asks, is nothing to choose by.
_NO_TRAIT = re.compile(
    r"\b(?:brand|ean|gtin|upc|isbn|asin|sku|mpn|model|item|part|article|number|no|price|"
    r"availability|delivery|shipping|stock|rating|review|reviews)\b|\d|/",
    re.IGNORECASE,
)


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """One opinion whose words may be quoted, and how they judge, from -1 to 1."""

    opinion_key: str
    listing_key: str
    text: str
    url: str
    host: str
    sentiment: float
    read_on: date

    @property
    def site(self) -> str:
        """The shop's name as it is shown."""
        return shown(urlsplit(self.url).hostname or self.host)


class Thing(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One product of a category; `heard`, `glad` and `sorry` are keys of opinions."""

    group_key: str
    listing_key: str
    url: str
    title: str
    brand: str | None
    description: str | None
    specs: str | None
    score: float
    offers: list[Offer]
    heard: list[str]
    glad: list[str]
    sorry: list[str]
    voices: list[Voice]
    currency: str = ""

    @cached_property
    def name(self) -> str:
        """The title as it is shown."""
        return cut(shown(self.title), _MAX_TITLE)

    @cached_property
    def label(self) -> str:
        """The title as a chart has room for it."""
        return cut(self.name, _MAX_LABEL)

    @cached_property
    def sources(self) -> list[str]:
        """The keys of all that is told of it: who forgets one of them finds the guide."""
        quoted = [key for v in self.voices for key in (v.listing_key, v.opinion_key)]
        return [self.listing_key, *self.asked.keys, *self.heard, *quoted]

    @cached_property
    def asked(self) -> Asked:
        """What its shops ask."""
        return Asked(self.currency, self.offers)

    @property
    def price(self) -> int:
        """What it costs where it costs little."""
        return self.offers[0].price_minor

    @cached_property
    def traits(self) -> Mapping[str, str]:
        """What its page states of it that one can choose by."""
        try:
            stated = json.loads(self.specs or "{}")
        except ValueError:
            return {}
        if not isinstance(stated, dict):
            return {}
        return {
            shown(name): shown(value)
            for name, value in stated.items()
            if isinstance(value, str)
            and 0 < len(shown(value)) <= _MAX_VALUE
            and 2 < len(shown(name)) <= _MAX_VALUE
            and not _NO_TRAIT.search(name)
        }

    @cached_property
    def rows(self) -> Rows:
        """What may be said of it, by table and key."""
        product = {f"specs.{name}": value for name, value in self.traits.items()}
        voices: dict[tuple[str, str], Mapping[str, Any]] = {
            ("opinions", voice.opinion_key): {"text": voice.text, "url": voice.url}
            for voice in self.voices
        }
        judged: dict[tuple[str, str], Mapping[str, Any]] = {
            ("enriched_sentiments", key): {
                "heard": True,
                "glad": True if key in self.glad else None,
                "sorry": True if key in self.sorry else None,
            }
            for key in self.heard
        }
        return {
            **self.asked.rows(),
            **score_rows(self.group_key, self.score, []),
            ("products", self.listing_key): {"title": self.name, **product},
            **voices,
            **judged,
        }


class Category(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One category as the query gives it."""

    path: str
    things: list[Thing]

    @cached_property
    def noun(self) -> str:
        """What the things are called, in a sentence."""
        last = shown(self.path).rpartition(" > ")[2]
        return last.lower() if not last.isupper() else last

    @cached_property
    def rows(self) -> Rows:
        """What may be said of all its things."""
        merged: dict[tuple[str, str], Mapping[str, Any]] = {}
        for thing in self.things:
            merged |= thing.rows
        return merged

    @property
    def groups(self) -> list[str]:
        """The keys of its things."""
        return [thing.group_key for thing in self.things]

    @property
    def middle_price(self) -> int:
        """The middle of what its things cost where they cost little."""
        return median_low(thing.price for thing in self.things)

    def middle(self) -> Fact:
        """Return that middle as a fact."""
        keys = [thing.asked.keys[0] for thing in self.things]
        return self.things[0].asked.fact(self.rows, "middle", "money", keys)

    def fact(self, of: str, keys: list[str], way: Way, form: Form) -> Fact:
        """Return a fact of the table and column that `of` names."""
        table, _, column = of.partition(".")
        fact = Fact(said="", table=table, column=column, keys=keys, way=way, form=form)
        return told(self.rows, fact)

    def claimed(self, of: str, keys: list[str], way: Way, words: str) -> Fact:
        """Return the claim that the first of `keys` has the least or the most of all."""
        table, _, column = of.partition(".")
        fact = Fact(said="", table=table, column=column, keys=keys, way=way)
        return claimed(self.rows, fact, words)

    def judged(self, thing: Thing, how: Literal["heard", "glad", "sorry"]) -> Fact:
        """Return how many opinions on `thing` judge so."""
        return self.fact(f"enriched_sentiments.{how}", thing.heard, "count", "number")

    def traits(self) -> list[str]:
        """Return the traits by which one can choose: told of half the things, not of one kind."""
        names = sorted({name for thing in self.things for name in thing.traits})
        return [name for name in names if self._divides(name)]

    def _divides(self, name: str) -> bool:
        values = self.values(name)
        stated = sum(len(things) for things in values.values())
        return stated * 2 >= len(self.things) and 2 <= len(values) <= 8

    def values(self, trait: str) -> Mapping[str, Sequence[Thing]]:
        """Return which things have each value of `trait`, the most common first."""
        found: dict[str, list[Thing]] = {}
        for thing in self.things:
            if trait in thing.traits:
                found.setdefault(thing.traits[trait], []).append(thing)
        return dict(sorted(found.items(), key=lambda of: (-len(of[1]), of[0])))


def category(path: str, currency: str, groups: Sequence[Mapping[str, Any]]) -> Category:
    """Return the category that a row of the query tells of."""
    things = [msgspec.convert({**g, "currency": currency}, Thing) for g in groups]
    named = [thing for thing in things if is_name(thing.name)]
    return Category(path=path, things=named)
