"""What may be worth doing in a category, each with its numbers and a strength from 0 to 100.

A strength orders a list and is no chance of success: it is the sum of the points of its
parts, which stand beside it.
"""

import math
from collections.abc import Iterator, Mapping
from itertools import islice
from statistics import median
from typing import Any

from enrich.money import written
from enrich.research.category import concentration
from enrich.research.intervals import Between, growth
from enrich.research.told import Category, Shelf, Thing

_MOST = 20
_FEW = 2
# Fewer shops than this sell nothing else either: few sellers are no gap there.
_LEAST_HOSTS = 3
# What a sale has to leave, as a share of it, to be called a gap.
_LEAST_MARGIN = 0.15
_FULL_MARGIN = 0.5
_LEAST_LATE = 3
_OPEN = 0.5

Part = tuple[str, float, float]
Row = dict[str, Any]


def opportunities(category: Category) -> list[Row]:
    """Return the rows of `market_opportunities`, without their keys, strongest first."""
    shelves: dict[str, list[Shelf]] = {}
    for shelf in category.shelves:
        shelves.setdefault(shelf.group_key, []).append(shelf)
    found = [
        *_strongest(_few_sellers(category, shelves)),
        *_strongest(_price_gaps(category, shelves)),
        *_strongest(_sold_out(category, shelves)),
        *_growing(category),
    ]
    return sorted(found, key=_order)


def _strongest(rows: Iterator[Row]) -> list[Row]:
    return list(islice(sorted(rows, key=_order), _MOST))


def _order(row: Row) -> tuple[float, str, str]:
    return (-row["strength"], row["kind"], row["group_key"] or "")


def _few_sellers(
    category: Category, shelves: Mapping[str, list[Shelf]]
) -> Iterator[Row]:
    """Tell what is wanted more than half of the others, and sold by one or two."""
    hosts = {shelf.host for shelf in category.shelves}
    middle = median([thing.late for thing in category.things] or [0])
    for thing in category.things:
        count = thing.sellers or len(shelves.get(thing.group_key, []))
        if len(hosts) < _LEAST_HOSTS or not 1 <= count <= _FEW:
            continue
        if thing.late < _LEAST_LATE or thing.late <= middle:
            continue
        times = thing.late / max(middle, 1.0)
        parts = [
            ("opinions", float(thing.late), 60 * _steps(times, 3)),
            ("sellers", float(count), 40.0 if count == 1 else 20.0),
        ]
        why = (
            f"{thing.late} opinions in 13 weeks, where half of the products of the"
            f" category have at most {middle:g};"
            f" {'1 seller sells' if count == 1 else f'{count} sellers sell'} it, where"
            f" the category has {len(hosts)} shops."
        )
        yield _row("few sellers", thing, parts, why)


def _price_gaps(
    category: Category, shelves: Mapping[str, list[Shelf]]
) -> Iterator[Row]:
    """Tell what others sell well above what the cheapest costs to get, by its score."""
    for thing in category.things:
        others = len(shelves.get(thing.group_key, [])) - 1
        if not thing.sale or thing.landed is None or thing.margin is None or others < 1:
            continue
        left = thing.margin / thing.sale
        if left < _LEAST_MARGIN:
            continue
        parts = [
            ("margin", left, 70 * min(1.0, left / _FULL_MARGIN)),
            ("others", float(others), 30 * min(1.0, others / 5)),
            ("landed", thing.landed, 0.0),
            ("sale", thing.sale, 0.0),
        ]
        money = thing.money or category.currency or ""
        why = (
            f"Others ask {written(round(thing.sale), money)} in the middle; the cheapest"
            f" costs {written(round(thing.landed), money)} to get. After fees and returns"
            f" {left:.0%} of a sale is left."
        )
        yield _row("price gap", thing, parts, why) | {"currency": money or None}


def _sold_out(category: Category, shelves: Mapping[str, list[Shelf]]) -> Iterator[Row]:
    """Tell what most shops have no more of while opinions grow."""
    for thing in category.things:
        of = shelves.get(thing.group_key, [])
        told = [shelf for shelf in of if shelf.told]
        gone = sum(shelf.gone == shelf.told for shelf in told)
        if len(told) < _FEW or gone * 2 <= len(told):
            continue
        if thing.late < _LEAST_LATE or thing.late <= thing.before:
            continue
        times = (thing.late + 0.5) / (thing.before + 0.5)
        parts = [
            ("sold out", gone / len(told), 50 * gone / len(told)),
            ("growth", times, 50 * _steps(times, 2)),
        ]
        why = (
            f"{gone} of {len(told)} shops have it no more, and opinions grew from"
            f" {thing.before} to {thing.late} in 13 weeks."
        )
        yield _row("sold out", thing, parts, why)


def _growing(category: Category) -> Iterator[Row]:
    """Tell of the category itself, when it surely grows and nobody holds it."""
    held = concentration(category)
    trend = growth(
        sum(thing.late for thing in category.things),
        sum(thing.before for thing in category.things),
    )
    if trend is None or trend.low <= 1 or held is None or held >= _OPEN:
        return
    parts = [
        ("growth", trend.value, 60 * _steps(trend.value, 2)),
        ("concentration", held, 40 * (1 - held)),
    ]
    yield _row("growing", None, parts, _grows(trend, held))


def _grows(trend: Between, held: float) -> str:
    return (
        f"Opinions are {trend.value:.1f} times those of the 13 weeks before, in eight of"
        f" ten cases between {trend.low:.1f} and {trend.high:.1f}; the three largest"
        f" shops have {held:.0%} of what is on sale."
    )


def _steps(times: float, full: int) -> float:
    """Return from 0 to 1 how often something doubled, 1 at `full` doublings."""
    return min(1.0, max(0.0, math.log2(times) / full)) if times > 0 else 0.0


def _row(kind: str, thing: Thing | None, parts: list[Part], why: str) -> Row:
    rounded = [(name, value, round(points, 2)) for name, value, points in parts]
    return {
        "kind": kind,
        "group_key": thing.group_key if thing else None,
        "title": thing.title if thing else None,
        "currency": None,
        "strength": round(sum(points for *_, points in rounded), 2),
        "parts": [
            {"name": name, "value": value, "points": points}
            for name, value, points in rounded
        ],
        "why": why,
    }
