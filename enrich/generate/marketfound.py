"""What the query of a market report found: categories, each as research last told of it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from enrich.generate.asked import MAX_HOST
from enrich.generate.figures import Rows, claimed, told
from enrich.generate.gate.claims import claims_something
from enrich.generate.letters import cut, is_name, shown
from enrich.generate.work import Fact, Form, Source, Way

_MAX_TITLE = 140
_MAX_NAME = 60
_MAX_LABEL = 36
_OF = "market_categories"


class Seller(msgspec.Struct, frozen=True, kw_only=True):
    """One shop in one category, and how its prices lie to those of others."""

    host: str
    groups: int
    shared: int
    changes: int
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    cheapest: float | None
    in_stock: float | None

    @property
    def shop(self) -> str:
        """The shop's name as it is shown."""
        return shown(self.host)[:MAX_HOST]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One product that seems to sell, or that may be an opening, and why."""

    group_key: str | None
    title: str | None
    url: str | None
    strength: float
    why: str
    place: int | None = None
    kind: str = ""

    @property
    def name(self) -> str:
        """The title as it is shown; empty where a whole category is meant."""
        return cut(shown(self.title or ""), _MAX_TITLE)

    @property
    def is_named(self) -> bool:
        """Whether it can be shown: it has a name, or is of a whole category."""
        return is_name(self.name) if self.group_key else True


class Sensed(msgspec.Struct, frozen=True, kw_only=True):
    """How opinions go with prices, or what is missing to say it."""

    basis: str
    slope: float | None
    slope_low: float | None
    slope_high: float | None
    points: int
    opinions: int
    why: str


class Market(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One category."""

    entity_key: str
    groups: int
    hosts: int
    currency: str | None
    left_out: int
    price_low_minor: int
    price_mid_minor: int
    price_high_minor: int
    sold_out: float | None
    reduced: float | None
    reduction: float | None
    opinions: int
    opinions_before: int
    weekly: list[int] | None
    trend: float | None
    trend_low: float | None
    trend_high: float | None
    sentiment: float | None
    sentiments: int | None
    concentration: float | None
    season: list[float] | None
    sellers: list[Seller]
    bestsellers: list[Told]
    openings: list[Told]
    sensitivity: list[Sensed]

    @cached_property
    def name(self) -> str:
        """The category as it is shown."""
        return cut(shown(self.entity_key), _MAX_NAME)

    @cached_property
    def label(self) -> str:
        """Its narrower name, as a chart has room for it."""
        return cut(shown(self.entity_key).rpartition(" > ")[2], _MAX_LABEL)

    @property
    def grows(self) -> bool:
        """Whether more was surely said of it than before."""
        return self.trend_low is not None and self.trend_low > 1

    def key(self, of: str) -> str:
        """Return the key of a row that belongs to it."""
        return f"{self.entity_key}|{of}"

    @cached_property
    def rows(self) -> Rows:
        """What may be said of it, by table and key."""
        row = msgspec.structs.asdict(self)
        for name in ("weekly", "season"):
            row |= {f"{name}.{n}": value for n, value in enumerate(row[name] or [])}
        found: dict[tuple[str, str], Mapping[str, Any]] = {(_OF, self.entity_key): row}
        for seller in self.sellers:
            of = ("market_sellers", self.key(seller.host))
            found[of] = msgspec.structs.asdict(seller)
        for one in self.bestsellers:
            of = ("market_bestsellers", self.key(one.group_key or ""))
            found[of] = _shown(one)
        for one in self.openings:
            found["market_opportunities", self.opening(one)] = _shown(one)
        for sensed in self.sensitivity:
            of = ("market_sensitivity", self.key(sensed.basis))
            found[of] = _shown(sensed)
        return found

    def opening(self, one: Told) -> str:
        """Return the key of an opening."""
        return self.key(f"{one.kind}|{one.group_key or ''}")


def _shown(row: msgspec.Struct) -> Mapping[str, Any]:
    said = msgspec.structs.asdict(row)
    return {**said, "why": shown(said["why"])}


class Markets(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All categories that are told of, those that buyers say most of first."""

    markets: list[Market]
    sources: list[Source]

    @cached_property
    def rows(self) -> Rows:
        """What may be said of them."""
        merged: dict[tuple[str, str], Mapping[str, Any]] = {}
        for market in self.markets:
            merged |= market.rows
        return merged

    @property
    def keys(self) -> list[str]:
        """The keys of the categories."""
        return [market.entity_key for market in self.markets]

    @property
    def openings(self) -> list[tuple[Market, Told]]:
        """What may be worth doing, the strongest first."""
        every = [(market, one) for market in self.markets for one in market.openings]
        return sorted(
            every,
            key=lambda of: (-of[1].strength, of[0].entity_key, of[1].kind, of[1].name),
        )

    def fact(self, of: str, keys: Sequence[str], way: Way, form: Form) -> Fact:
        """Return a fact of the table and column that `of` names."""
        table, _, column = of.partition(".")
        fact = Fact(
            said="", table=table, column=column, keys=list(keys), way=way, form=form
        )
        return told(self.rows, fact)

    def of(self, market: Market, column: str, form: Form = "number") -> Fact:
        """Return one figure of a category."""
        return self.fact(f"{_OF}.{column}", [market.entity_key], "is", form)

    def over(self, column: str, way: Way, form: Form = "number") -> Fact:
        """Return one figure of all categories."""
        return self.fact(f"{_OF}.{column}", self.keys, way, form)

    def price(self, market: Market, which: str) -> Fact:
        """Return a price of a category: its low, mid or high one."""
        fact = Fact(
            said="",
            table=_OF,
            column=f"price_{which}_minor",
            keys=[market.entity_key],
            form="money",
            currency=market.currency,
        )
        return told(self.rows, fact)

    def claim(self, column: str, first: Market, words: str) -> Fact:
        """Return the claim that a category has the most of a column."""
        keys = [
            first.entity_key,
            *(key for key in self.keys if key != first.entity_key),
        ]
        fact = Fact(said="", table=_OF, column=column, keys=keys, way="is_most")
        return claimed(self.rows, fact, words)


def markets(row: Mapping[str, Any]) -> Markets:
    """Return what a row of the query tells of, with what has a name."""
    found = [_named(m) for m in msgspec.convert(row["categories"], list[Market])]
    sources = [
        Source(host=shown(site["host"]), pages=site["pages"], read_on=site["read_on"])
        for site in row["sites"] or []
    ]
    known = [m for m in found if _is_known(m.name) and m.currency]
    return Markets(markets=known, sources=sources)


def _is_known(name: str) -> bool:
    # No product is called by it, so that nothing would bear a figure in it.
    return is_name(name) and not claims_something(name)


def _named(market: Market) -> Market:
    return msgspec.structs.replace(
        market,
        sellers=[one for one in market.sellers if one.shop],
        bestsellers=[one for one in market.bestsellers if one.is_named],
        openings=[one for one in market.openings if one.is_named],
    )
