"""The factors of a score: one column each, between 0 and 1, from a group's offers."""

import math

import polars as pl

from enrich.scoring import weights as w

_OUT = ("OutOfStock", "Discontinued")
_FACTS = 6


def factors(groups: pl.DataFrame) -> pl.DataFrame:
    """Return `groups` with a column for each factor and what its sentence tells."""
    offers = (
        groups.select("group_key", "offers")
        .explode("offers")
        .unnest("offers")
        .with_columns(~pl.col("availability").fill_null("").is_in(_OUT).alias("held"))
    )
    wide = (
        groups.drop("offers")
        .join(_market(offers), "group_key", "left")
        .join(_prices(offers), "group_key", "left")
        .join(_opinions(offers), "group_key", "left")
    )
    return wide.with_columns(_demand(), _competition(), _completeness(), _risk())


def _market(offers: pl.DataFrame) -> pl.DataFrame:
    """Return who sells, how much of it can be had, and how sure the readings are."""
    return offers.group_by("group_key").agg(
        pl.col("seller").n_unique().alias("sellers"),
        pl.col("host").n_unique().alias("hosts"),
        pl.col("held").mean().alias("availability"),
        pl.col("confidence").fill_null(0.5).mean(),
    )


def _prices(offers: pl.DataFrame) -> pl.DataFrame:
    """Return the spread from the cheapest offer to the median of the others.

    What cannot be bought is no offer, unless nothing can; what costs far below the
    middle is another thing.
    """
    price = pl.col("price_minor")
    real = offers.filter(
        pl.col("held") | ~pl.col("held").any().over("group_key"),
    ).filter(price >= price.median().over("group_key") * w.OUTLIER_SHARE)
    others = price.sort().slice(1).median()
    cheapest = real.sort("price_minor", "listing_key").group_by(
        "group_key", maintain_order=True
    )
    return cheapest.agg(
        pl.len().alias("offer_count"),
        (others - price.min())
        .fill_null(0)
        .round()
        .cast(pl.Int64)
        .alias("margin_minor"),
        ((others - price.min()) / others).fill_null(0).alias("spread"),
        (1 - price.first() / pl.col("list_price_minor").first())
        .fill_null(0)
        .clip(0, 1)
        .alias("reduction_share"),
    ).with_columns(
        (pl.col("spread") / w.FULL_SPREAD).clip(0, 1).alias("margin"),
        (pl.col("reduction_share") / w.FULL_REDUCTION).clip(0, 1).alias("reduction"),
    )


def _opinions(offers: pl.DataFrame) -> pl.DataFrame:
    """Return the ratings of a group: a listing's count once, however many sell it."""
    rated = offers.filter(pl.col("reviews") > 0, pl.col("rating").is_not_null())
    listings = rated.unique(
        ["group_key", "listing_key"], keep="first", maintain_order=True
    )
    count = pl.col("reviews").sum()
    total = (pl.col("rating") * pl.col("reviews")).sum()
    return listings.group_by("group_key").agg(
        count.cast(pl.Int64).alias("review_count"),
        ((total + w.PRIOR_RATING * w.PRIOR_REVIEWS) / (count + w.PRIOR_REVIEWS)).alias(
            "stars"
        ),
    )


def _demand() -> pl.Expr:
    """How many rated it, on a logarithmic scale, times how well."""
    many = pl.col("review_count").fill_null(0).log1p() / math.log1p(w.FULL_REVIEWS)
    well = (pl.col("stars").fill_null(w.PRIOR_RATING) - 1) / 4
    # Rounded, so that equal demands are equal whatever the order of adding.
    return (many.clip(0, 1) * well.clip(0, 1)).round(6).alias("demand")


def _competition() -> pl.Expr:
    return (pl.col("sellers") / w.FULL_SELLERS).clip(0, 1).alias("competition")


def _completeness() -> pl.Expr:
    return (pl.col("facts") / _FACTS).clip(0, 1).alias("completeness")


def _risk() -> pl.Expr:
    """Half of it is few sources, the rest doubtful readings and old ones."""
    few = (3 - pl.col("hosts").cast(pl.Float64)).clip(0, 2) / 2
    doubt = 1 - pl.col("confidence")
    old = (pl.col("age_days") / w.STALE_DAYS).clip(0, 1)
    return (0.5 * few + 0.3 * doubt + 0.2 * old).clip(0, 1).alias("risk")
