"""How well a product would sell: a score from 0 to 100 that explains itself.

An input is one group with its present offers; its key covers their values and not
when they were seen, so a crawl that changes nothing scores nothing. The newest row of
a group counts. All offers of a batch are one Polars frame, a factor is one column, and
the interval comes of the same sums over a fixed set of draws; see chance.py.
"""

from collections.abc import Mapping
from functools import partial

import polars as pl
import pyarrow as pa

from enrich.equipment import Equipment, version_of
from enrich.queries import Asked, around, changed
from enrich.scoring.assumptions import Assumptions, assumptions
from enrich.scoring.factors import factored
from enrich.scoring.groupinputs import inputs
from enrich.scoring.numbers import finite
from enrich.scoring.openwords import filled
from enrich.scoring.reasons import reasons
from enrich.scoring.rows import rows
from lake.stages import Stage

_VERSION = 2


def stage(tools: Equipment) -> Stage:
    """Return the stage that scores groups."""
    assumed = assumptions(tools)
    version = version_of(_VERSION, tools.assumed)
    asked = Asked(maker="score", version=version, table="scores", model=assumed.digest)
    return Stage(
        "score",
        version,
        reads=(
            *("offers", "offers_latest", "pages", "products", "enriched_matches"),
            *("opinions", "contents", "links", "fx_rates", "enriched_sentiments"),
        ),
        writes=("scores",),
        make=partial(make, assumed=assumed),
        query=filled(
            around("scoring/score.sql", changed("scoring/states.sql", asked)),
            assumed.currency,
        ),
    )


def make(batch: pa.RecordBatch, assumed: Assumptions) -> Mapping[str, pa.Table]:
    """Return the score of each group of `batch`."""
    if not batch.num_rows:
        return {"scores": rows(pl.DataFrame(), "group", assumed)}
    found = factored(finite(pl.DataFrame(batch)), assumed)
    told = found._replace(groups=reasons(found.groups))
    whole = inputs(told, assumed).with_columns(
        pl.col("margin_sum").round().cast(pl.Int64, strict=False).alias("margin_minor")
    )
    return {"scores": rows(whole, "group", assumed)}
