"""What went into the score of a programme: its terms, its merchant, and what is assumed."""

import polars as pl

from enrich.scoring import weights as w
from enrich.scoring.assumptions import Assumptions
from enrich.scoring.inputs import Given, listed, ranged

_PAGE = "programmes: its page"


def inputs(programmes: pl.DataFrame, assumed: Assumptions) -> pl.DataFrame:
    """Return the programmes with their `inputs`."""
    return programmes.with_columns(
        listed([*_terms(), *_order(), *_assumed(assumed), *_others()]).alias("inputs")
    )


def _terms() -> list[Given]:
    unit = (
        pl.when(~pl.col("is_sum"))
        .then(pl.lit("% of the order"))
        .when("is_bare")
        .then(pl.format("{}, as no currency is named", "currency"))
        .otherwise("money")
    )
    rate = pl.format("fx_rates of {} ({})", "rate_on", "rate_source")
    return [
        Given(
            "commission",
            pl.col("commission_rate"),
            unit,
            pl.format("{}: {}", pl.lit(_PAGE), pl.col("commission_kind").fill_null("")),
            pl.col("rate_low"),
            pl.col("rate_high"),
        ),
        Given("rate", pl.when("is_sum").then("rate"), "for one", rate),
        _when("cookie_days", "days", _PAGE),
        Given(
            "cookie",
            pl.col("cookie_sum"),
            "share of sales",
            pl.when(pl.col("cookie_days").is_not_null())
            .then(pl.lit("computed: of its days"))
            .otherwise(pl.lit("assumed: a week, between a day and a month")),
            pl.col("cookie_low"),
            pl.col("cookie_high"),
        ),
    ]


def _order() -> list[Given]:
    source = (
        pl.when("is_order_assumed")
        .then(pl.lit("assumed: enrich.order_value"))
        .otherwise(pl.format("offers: median of {} prices of {}", "prices", "host"))
    )
    of_share = pl.when(~pl.col("is_sum"))
    low, high = of_share.then("order_low"), of_share.then("order_high")
    unit = pl.format("minor {}", "currency")
    return [Given("order", of_share.then("order_sum"), unit, source, low, high)]


def _assumed(assumed: Assumptions) -> list[Given]:
    clicks = ranged(
        "conversion",
        assumed.conversion_percent,
        "%",
        "assumed: enrich.conversion_percent",
    )
    refunds = ranged(
        "refunds", assumed.refund_percent, "%", "assumed: enrich.refund_percent"
    )
    months = ranged(
        "months", assumed.recurring_months, "months", "assumed: enrich.recurring_months"
    )
    leads = pl.when("is_lead").then(pl.lit(float(w.LEADS_A_SALE)))
    return [
        clicks,
        Given("leads a sale", leads, "times", "assumed: a lead is had so much easier"),
        refunds,
        months._replace(value=pl.when("is_recurring").then(months.value)),
    ]


def _others() -> list[Given]:
    return [
        Given(
            "earnings",
            pl.col("earnings_sum"),
            pl.format("minor {} for 100 clicks", "currency"),
            "computed: 100 * conversion * cookie * (1 - refunds) * commission * months",
            pl.col("earnings_low"),
            pl.col("earnings_high"),
        ),
        _when("epc", "as the network states it", _PAGE),
        Given(
            "epc against earnings",
            pl.col("epc_ratio"),
            "times",
            "computed: for a click or a hundred, whichever is nearer",
        ),
        _when("gravity", "partners", _PAGE),
        _when("rivals", "programmes", "programmes: of its kind and network, in fives"),
        _when("threshold", "least sum", "programmes: payout_terms"),
        _when("terms", "of 6", _PAGE),
        _when("confidence", "0 to 1", _PAGE),
    ]


def _when(name: str, unit: str, source: str) -> Given:
    return Given(name, pl.col(name), unit, source)
