"""What the query of a niche's book found: kinds of things, articles, programmes.

A kind is a guide's category; the niche is what all its kinds say together.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, Literal

import msgspec

from enrich.generate.ebookread import Article, History
from enrich.generate.figures import Rows, told
from enrich.generate.gate.claims import claims_something
from enrich.generate.guidefound import Category, Thing, Voice, category
from enrich.generate.letters import cut, is_name, shown
from enrich.generate.listedfound import Programme
from enrich.generate.work import Fact, Form, Text, Way
from lake.keys import key_of

_MAX_NAME = 60
# Things of a kind, kinds of a niche, shops.
_LEAST_THINGS, _LEAST_KINDS, _LEAST_SHOPS = 4, 3, 3


class Kind(msgspec.Struct, frozen=True, dict=True):
    """The things of one second-level category."""

    name: str
    category: Category

    @property
    def noun(self) -> str:
        """What the things are called, in a sentence."""
        return lowered(self.name)

    @property
    def things(self) -> list[Thing]:
        """The things, best first."""
        return self.category.things

    @cached_property
    def by_price(self) -> list[Thing]:
        """The things, cheapest first."""
        return sorted(self.things, key=lambda t: (t.offers[0].price_minor, t.group_key))


class Niche(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One niche as the query gives it."""

    path: str
    currency: str
    kinds: list[Kind]
    articles: list[Article]
    programmes: list[Programme]
    histories: list[History]
    # What the words of each listing are about, in its own words.
    phrases: Mapping[str, Sequence[str]]

    @property
    def key(self) -> str:
        """The key of its book, in all editions."""
        return key_of("niche_ebook", self.path)

    @cached_property
    def name(self) -> str:
        """The niche as a title shows it."""
        return cut(shown(self.path), _MAX_NAME)

    @property
    def noun(self) -> str:
        """The niche as a sentence names it."""
        return lowered(self.name)

    @cached_property
    def things(self) -> list[Thing]:
        """All its things, kind by kind."""
        return [thing for kind in self.kinds for thing in kind.things]

    @cached_property
    def is_told(self) -> bool:
        """Whether there is enough that can be named."""
        hosts = {offer.host for thing in self.things for offer in thing.offers}
        wide = len(self.kinds) >= _LEAST_KINDS and len(hosts) >= _LEAST_SHOPS
        return wide and is_name(self.name)

    @cached_property
    def rows(self) -> Rows:
        """What may be said of all that it holds, by table and key."""
        merged: dict[tuple[str, str], Mapping[str, Any]] = {}
        for thing in self.things:
            merged |= thing.rows
            own = ("products", thing.listing_key)
            merged[own] = {**merged[own], "brand": brand(thing) or None}
        for programme in self.programmes:
            merged |= programme.rows()
        for history in self.histories:
            merged |= history.rows(self.currency)
        return merged

    def fact(self, of: str, keys: Sequence[str], way: Way, form: Form) -> Fact:
        """Return a fact of the table and column that `of` names."""
        table, _, column = of.partition(".")
        money = self.currency if form == "money" else None
        fact = Fact(
            said="", table=table, column=column, keys=list(keys), way=way, form=form, currency=money
        )  # fmt: skip
        return told(self.rows, fact)

    def count(self, things: Sequence[Thing]) -> Fact:
        """Return how many things these are."""
        keys = [thing.group_key for thing in things]
        return self.fact("scores.score", keys, "count", "number")

    def price(self, things: Sequence[Thing], way: Way) -> Fact:
        """Return a price of these things, each where it costs little."""
        keys = [thing.asked.keys[0] for thing in things]
        return self.fact("offers.price_minor", keys, way, "money")

    def shops(self, things: Sequence[Thing]) -> Fact:
        """Return how many shops sell these things."""
        keys = [key for thing in things for key in thing.asked.keys]
        return self.fact("offers.host", keys, "distinct", "number")

    def apart(self, thing: Thing) -> tuple[Fact, Fact, Fact]:
        """Return what `thing` costs here and there, and how much that is apart."""
        of, keys = "offers.price_minor", thing.asked.keys
        return (
            self.fact(of, keys, "least", "money"),
            self.fact(of, keys, "most", "money"),
            self.fact(of, keys, "gap_share", "percent"),
        )

    def judged(
        self, keys: Sequence[str], how: Literal["heard", "glad", "sorry"]
    ) -> Fact:
        """Return how many of the opinions `keys` judge so."""
        return self.fact(f"enriched_sentiments.{how}", keys, "count", "number")

    @property
    def sources(self) -> list[str]:
        """The keys of all that is told: who forgets one of them finds the book."""
        keys = [key for thing in self.things for key in thing.sources]
        keys += [article.article_key for article in self.articles]
        return [*keys, *(one.programme_key for one in self.programmes)]

    @cached_property
    def brands(self) -> Mapping[str, list[Thing]]:
        """The things of each brand that has several here, those with many first."""
        named = sorted((t for t in self.things if brand(t)), key=brand)
        found = {name: list(of) for name, of in groupby(named, brand)}
        wide = [(name, of) for name, of in found.items() if len(of) > 1]
        return dict(sorted(wide, key=lambda one: (-len(one[1]), one[0])))

    @cached_property
    def traits(self) -> Mapping[str, list[Kind]]:
        """In which kinds each trait is stated of half the things, the common ones first."""
        found: dict[str, list[Kind]] = {}
        for kind in self.kinds:
            for trait in common(kind):
                found.setdefault(trait, []).append(kind)
        return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))


