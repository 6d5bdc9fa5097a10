"""Why a programme's score is what it is: a sentence for each factor."""

import polars as pl

from enrich.scoring.reasons import percent, sentences, strongest_first, whole_units


def reasons(programmes: pl.DataFrame) -> pl.DataFrame:
    """Return `programmes`, with their factors and points, with the column `reasons`."""
    told = {
        "earnings": _earnings(),
        "demand": pl.when(pl.col("gravity").is_not_null())
        .then(pl.format("Partners that lately sold, by the network: {}.", "gravity"))
        .otherwise(pl.lit("How many partners lately sold is not stated.")),
        "competition": pl.format(
            "Other programmes of its kind there: at least {}. {}",
            pl.col("rivals").fill_null(0),
            pl.when(pl.col("gravity").is_not_null())
            .then(pl.lit("The more partners sell, the more bid."))
            .otherwise(pl.lit("How many partners bid is not known.")),
        ),
        "ease": _ease(),
        "completeness": pl.format(
            "{} of 6 terms are known: commission, cookie, EPC, gravity, payout, merchant.",
            "terms",
        ),
        "risk": _risk(),
    }
    return programmes.with_columns(strongest_first(told))


def _earnings() -> pl.Expr:
    unrated = pl.when("is_unrated")
    expected = unrated.then(
        pl.format(
            "It pays in {}, to which no rate is known: that gives no points.", "money"
        )
    ).otherwise(
        pl.format(
            "A hundred clicks would earn about {} {}, of {} % that buy.",
            whole_units("earnings_sum"),
            "currency",
            (pl.col("conversion_sum") * 100).round(2),
        )
    )
    typical = (
        pl.when("is_sum")
        .then(None)
        .when("is_order_assumed")
        .then(pl.lit("Its merchant's prices are not in the lake: an order is assumed."))
        .otherwise(
            pl.format("Orders are reckoned by {} prices of {}.", "prices", "host")
        )
    )
    bare = pl.when("is_bare").then(
        pl.lit("The sum names no currency and is taken as the shop's.")
    )
    left = pl.when(pl.col("left_out").list.len() > 0).then(
        pl.format(
            "Prices in {} are left out: no rate is known.",
            pl.col("left_out").list.join(", "),
        )
    )
    return sentences(expected, typical, bare, left, _stated())


def _stated() -> pl.Expr:
    """Say whether the network's own figure agrees, a click or a hundred: which is nearer."""
    ratio = pl.col("epc_ratio")
    return (
        pl.when(pl.col("epc").is_null() | pl.col("is_unrated"))
        .then(None)
        .when(ratio.is_between(0.5, 2))
        .then(pl.format("That agrees with the EPC of {} as stated.", "epc"))
        .otherwise(
            pl.format(
                "The EPC of {} as stated is {} times that.", "epc", ratio.round(2)
            )
        )
    )


def _ease() -> pl.Expr:
    return sentences(
        pl.when("has_signup")
        .then(pl.lit("Where to join is known."))
        .otherwise(pl.lit("Where to join is not known.")),
        pl.when(pl.col("threshold").is_not_null())
        .then(
            pl.format(
                "Its terms of payout name {}: about {} clicks.",
                "threshold",
                pl.col("clicks").round().clip(0, 1e9).cast(pl.Int64),
            )
        )
        .when(pl.col("payout_terms").is_not_null())
        .then(pl.lit("Its terms of payout name no least sum."))
        .otherwise(pl.lit("It does not say when it pays.")),
    )


def _risk() -> pl.Expr:
    return sentences(
        pl.format(
            "Read with {} % confidence.", percent(pl.col("confidence").fill_null(0.5))
        ),
        pl.when("is_order_assumed").then(pl.lit("What is bought is assumed.")),
        pl.when("is_bare").then(pl.lit("The currency is assumed.")),
        pl.when(pl.col("cookie_days").is_null()).then(
            pl.lit("How long a click counts is not stated.")
        ),
        pl.when(pl.col("payout_terms").is_null()).then(
            pl.lit("When it pays is not stated.")
        ),
    )
