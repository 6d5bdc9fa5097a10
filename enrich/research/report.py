"""A report on markets: everything is worded here, so that templates only set type.

Crawled words reach a template as values alone. What only pages tell of which reserve their
rights has no name here, and is left out.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from enrich.generate.letters import shown
from enrich.research.limits import ASSUMED, SILENT
from enrich.research.reading import Market, Row
from enrich.research.words import between, facts, percent

_SELLERS, _BEST, _OPENINGS = 12, 10, 10
_MONTHS = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]
_LONGEST = 120


class Bar(msgspec.Struct, frozen=True):
    """One bar of a chart: its name, and its height from 0 to 1."""

    name: str
    share: float


class Table(msgspec.Struct, frozen=True):
    """One table: its title, the names of its columns, its rows."""

    title: str
    names: tuple[str, ...]
    rows: list[tuple[str, ...]]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One category on its page."""

    title: str
    facts: list[tuple[str, str]]
    weeks: list[Bar]
    weeks_said: str
    season: list[Bar]
    season_said: str
    tables: list[Table]
    notes: list[str]


class MarketReport(msgspec.Struct, frozen=True, kw_only=True):
    """One whole report."""

    title: str
    as_of: str
    day: tuple[int, int, int]
    sheets: list[Sheet]
    sources: list[str]
    outside: list[str]
    assumed: tuple[str, ...] = ASSUMED
    silent: tuple[str, ...] = SILENT


def market_report(markets: Sequence[Market]) -> MarketReport:
    """Return the report on `markets`, as of the newest look at any of them."""
    days = [m.category["as_of"] for m in markets if m.category["as_of"]]
    as_of = max(days, default=date(1970, 1, 1))
    hosts = {row["host"] for m in markets for row in _open(m.sellers)}
    outside = {s for m in markets for s in m.category["outside_sources"] or []}
    return MarketReport(
        title="What Markets Are Like",
        as_of=f"{as_of.day} {as_of:%B %Y}" if days else "no day",
        day=(as_of.year, as_of.month, as_of.day),
        sheets=[_sheet(market) for market in markets],
        sources=sorted(_cut(host) for host in hosts),
        outside=sorted(_cut(source) for source in outside),
    )


def _sheet(market: Market) -> Sheet:
    row = market.category
    weekly, season = row["weekly"] or [], row["season"] or []
    tables = (
        Table(
            "Shops",
            ("Shop", "Products", "Price to others", "Cheapest", "In stock", "Changes"),
            [_seller(one) for one in _open(market.sellers)[:_SELLERS]],
        ),
        Table(
            "Best-sellers",
            ("Place", "Strength", "Product", "Why"),
            [_best(one) for one in market.bestsellers if _name(one)][:_BEST],
        ),
        Table(
            "Openings",
            ("Strength", "Kind", "Product", "Why"),
            [_opening(one) for one in market.opportunities if _told(one)][:_OPENINGS],
        ),
    )
    return Sheet(
        title=_cut(row["entity_key"]) or "A category",
        facts=[(name, shown(said)) for name, said in facts(row)],
        weeks=_bars(
            [f"{len(weekly) - n} weeks ago" for n in range(len(weekly))], weekly
        ),
        weeks_said=f"Opinions week by week, from {sum(weekly[:13])} in the first 13 weeks"
        f" to {sum(weekly[13:])} in the last 13",
        season=_bars(_MONTHS, season),
        season_said="Share of opinions by month: "
        + ", ".join(
            f"{name} {share:.0%}" for name, share in zip(_MONTHS, season, strict=False)
        ),
        tables=[table for table in tables if table.rows],
        notes=[one["why"] for one in market.sensitivity],
    )


def _bars(names: Sequence[str], values: Sequence[float]) -> list[Bar]:
    most = max(values, default=0)
    if not most:
        return []
    told = zip(names, values, strict=True)
    return [Bar(name, round(value / most, 4)) for name, value in told]


def _open(sellers: list[Row]) -> list[Row]:
    return [row for row in sellers if not row["reserved"]]


def _told(row: Row) -> bool:
    """Say whether an opening may be named: of a whole category nothing was quoted."""
    return row["group_key"] is None or bool(_name(row))


def _name(row: Row) -> str:
    return _cut(row["title"] or "")


def _cut(text: str) -> str:
    clean = shown(text)
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST].rstrip()}…"


def _seller(row: Row) -> tuple[str, ...]:
    return (
        _cut(row["host"]),
        str(row["groups"]),
        between(row["ratio"], row["ratio_low"], row["ratio_high"]) or "–",
        percent(row["cheapest"]) or "–",
        percent(row["in_stock"]) or "–",
        str(row["changes"]),
    )


def _best(row: Row) -> tuple[str, ...]:
    return (str(row["place"]), f"{row['strength']:.0f}", _name(row), row["why"])


def _opening(row: Row) -> tuple[str, ...]:
    name = _name(row) or "The whole category"
    return (f"{row['strength']:.0f}", row["kind"], name, row["why"])
