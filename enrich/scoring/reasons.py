"""Why a group's score is what it is: each factor's value, points, and a sentence."""

import polars as pl

from enrich.money import uncommon


def reasons(groups: pl.DataFrame) -> pl.DataFrame:
    """Return `groups`, with their factors and points, with the column `reasons`."""
    told = {
        "margin": _margin(),
        "demand": _demand(),
        "competition": pl.format("Sellers that offer it: {}.", "sellers"),
        "availability": pl.format(
            "{} % of the offers can be had now.", percent(pl.col("availability"))
        ),
        "reduction": _reduction(),
        "completeness": pl.format(
            "{} of 6 facts are known: number, brand, text, picture, category, data.",
            "facts",
        ),
        "risk": pl.format(
            "Sources: {}, read with {} % confidence. The newest price is {}.",
            "hosts",
            percent(pl.col("confidence")),
            _age(),
        ),
    }
    return groups.with_columns(strongest_first(told))


def strongest_first(told: dict[str, pl.Expr]) -> pl.Expr:
    """Return the factors with their sentences as `reasons`, the most points first."""
    strength = pl.element().struct.field("points").abs()
    listed = pl.concat_list(_reason(name, text) for name, text in told.items())
    return listed.list.eval(pl.element().sort_by(strength, descending=True)).alias(
        "reasons"
    )


def percent(share: pl.Expr) -> pl.Expr:
    """Return a share of one as a whole number of hundredths."""
    return (share * 100).round().cast(pl.Int64)


def whole_units(minor: str) -> pl.Expr:
    """Return a sum of minor units of `currency` as people write it."""
    decimals = pl.col("currency").replace_strict(
        uncommon(), default=2, return_dtype=pl.Int64
    )
    return (pl.col(minor) / pl.lit(10.0).pow(decimals)).round(2)


def sentences(*parts: pl.Expr) -> pl.Expr:
    """Return the parts that are there, one after the other."""
    return pl.concat_str(parts, separator=" ", ignore_nulls=True)


def _reason(name: str, text: pl.Expr) -> pl.Expr:
    return pl.struct(
        pl.lit(name).alias("name"),
        pl.col(name).cast(pl.Float64).round(3).alias("value"),
        pl.col(f"{name}_points").cast(pl.Float64).alias("points"),
        text.alias("text"),
    )


def _margin() -> pl.Expr:
    others = pl.when(pl.col("offer_count") > 1)
    below = others.then(
        pl.format(
            "Of {} offers the cheapest, landed and with the costs of selling, leaves"
            " {} {}, {} % of what the others ask.",
            "offer_count",
            whole_units("margin_sum"),
            "currency",
            percent(pl.col("spread")),
        )
    ).otherwise(pl.lit("There is no second offer to compare the price with."))
    guessed = pl.when(pl.col("cheapest_shipping").is_null()).then(
        pl.lit("What its shipping costs is assumed.")
    )
    unknown = pl.when(pl.col("left_out").list.len() > 0).then(
        pl.format(
            "Offers in {} are left out: no rate to {} is known.",
            pl.col("left_out").list.join(", "),
            "currency",
        )
    )
    return sentences(below, guessed, unknown)


def _demand() -> pl.Expr:
    many = pl.col("ratings").cast(pl.Int64)
    words = pl.col("sentiments").fill_null(0)
    return sentences(
        pl.when(many > 0)
        .then(
            pl.format(
                "Ratings: {}, which weigh as {} of 5 stars.",
                many,
                pl.col("stars").round(1),
            )
        )
        .otherwise(pl.lit("Nobody has rated it yet.")),
        pl.when(words > 0).then(pl.format("Opinions whose words count: {}.", words)),
        pl.when(pl.col("late").fill_null(0) + pl.col("before").fill_null(0) >= 1)
        .then(
            pl.format(
                "Opinions in the last 90 days: {}, in the 90 before: {}.",
                "late",
                "before",
            )
        )
        .otherwise(pl.lit("Whether it is on the rise is not known.")),
        pl.when(pl.col("place").is_not_null())
        .then(pl.format("Place {} in a list of best-sellers.", "place"))
        .otherwise(pl.lit("No list of best-sellers names it.")),
        pl.when(pl.col("gone") > 0).then(
            pl.format("Offers that were sold out in the last 30 days: {}.", "gone")
        ),
        pl.when(pl.col("season_ratio") != 1.0)
        .then(
            pl.format(
                "This month and the next weigh {} of the mean.",
                pl.col("season_ratio").round(2),
            )
        )
        .otherwise(pl.lit("No season shows.")),
    )


def _reduction() -> pl.Expr:
    former = pl.col("cheapest_list_price")
    share = 1 - pl.col("cheapest_price") / former
    return (
        pl.when(former > pl.col("cheapest_price"))
        .then(
            pl.format(
                "The cheapest offer is said to be reduced by {} %.", percent(share)
            )
        )
        .otherwise(pl.lit("The cheapest offer names no former price."))
    )


def _age() -> pl.Expr:
    days = pl.col("age_days")
    return (
        pl.when(days == 0)
        .then(pl.lit("of today"))
        .when(days == 1)
        .then(pl.lit("a day old"))
        .otherwise(pl.format("{} days old", days))
    )
