"""What the query of a price watch found: things, what shops ask, each price that was read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

import msgspec

from enrich.generate.asked import MAX_HOST
from enrich.generate.figures import Rows, claimed, told
from enrich.generate.letters import cut, is_name, shown
from enrich.generate.work import Fact, Form, Way

_MAX_TITLE = 140
_MAX_LABEL = 36
# Who reads a price as so many times the one before has misread one of them.
_TIMES = 4


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One price of a listing, and when it was first read, in microseconds of the epoch."""

    micros: int
    price_minor: int
    read_on: date


class Listing(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What one shop asks for a thing, and asked before, oldest first."""

    listing_key: str
    host: str
    url: str
    # A former price as the shop states it, above the one that it asks.
    list_price_minor: int | None
    readings: list[Reading]
    is_read_again: bool

    @cached_property
    def shop(self) -> str:
        """The shop's name as it is shown."""
        return shown(self.host)[:MAX_HOST]

    @cached_property
    def keys(self) -> list[str]:
        """The keys of its prices."""
        return [f"{self.listing_key}|{reading.micros}" for reading in self.readings]

    @property
    def now(self) -> int:
        """The price of today."""
        return self.readings[-1].price_minor

    @property
    def ends(self) -> list[str]:
        """The keys of the first price and of the one of today."""
        return [self.keys[0], self.keys[-1]]

    @property
    def moved(self) -> float:
        """By what share of the first price the one of today is above it, or below."""
        first = self.readings[0].price_minor
        return (self.now - first) / first

    @property
    def is_sound(self) -> bool:
        """Whether no step is so large that a price was surely misread."""
        prices = [reading.price_minor for reading in self.readings]
        return all(max(two) <= _TIMES * min(two) for two in pairwise(prices))

    def at(self, micros: int) -> str:
        """Return the key of the price that was asked at a time."""
        return self.keys[self._place(micros)]

    def asked(self, micros: int) -> int:
        """Return the price that was asked at a time."""
        return self.readings[self._place(micros)].price_minor

    def _place(self, micros: int) -> int:
        return sum(reading.micros <= micros for reading in self.readings) - 1


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a thing is expected in a week, and how far that way was off before."""

    week: date
    unit: str
    expected: float
    low: float
    high: float
    model: str
    wape: float


class Watched(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One thing with its shops; a shop stands once."""

    group_key: str
    # The listing in whose words it is told of.
    told_by: str
    title: str
    path: str
    listings: list[Listing]
    coming: Coming | None

    @cached_property
    def name(self) -> str:
        """The title as it is shown."""
        return cut(shown(self.title), _MAX_TITLE)

    @cached_property
    def label(self) -> str:
        """The title as a chart has room for it."""
        return cut(self.name, _MAX_LABEL)

    @property
    def shelf(self) -> str:
        """The narrow name of its category as it is shown."""
        return _named(self.path.rpartition(" > ")[2])

    @property
    def aisle(self) -> str:
        """The widest name of its category as it is shown."""
        return _named(self.path.partition(" > ")[0])

    @property
    def cheapest(self) -> Listing:
        """The shop that asks least."""
        return min(self.listings, key=lambda one: (one.now, one.listing_key))

    @property
    def nows(self) -> list[str]:
        """The keys of today's prices."""
        return [one.keys[-1] for one in self.listings]

    @property
    def spread(self) -> float:
        """How much more the dearest shop asks than the cheapest, as a share."""
        return _gap([one.now for one in self.listings])

    @property
    def widened(self) -> float:
        """By how much that share is above the one at first."""
        return self.spread - _gap([one.asked(self._since) for one in self.listings])

    @property
    def thens(self) -> list[str]:
        """The keys of the prices when all its shops were read for the first time."""
        return [one.at(self._since) for one in self.listings]

    @property
    def _since(self) -> int:
        return max(one.readings[0].micros for one in self.listings)

    def rows(self, currency: str) -> Rows:
        """Return what may be said of it, by table and key."""
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        for one in self.listings:
            found["enriched_matches", one.listing_key] = {"group_key": self.group_key}
            found["offers", one.listing_key] = {
                "host": one.host,
                "list_price_minor": one.list_price_minor,
                "currency": currency,
            }
            for key, reading in zip(one.keys, one.readings, strict=True):
                found["price_history", key] = {
                    "price_minor": reading.price_minor,
                    "currency": currency,
                    "valid_from": reading.read_on,
                }
        if coming := self.coming:
            told_of = msgspec.structs.asdict(coming)
            found["forecasts", self.forecast_key] = told_of
            found["backtests", self.backtest_key] = {"wape": coming.wape}
        return found

    @property
    def forecast_key(self) -> str:
        """The key of its forecast."""
        return f"{self.group_key}|{self.coming.week if self.coming else ''}"

    @property
    def backtest_key(self) -> str:
        """The key of what its way of foretelling was worth."""
        return f"{self.group_key}|{self.coming.model if self.coming else ''}"


class Move(msgspec.Struct, frozen=True):
    """One thing in one shop."""

    thing: Watched
    listing: Listing


class Watch(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All that is watched in one currency, or in one category of it."""

    currency: str
    # The category; empty: all that have no watch of their own.
    scope: str
    things: list[Watched]
    # When a page of each shop was read last.
    read_on: Mapping[str, date]

    @cached_property
    def rows(self) -> Rows:
        """What may be said of it."""
        merged: dict[tuple[str, str], Mapping[str, Any]] = {}
        for thing in self.things:
            merged |= thing.rows(self.currency)
        return merged

    @cached_property
    def moves(self) -> list[Move]:
        """Every thing in every shop."""
        return [Move(thing, one) for thing in self.things for one in thing.listings]

    @cached_property
    def noun(self) -> str:
        """What the things are called, in a sentence; empty where they are all kinds."""
        last = shown(self.scope).rpartition(" > ")[2]
        return last.lower() if not last.isupper() else last

    @property
    def is_read_again(self) -> bool:
        """Whether prices were read on more than one day, or changed within one."""
        return any(
            m.listing.is_read_again or len(m.listing.keys) > 1 for m in self.moves
        )

    def fact(self, of: str, keys: Sequence[str], way: Way, form: Form) -> Fact:
        """Return a fact of the table and column that `of` names."""
        table, _, column = of.partition(".")
        money = self.currency if form == "money" else None
        fact = Fact(
            said="", table=table, column=column, keys=list(keys), way=way, form=form, currency=money
        )  # fmt: skip
        return told(self.rows, fact)

    def price(self, keys: Sequence[str], way: Way = "is", form: Form = "money") -> Fact:
        """Return a fact of prices that were read."""
        return self.fact("price_history.price_minor", keys, way, form)

    def day(self, keys: Sequence[str], way: Way = "is") -> Fact:
        """Return the day on which a price was read for the first time."""
        return self.fact("price_history.valid_from", keys, way, "day")

    def lowest(self, listing: Listing) -> Fact:
        """Return the claim that the price of today is the lowest one that was read."""
        keys = [listing.keys[-1], *listing.keys[:-1]]
        fact = Fact(
            said="", table="price_history", column="price_minor", keys=keys, way="is_least"
        )  # fmt: skip
        return claimed(self.rows, fact, "lowest of the {} prices")


def _gap(prices: Sequence[int]) -> float:
    return (max(prices) - min(prices)) / min(prices)


def _named(path: str) -> str:
    name = shown(path)[:60]
    return name if is_name(name) else "Other things"


def watch(row: Mapping[str, Any]) -> Watch:
    """Return what a row of the query tells of."""
    return Watch(
        currency=row["currency"],
        scope=row["scope"],
        things=list(_sound(row["things"])),
        read_on={shop["host"]: shop["read_on"] for shop in row["shops"]},
    )


def _sound(things: Iterable[Mapping[str, Any]]) -> Iterator[Watched]:
    """Yield the things that have a name, with the listings whose prices can be right."""
    for thing in msgspec.convert(list(things), list[Watched]):
        listings = [one for one in thing.listings if one.is_sound and one.shop]
        if listings and is_name(thing.name):
            yield msgspec.structs.replace(thing, listings=listings)
