"""What went into the score of a group: its offers one by one, and all else."""

import polars as pl

from enrich.scoring.assumptions import Assumptions
from enrich.scoring.factors import Factored
from enrich.scoring.inputs import Given, listed, ranged

_MINOR = pl.format("minor {}", "currency")


def inputs(found: Factored, assumed: Assumptions) -> pl.DataFrame:
    """Return the groups with their `inputs`."""
    groups = found.groups.join(_offers(found.offers), "entity_key", "left")
    own = listed([*_money(assumed), *_evidence(), *_readings()])
    return groups.with_columns(
        pl.concat_list(pl.col("offer_inputs"), own).alias("inputs")
    )


def _offers(offers: pl.DataFrame) -> pl.DataFrame:
    """Return the price of each offer, cheapest first, with where and how it was told."""
    told = pl.concat_str(
        pl.lit("offers: "),
        pl.col("host").fill_null("an unknown host"),
        pl.when(pl.col("factor") != 1.0).then(
            pl.format(
                ", {} minor {} at {}, fx_rates of {} ({})",
                "price_minor",
                "currency",
                pl.col("rate").round_sig_figs(6),
                "rate_on",
                "rate_source",
            )
        ),
        pl.when(~pl.col("real")).then(
            pl.lit(", left out: sold out, or another thing at this price")
        ),
        ignore_nulls=True,
    )
    return (
        offers.sort("landed", "listing_key", "price")
        .with_columns(offer_source=told, currency="group_currency")
        .with_columns(
            listed([Given("price", pl.col("price"), _MINOR, pl.col("offer_source"))])
        )
        .select("entity_key", offer_inputs="name")
        .explode("offer_inputs")
        .group_by("entity_key", maintain_order=True)
        .agg("offer_inputs")
    )


def _money(assumed: Assumptions) -> list[Given]:
    known = pl.col("cheapest_shipping").is_not_null()
    shipping = (
        pl.when(known)
        .then(pl.format("offers: {}", "cheapest_host"))
        .otherwise(pl.lit("assumed: enrich.shipping_percent of the price"))
    )
    others = pl.format(
        "offers: median of {} others", (pl.col("offer_count") - 1).clip(0)
    )
    duty = "assumed: enrich.duty_percent and duty_by_currency"
    returns = ranged(
        "returns", assumed.returns_percent, "%", "assumed: enrich.returns_percent"
    )
    low, likely, high = (pl.lit(edge) for edge in assumed.returns_percent)
    returns = returns._replace(value=likely, low=low, high=high)
    return [
        _sum("shipping", shipping),
        Given("duty", pl.col("cheapest_duty"), "%", duty),
        _sum(
            "landed",
            "computed: (price + shipping) * (1 + duty), of the offer that is cheapest so",
        ),
        _sum("sale", others),
        Given(
            "payment",
            pl.lit(assumed.payment_percent),
            "%",
            "assumed: enrich.payment_percent",
        ),
        returns,
        _sum("margin", "computed: sale * (1 - payment - returns) - landed"),
        Given(
            "former price",
            pl.col("cheapest_list_price"),
            _MINOR,
            "offers: the cheapest",
        ),
    ]


def _sum(name: str, source: str | pl.Expr) -> Given:
    low, high = pl.col(f"{name}_low"), pl.col(f"{name}_high")
    return Given(name, pl.col(f"{name}_sum"), _MINOR, source, low, high)


def _evidence() -> list[Given]:
    def given(name: str, column: str, unit: str, source: str) -> Given:
        return Given(name, pl.col(column), unit, source)

    stated = (
        pl.when("is_stated")
        .then(pl.lit("offers: as the shops state it"))
        .otherwise(pl.lit("opinions: as they were read"))
    )
    return [
        Given("ratings", pl.col("ratings"), "ratings", stated),
        Given("mean rating", pl.col("mean_rating"), "stars", stated),
        given(
            "judged opinions",
            "sentiments",
            "opinions",
            "enriched_sentiments",
        ),
        given("sentiment", "sentiment", "-1 to 1", "enriched_sentiments: the mean"),
        given("stars", "stars", "stars", "computed: with 20 ratings of 3.9 added"),
        given("opinions in 90 days", "late", "opinions", "opinions: posted_at"),
        given("opinions in the 90 before", "before", "opinions", "opinions: posted_at"),
        given("dated opinions", "dated", "opinions", "opinions: posted_at"),
        given(
            "opinions in season",
            "in_season",
            "opinions",
            "opinions: of this month and the next, of all years",
        ),
        given("place", "place", "place", "links: in a list of best-sellers"),
        given("sold out lately", "gone", "offers", "offers: in the last 30 days"),
    ]


def _readings() -> list[Given]:
    return [
        Given("sellers", pl.col("sellers"), "sellers", "offers: distinct sellers"),
        Given("hosts", pl.col("hosts"), "hosts", "offers: distinct hosts"),
        Given("offers", pl.col("seen_offers"), "offers", "offers: those that stand"),
        Given("offers to be had", pl.col("held_offers"), "offers", "offers: in stock"),
        Given("facts", pl.col("facts"), "of 6", "products: the fullest of the group"),
        Given("confidence", pl.col("confidence"), "0 to 1", "offers: the mean"),
        Given("age", pl.col("age_days"), "days", "offers_latest: checked_at"),
    ]
