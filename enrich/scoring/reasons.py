"""Why a score is what it is: each factor's value, its points, and a sentence for it.

Points are rounded first and summed then, so what a person adds up is the score.
"""

import polars as pl

from enrich.scoring.weights import RISK_SHARE, WEIGHTS


def reasons(groups: pl.DataFrame) -> pl.DataFrame:
    """Return `groups`, with their factors, as scored rows with reasons."""
    given = groups.with_columns(_points())
    gross = pl.sum_horizontal(f"{weight.name}_points" for weight in WEIGHTS)
    given = given.with_columns(
        (pl.col("risk") * gross * -RISK_SHARE).round(1).alias("risk_points")
    )
    names = [*(weight.name for weight in WEIGHTS), "risk"]
    listed = pl.concat_list(_reason(name) for name in names)
    strongest = pl.element().struct.field("points").abs()
    return given.with_columns(
        pl.sum_horizontal(f"{name}_points" for name in names).round(1).alias("score"),
        listed.list.eval(pl.element().sort_by(strongest, descending=True)).alias(
            "reasons"
        ),
    )


def _points() -> list[pl.Expr]:
    return [
        (_worth(weight.name) * weight.points).round(1).alias(f"{weight.name}_points")
        for weight in WEIGHTS
    ]


def _worth(name: str) -> pl.Expr:
    # The one factor that is better when it is small.
    return 1 - pl.col(name) if name == "competition" else pl.col(name)


def _reason(name: str) -> pl.Expr:
    return pl.struct(
        pl.lit(name).alias("name"),
        pl.col(name).cast(pl.Float64).round(3).alias("value"),
        pl.col(f"{name}_points").cast(pl.Float64).alias("points"),
        _sentence(name).alias("text"),
    )


def _sentence(name: str) -> pl.Expr:
    return {
        "margin": pl.when(pl.col("offer_count") > 1)
        .then(
            pl.format(
                "The cheapest of {} offers lies {} % below the median of the others.",
                "offer_count",
                _percent("spread"),
            )
        )
        .otherwise(pl.lit("There is no second offer to compare the price with.")),
        "demand": pl.when(pl.col("review_count") > 0)
        .then(
            pl.format(
                "{} ratings, which weigh as {} of 5 stars.",
                "review_count",
                pl.col("stars").round(1),
            )
        )
        .otherwise(pl.lit("Nobody has rated it yet.")),
        "competition": pl.format("Sellers that offer it: {}.", "sellers"),
        "availability": pl.format(
            "{} % of the offers can be had now.", _percent("availability")
        ),
        "reduction": pl.when(pl.col("reduction_share") > 0)
        .then(
            pl.format(
                "The cheapest offer is said to be reduced by {} %.",
                _percent("reduction_share"),
            )
        )
        .otherwise(pl.lit("The cheapest offer names no former price.")),
        "completeness": pl.format(
            "{} of 6 facts are known: number, brand, text, picture, category, data.",
            "facts",
        ),
        "risk": pl.format(
            "Sources: {}, read with {} % confidence. The newest price is {}.",
            "hosts",
            _percent("confidence"),
            _age(),
        ),
    }[name]


def _age() -> pl.Expr:
    days = pl.col("age_days")
    return (
        pl.when(days == 0)
        .then(pl.lit("of today"))
        .when(days == 1)
        .then(pl.lit("a day old"))
        .otherwise(pl.format("{} days old", days))
    )


def _percent(name: str) -> pl.Expr:
    return (pl.col(name) * 100).round().cast(pl.Int64)
