"""How well an affiliate programme would pay: a score from 0 to 100 that explains itself.

An input is one programme with the prices of its merchant, where the lake has them. One
that does not say what it pays gives no score, and is not asked again until it changes.
"""

from collections.abc import Mapping
from functools import partial

import polars as pl
import pyarrow as pa

from enrich.equipment import Equipment, version_of
from enrich.money import decimals_of
from enrich.queries import Asked, changed
from enrich.scoring.assumptions import Assumptions, assumptions
from enrich.scoring.numbers import finite
from enrich.scoring.openwords import filled
from enrich.scoring.programmefactors import factored
from enrich.scoring.programmeinputs import inputs
from enrich.scoring.programmereasons import reasons
from enrich.scoring.rows import rows
from lake.stages import Stage

_VERSION = 1


def stage(tools: Equipment) -> Stage:
    """Return the stage that scores programmes."""
    assumed = assumptions(tools)
    version = version_of(_VERSION, tools.assumed)
    asked = Asked(maker="profit", version=version, table="scores", model=assumed.digest)
    return Stage(
        "profit",
        version,
        reads=("programmes", "offers", "offers_latest", "pages", "links", "fx_rates"),
        writes=("scores",),
        make=partial(make, assumed=assumed),
        query=filled(changed("scoring/profit.sql", asked), assumed.currency),
    )


def make(batch: pa.RecordBatch, assumed: Assumptions) -> Mapping[str, pa.Table]:
    """Return the score of each programme of `batch` that says what it pays."""
    paying = finite(pl.DataFrame(batch)).filter(pl.col("commission_rate") > 0)
    if paying.is_empty():
        return {"scores": rows(paying, "programme", assumed)}
    told = factored(paying, assumed).with_columns(
        _against(),
        pl.col("earnings_sum")
        .round()
        .cast(pl.Int64, strict=False)
        .alias("margin_minor"),
    )
    return {"scores": rows(inputs(reasons(told), assumed), "programme", assumed)}


def _against() -> pl.Expr:
    """Return how many times the estimate the stated EPC is, for one click or a hundred."""
    minor = pl.col("currency").map_elements(
        lambda of: 10.0 ** decimals_of(of), return_dtype=pl.Float64
    )
    hundred = pl.col("epc") * minor * pl.col("factor").fill_null(1.0)
    times = hundred / pl.col("earnings_sum")
    nearer = (times * 100).log().abs() < times.log().abs()
    return pl.when(nearer).then(times * 100).otherwise(times).alias("epc_ratio")