def niche(row: Mapping[str, Any]) -> Niche:
    """Return the niche that a row of the query tells of."""
    kinds, phrases = list[Kind](), dict[str, Sequence[str]]()
    for told_of in row["kinds"]:
        path = f"{row['niche']} > {told_of['kind']}"
        found = category(path, row["currency"], told_of["things"])
        name = cut(shown(told_of["kind"]), _MAX_NAME)
        if len(found.things) >= _LEAST_THINGS and is_name(name):
            kinds.append(Kind(name, found))
        phrases |= {t["listing_key"]: t["phrases"] or () for t in told_of["things"]}
    articles = msgspec.convert(row["articles"], list[Article])
    programmes = msgspec.convert(row["programmes"], list[Programme])
    return Niche(
        path=row["niche"],
        currency=row["currency"],
        kinds=kinds,
        articles=[one for one in articles if not claims_something(one.name)],
        programmes=[one for one in programmes if is_name(one.name)],
        histories=msgspec.convert(row["histories"], list[History]),
        phrases=phrases,
    )


def brand(thing: Thing) -> str:
    """Return the brand of `thing` as it is shown; nothing where it has none."""
    name = cut(shown(thing.brand or ""), _MAX_NAME)
    return name if is_name(name) else ""


def common(kind: Kind) -> list[str]:
    """Return the traits that are stated of half the things of `kind`."""
    stated = Counter(trait for thing in kind.things for trait in thing.traits)
    return sorted(
        t for t, n in stated.items() if n * 2 >= len(kind.things) and is_name(t)
    )


def lowered(name: str) -> str:
    """Return `name` as it stands within a sentence: `LED strips` stay what they are."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def heard(things: Sequence[Thing]) -> list[str]:
    """Return the keys of all opinions on `things`."""
    return [key for thing in things for key in thing.heard]


def voices(things: Sequence[Thing]) -> list[Voice]:
    """Return what buyers of `things` wrote."""
    return [voice for thing in things for voice in thing.voices]


def cell(fact: Fact, **more: Any) -> Text:
    """Return `fact` as it stands alone."""
    return Text(text=fact.said, facts=[fact], **more)


def listed(names: Sequence[str]) -> str:
    """Return `names` as a sentence lists them."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
