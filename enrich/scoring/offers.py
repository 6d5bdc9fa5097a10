"""A group's offers: what the cheapest would cost landed, and what the others ask.

All prices of a group are in one currency when they come here, or nearly: each has its
`factor`, from its own minor units to the group's. What cannot be bought is no offer,
unless nothing can; what costs far below the middle is another thing.
"""

import polars as pl

from enrich.scoring import weights as w
from enrich.scoring.assumptions import Assumptions
from enrich.scoring.numbers import finite

_OUT = ("OutOfStock", "SoldOut", "Discontinued")


def listed(groups: pl.DataFrame, assumed: Assumptions) -> pl.DataFrame:
    """Return every offer of `groups` as a row, in the money of its group."""
    offers = finite(
        groups.select("entity_key", "offers", group_currency="currency")
        .explode("offers")
        .unnest("offers")
    )
    duties = pl.col("currency").replace_strict(
        assumed.duty_by_currency, default=assumed.duty_percent, return_dtype=pl.Float64
    )
    foreign = pl.col("currency") != assumed.currency
    likely = assumed.shipping_percent[1] / 100
    money = ("price_minor", "list_price_minor", "shipping_minor")
    return (
        offers.with_columns(
            *((pl.col(name) * pl.col("factor")).alias(_short(name)) for name in money),
            pl.when(foreign).then(duties).otherwise(0.0).alias("duty"),
            ~pl.col("availability").fill_null("").is_in(_OUT).alias("held"),
        )
        .with_columns(
            (pl.col("price") + pl.col("shipping").fill_null(pl.col("price") * likely))
            .mul(1 + pl.col("duty") / 100)
            .alias("landed")
        )
        .with_columns(_is_real())
    )


def wide(groups: pl.DataFrame, offers: pl.DataFrame) -> pl.DataFrame:
    """Return `groups` with what their `offers` come to, a column each."""
    return (
        groups.drop("offers")
        .join(_market(offers), "entity_key", "left")
        .join(_prices(offers), "entity_key", "left")
        .join(_ratings(offers), "entity_key", "left")
    )


def _short(name: str) -> str:
    return name.removesuffix("_minor")


def _is_real() -> pl.Expr:
    had = pl.col("held") | ~pl.col("held").any().over("entity_key")
    of_those = pl.col("price").filter(had).median().over("entity_key")
    dear_enough = pl.col("price") >= of_those * w.OUTLIER_SHARE
    return (had & dear_enough).alias("real")


def _market(offers: pl.DataFrame) -> pl.DataFrame:
    """Return who sells, how much of it can be had, and how sure the readings are."""
    return offers.group_by("entity_key").agg(
        pl.len().alias("seen_offers"),
        pl.col("seller").n_unique().alias("sellers"),
        pl.col("host").n_unique().alias("hosts"),
        pl.col("held").sum().alias("held_offers"),
        pl.col("held").mean().alias("availability"),
        pl.col("confidence").fill_null(0.5).mean(),
    )


def _prices(offers: pl.DataFrame) -> pl.DataFrame:
    """Return the offer that is cheapest when it has arrived, and the others' prices."""
    ordered = offers.filter("real").sort("landed", "listing_key", "price")
    others = pl.col("price").slice(1)
    first = ("host", "price", "shipping", "duty", "rate_days", "list_price")
    return ordered.group_by("entity_key", maintain_order=True).agg(
        pl.len().alias("offer_count"),
        *(pl.col(name).first().alias(f"cheapest_{name}") for name in first),
        others.median().alias("sale"),
        # A median of n is as sure as their spread by the root of n, times 1.25.
        pl.when(pl.len() > 2)
        .then(others.std() * 1.25 * 1.28 / (pl.len() - 1).sqrt())
        .otherwise(others.median() * w.LONELY_SPREAD)
        .alias("sale_off"),
    )


def _ratings(offers: pl.DataFrame) -> pl.DataFrame:
    """Return the ratings of a group: a listing's count once, however many sell it."""
    rated = offers.filter(pl.col("reviews") > 0, pl.col("rating").is_not_null())
    each = rated.unique(
        ["entity_key", "listing_key"], keep="first", maintain_order=True
    )
    count = pl.col("reviews").sum().cast(pl.Float64)
    total = (pl.col("rating") * pl.col("reviews")).sum()
    return each.group_by("entity_key").agg(
        count.alias("reviews"), (total / count).alias("rating")
    )
