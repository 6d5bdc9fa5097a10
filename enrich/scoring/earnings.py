"""What a hundred clicks on a partner's link would earn, and how sure that is.

    earnings = 100 * conversion * cookie * (1 - refunds) * commission * months

A commission is a share of what is bought, or a sum. A sum in a currency without a known
rate stays in that currency; a sum in none (a bare $) is taken as the shop's.
"""

import math
from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.money import decimals_of
from enrich.scoring import weights as w
from enrich.scoring.assumptions import Assumptions, edges
from enrich.scoring.chance import Numbers, drawn
from enrich.scoring.margin import numbers


class Earnings(NamedTuple):
    """What goes in and what comes out, in all draws; sums in minor units."""

    rate: Numbers
    order: Numbers
    conversion: Numbers
    cookie: Numbers
    refund: Numbers
    months: Numbers
    earnings: Numbers


def termed(programmes: pl.DataFrame, assumed: Assumptions) -> pl.DataFrame:
    """Return the programmes with their terms as they are reckoned with."""
    kind = pl.col("commission_kind").fill_null("")
    # A ladder or a repeated commission is a sum where it has a currency.
    is_sum = kind.is_in(["fixed", "per lead"]) | (
        pl.col("money").is_not_null() & ~kind.is_in(["percent", "discount"])
    )
    rate = pl.col("commission_rate")
    least = pl.when(
        pl.col("commission_low").is_null() & pl.col("commission_high").is_not_null()
    ).then(rate * w.UP_TO)
    return programmes.with_columns(
        is_sum.alias("is_sum"),
        (is_sum & pl.col("money").is_null()).alias("is_bare"),
        (is_sum & pl.col("money").is_not_null() & pl.col("factor").is_null()).alias(
            "is_unrated"
        ),
        (kind == "per lead").alias("is_lead"),
        (kind == "recurring").alias("is_recurring"),
        pl.min_horizontal(rate, least, "commission_low").alias("rate_low"),
        pl.max_horizontal(rate, "commission_high").alias("rate_high"),
        pl.when(is_sum & pl.col("factor").is_null() & pl.col("money").is_not_null())
        .then("money")
        .otherwise(pl.lit(assumed.currency))
        .alias("currency"),
        (pl.col("order_mid").is_null() & ~is_sum).alias("is_order_assumed"),
    )


def earnings(programmes: pl.DataFrame, assumed: Assumptions) -> Earnings:
    """Return what each of the `termed` programmes would earn, in all draws."""
    rate = _ranged(1, programmes, ("commission_rate", "rate_low", "rate_high"))
    order = _order(programmes, assumed)
    is_sum = numbers(programmes, "is_sum") > 0
    minor = np.array([10.0 ** decimals_of(of) for of in programmes["currency"]])
    its_own = np.array([10.0 ** decimals_of(of or "") for of in programmes["money"]])
    known = numbers(programmes, "factor")
    worth = np.where(np.isnan(known), minor, its_own * known)
    commission = np.where(is_sum, rate * worth, rate / 100 * order)
    clicks = _assumed(3, assumed.conversion_percent) / 100
    leads = np.where(numbers(programmes, "is_lead") > 0, w.LEADS_A_SALE, 1)
    conversion = np.minimum(clicks * leads, 1)
    cookie = _cookie(programmes)
    refund = np.clip(_assumed(5, assumed.refund_percent) / 100, 0, 1)
    repeated = numbers(programmes, "is_recurring") > 0
    months = np.where(repeated, _assumed(6, assumed.recurring_months), 1)
    whole = 100 * conversion * cookie * (1 - refund) * commission * months
    return Earnings(rate, order, conversion, cookie, refund, months, whole)


def _order(programmes: pl.DataFrame, assumed: Assumptions) -> Numbers:
    minor = 10.0 ** decimals_of(assumed.currency)
    likely, low, high = (edge * minor for edge in edges(assumed.order_value))
    told = programmes.select(
        pl.col("order_mid").fill_null(likely),
        order_low=pl.when(pl.col("order_mid").is_null())
        .then(low)
        .otherwise("order_low"),
        order_high=pl.when(pl.col("order_mid").is_null())
        .then(high)
        .otherwise("order_high"),
    )
    return _ranged(2, told, ("order_mid", "order_low", "order_high"))


def _cookie(programmes: pl.DataFrame) -> Numbers:
    """Return what share of the sales comes while the click is remembered."""
    low, likely, high = (_share(np.array([float(day)])) for day in w.UNKNOWN_COOKIE)
    days = numbers(programmes, "cookie_days")
    known, is_known = _share(days), ~np.isnan(days)
    return np.minimum(
        drawn(
            4,
            np.where(is_known, known, likely),
            np.where(is_known, known, low),
            np.where(is_known, known, high),
        ),
        1,
    )


def _share(days: Numbers) -> Numbers:
    grown = np.log1p(np.maximum(days, 0)) / math.log1p(w.COOKIE_DAYS)
    return w.AT_ONCE + (1 - w.AT_ONCE) * np.minimum(grown, 1)


def _ranged(dimension: int, of: pl.DataFrame, names: tuple[str, str, str]) -> Numbers:
    value, low, high = (numbers(of, name) for name in names)
    return np.maximum(drawn(dimension, value, low, high), 0)


def _assumed(dimension: int, of: tuple[float, float, float]) -> Numbers:
    value, low, high = (np.array([edge]) for edge in edges(of))
    return np.maximum(drawn(dimension, value, low, high), 0)
