"""The factors of a group's score: each between 0 and 1, in all draws of its inputs."""

from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.scoring import weights as w
from enrich.scoring.assumptions import Assumptions
from enrich.scoring.chance import Numbers, spans
from enrich.scoring.margin import margin, numbers
from enrich.scoring.offers import listed, wide
from enrich.scoring.points import scored
from enrich.scoring.wanted import demand, rated


class Factored(NamedTuple):
    """Groups with all that is told of them, and their offers, a row each."""

    groups: pl.DataFrame
    offers: pl.DataFrame


def factored(groups: pl.DataFrame, assumed: Assumptions) -> Factored:
    """Return `groups` with their factors, points, score and interval as columns."""
    offers = listed(groups, assumed)
    told = rated(wide(groups, offers))
    money = margin(told, assumed)
    spread = np.nan_to_num(money.margin / money.sale)
    factors = {
        "margin": np.clip(spread / w.FULL_SPREAD, 0, 1),
        "demand": demand(told),
        "competition": np.clip(numbers(told, "sellers") / w.FULL_SELLERS, 0, 1),
        "availability": numbers(told, "availability"),
        "reduction": _reduction(told),
        "completeness": np.clip(numbers(told, "facts") / w.FACTS, 0, 1),
    }
    risk = _risk(told)
    found = scored(w.WEIGHTS, factors, risk)
    # What every draw has in common is told at the point: the first row.
    flat = {name: of[0] if of.ndim > 1 else of for name, of in factors.items()}
    columns = {**flat, "risk": risk, "spread": spread[0]} | spans(money._asdict())
    return Factored(
        told.with_columns(
            *(pl.Series(name, of).fill_nan(None) for name, of in columns.items()),
            *found.columns(),
        ),
        offers,
    )


def _reduction(told: pl.DataFrame) -> Numbers:
    former = numbers(told, "cheapest_list_price")
    share = 1 - numbers(told, "cheapest_price") / np.where(former > 0, former, np.nan)
    return np.clip(np.nan_to_num(share) / w.FULL_REDUCTION, 0, 1)


def _risk(told: pl.DataFrame) -> Numbers:
    """Half of it is few sources, the rest doubtful readings and old ones."""
    few = np.clip(3 - numbers(told, "hosts"), 0, 2) / 2
    doubt = 1 - numbers(told, "confidence")
    old = np.clip(numbers(told, "age_days") / w.STALE_DAYS, 0, 1)
    return np.clip(0.5 * few + 0.3 * doubt + 0.2 * old, 0, 1)
