"""What each group could be sold for: between what it costs and what others ask.

    lowest    landed cost, fees and returns, and the least margin the owner wants
    highest   what three of four others ask
    market    below half of the others: seen, and still worth it
    price     where the shop's own weeks tell an elasticity: the one that leaves most
A suggestion is a row. Whether it becomes a price, the ledger's rules decide.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from enrich.equipment import Equipment
from enrich.money import written
from enrich.pricing.elasticity import Elasticity, elasticity
from enrich.queries import Asked, changed, outdated
from enrich.rows import table
from lake.stages import Stage

_VERSION = 1
_MODEL = "cost, market and weeks"
_TABLE = "price_suggestions"
# Beyond the prices that were tried nothing is known of what would be sold.
_BEYOND = 0.1
# A hundredth below, and it stands before half of them in every list.
_BELOW = 0.99
# One offer is an accident, five are a market.
_MARKET = 5


class Told(NamedTuple):
    """What a score's inputs say of the money of one group."""

    landed: float
    costs: float  # the share of a sale that goes to payments and returns
    others: list[float]  # what the real offers ask, without the one bought from


class Choice(NamedTuple):
    """A price, what it rests on, and why, where {price} stands for it."""

    price: float
    basis: str
    why: str


def make(
    batch: pa.RecordBatch, model: str = _MODEL, least_margin: float = 10.0
) -> Mapping[str, pa.Table]:
    """Return the suggestion for each group of `batch` that money is known of."""
    found = (_suggested(row, least_margin / 100) for row in batch.to_pylist())
    return {_TABLE: table(_TABLE, [{**row, "model": model} for row in found if row])}


def _suggested(row: Mapping[str, Any], margin: float) -> dict[str, Any] | None:
    told = _told(row["inputs"])
    if told is None:
        return None
    lowest = told.landed / (1 - told.costs) * (1 + margin)
    highest = max(float(np.quantile(told.others or [2 * lowest], 0.75)), lowest)
    tried, orders = row["prices"] or [], row["orders"] or []
    by_weeks = elasticity(np.array(tried, float), np.array(orders, float))
    price, basis, why = _choice(told, (lowest, highest), by_weeks, tried)
    currency = row["currency"]
    cost, least = _money(told.landed, currency), _money(lowest, currency)
    reasons = [
        f"It costs {cost} to get here.",
        f"With fees, returns and a margin of {margin:.0%} it has to bring {least}.",
        why.replace("{price}", _money(price, currency)),
    ]
    if isinstance(by_weeks, str):
        reasons.append(f"Elasticity is not told: {by_weeks}.")
    known = by_weeks if isinstance(by_weeks, Elasticity) else None
    return {
        "entity_key": row["entity_key"],
        "input_key": row["input_key"],
        "price_minor": round(price),
        "low_minor": round(lowest),
        "high_minor": round(highest),
        "currency": currency,
        "basis": basis,
        "elasticity": known.value if known else None,
        "elasticity_low": known.low if known else None,
        "elasticity_high": known.high if known else None,
        "inputs": _inputs(told, margin, row),
        "why": " ".join(reasons),
        "confidence": _sure(told, basis),
    }


def _told(inputs: list[dict[str, Any]]) -> Told | None:
    one = {given["name"]: given["value"] for given in inputs}
    if one.get("landed") is None:
        return None
    # The one that is bought from stands first: it is the cheapest once it is here.
    real = [
        given["value"]
        for given in inputs
        if given["name"] == "price" and "left out" not in given["source"]
    ]
    costs = (one.get("payment") or 0.0) + (one.get("returns") or 0.0)
    return Told(one["landed"], min(costs / 100, 0.9), real[1:])


def _choice(
    told: Told,
    bounds: tuple[float, float],
    by_weeks: Elasticity | str,
    tried: list[float],
) -> Choice:
    """Return the price between its bounds, and what it rests on."""
    lowest, highest = bounds
    count = len(told.others)
    if isinstance(by_weeks, Elasticity):
        price, why = _leaving_most(told, by_weeks, highest)
        least, most = min(tried) * (1 - _BEYOND), max(tried) * (1 + _BEYOND)
        return Choice(
            max(lowest, float(np.clip(price, least, most))), "elasticity", why
        )
    if not count:
        return Choice(lowest, "cost", "Nobody else sells it; it has to bring {price}.")
    market = float(np.median(told.others)) * _BELOW
    if market < lowest:
        ask = "the other shop asks" if count == 1 else f"half of {count} others ask"
        why = f"There is no room: {ask} less than {{price}}."
        return Choice(lowest, "cost", why)
    below = "the other shop" if count == 1 else f"half of the {count} others"
    why = f"At {{price}} it is below {below} that sell{'s' * (count == 1)} it."
    return Choice(market, "market", why)


def _leaving_most(
    told: Told, by_weeks: Elasticity, highest: float
) -> tuple[float, str]:
    """Return the price at which most is left, for sales that fall evenly in percent."""
    falls = f"Where the price rose by 1 %, sales fell by {-by_weeks.value:.1f} %"
    if by_weeks.value >= -1:
        return highest, f"{falls}: less than the price rose, so {{price}} leaves more."
    cost = told.landed / (1 - told.costs)
    best = cost * by_weeks.value / (by_weeks.value + 1)
    return min(best, highest), f"{falls}, so {{price}} leaves most."


def _inputs(told: Told, margin: float, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    weeks = len(row["prices"] or [])
    given = [
        ("landed", told.landed, "scores: landed"),
        ("costs", told.costs, "scores: payment and returns"),
        ("margin", margin, "assumed: enrich.least_margin_percent"),
        *(("other price", price, "scores: price") for price in told.others),
        ("weeks of sales", float(weeks), "shop_events and catalogue"),
        ("orders", float(sum(row["orders"] or [])), "shop_events"),
    ]
    return [{"name": n, "value": v, "source": s} for n, v, s in given]


def _sure(told: Told, basis: str) -> float:
    if basis == "elasticity":
        return 0.8
    return round(0.2 + 0.4 * min(len(told.others), _MARKET) / _MARKET, 2)


def _money(minor: float, currency: str) -> str:
    return written(round(minor), currency)


def stage(tools: Equipment) -> Stage:
    """Return the step that suggests prices."""
    version = tools.version("price", _VERSION)
    margin = tools.settings.least_margin_percent
    model = f"{_MODEL}, {margin:g} % at least"
    asked = Asked(maker="price", version=version, table=_TABLE, model=model)
    return Stage(
        "price",
        version,
        reads=("scores", "shop_events", "catalogue", "enriched_matches"),
        writes=(_TABLE,),
        make=partial(make, model=model, least_margin=margin),
        query=changed("pricing/suggest.sql", asked),
        outdated=outdated(asked),
    )
