"""The factors of a programme's score: what it earns, who else earns there, how easily."""

import math
import re

import numpy as np
import polars as pl

from enrich.money import decimals_of
from enrich.scoring import weights as w
from enrich.scoring.assumptions import Assumptions
from enrich.scoring.chance import Numbers, spans
from enrich.scoring.earnings import earnings, termed
from enrich.scoring.margin import numbers
from enrich.scoring.points import scored

# "minimum payout $50", "Mindestbetrag 25 €", "from 100 EUR": a sum beside a currency.
_DIGITS = r"(?<!\d)(\d[\d.,]{0,14})(?!\d)"
_SUM = re.compile(
    rf"(?:[$€£]|\b(?:EUR|USD|GBP)\s?)\s?{_DIGITS}|{_DIGITS}\s?(?:[$€£]|(?:EUR|USD|GBP)\b)"
)
_FACTS = (
    "commission_rate",
    "cookie_days",
    "epc",
    "gravity",
    "payout_terms",
    "merchant",
)


def factored(programmes: pl.DataFrame, assumed: Assumptions) -> pl.DataFrame:
    """Return `programmes` with their factors, points, score and interval as columns."""
    told = termed(programmes, assumed).with_columns(
        pl.col("payout_terms")
        .map_elements(_threshold, return_dtype=pl.Float64)
        .alias("threshold"),
        pl.sum_horizontal(pl.col(name).is_not_null() for name in _FACTS).alias("terms"),
    )
    made = earnings(told, assumed)
    minor = 10.0 ** decimals_of(assumed.currency)
    good = assumed.good_earnings * minor
    # Sums that no rate brings into the shop's currency cannot be weighed.
    weighed = np.where(numbers(told, "is_unrated") > 0, 0.0, made.earnings)
    gravity = np.log1p(np.nan_to_num(numbers(told, "gravity")))
    crowd = np.clip(gravity / math.log1p(w.FULL_GRAVITY), 0, 1)
    rivals = np.clip(np.nan_to_num(numbers(told, "rivals")) / w.FULL_RIVALS, 0, 1)
    clicks = numbers(told, "threshold") * minor / np.maximum(weighed / 100, 1e-9)
    factors = {
        "earnings": weighed / (weighed + good),
        "demand": crowd,
        "competition": np.clip(0.7 * crowd + 0.3 * rivals, 0, 1),
        "ease": _ease(told, clicks),
        "completeness": numbers(told, "terms") / w.TERMS,
    }
    found = scored(w.PROGRAMME_WEIGHTS, factors, _risk(told))
    flat = {name: of[0] if of.ndim > 1 else of for name, of in factors.items()}
    columns = flat | {"risk": _risk(told), "clicks": clicks[0]} | spans(made._asdict())
    series = [
        pl.Series(name, np.broadcast_to(of, told.height)).fill_nan(None)
        for name, of in columns.items()
    ]
    return told.with_columns(*series, *found.columns())


def _threshold(terms: str) -> float | None:
    """Return the first sum that the terms of payout name."""
    found = _SUM.search(terms)
    if found is None:
        return None
    digits = (found[1] or found[2]).rstrip(".,")
    whole = re.sub(r"[.,](?=\d{3}\b)", "", digits).replace(",", ".")
    return float(whole) if whole.count(".") <= 1 else None


def _ease(told: pl.DataFrame, clicks: Numbers) -> Numbers:
    """Half of it is where to join, a quarter that it says when it pays, and how soon."""
    soon = np.clip(1 - clicks / w.FULL_CLICKS, 0, 1)
    is_told = ~np.isnan(clicks)
    joined = 0.5 * numbers(told, "has_signup")
    says = 0.25 * numbers(
        told.select(pl.col("payout_terms").is_not_null()), "payout_terms"
    )
    return joined + says + 0.25 * np.where(is_told, soon, 0.5)


def _risk(told: pl.DataFrame) -> Numbers:
    """Doubtful readings, and what had to be assumed; never how much it pays."""
    doubt = 1 - np.nan_to_num(numbers(told, "confidence"), nan=0.5)
    assumed = np.maximum(
        numbers(told, "is_order_assumed"),
        np.maximum(numbers(told, "is_bare"), numbers(told, "is_unrated")),
    )
    no_cookie = numbers(told.select(pl.col("cookie_days").is_null()), "cookie_days")
    no_payout = numbers(told.select(pl.col("payout_terms").is_null()), "payout_terms")
    whole = 0.4 * doubt + 0.3 * assumed + 0.15 * no_cookie + 0.15 * no_payout
    return np.clip(whole, 0, 1)
