"""How well a product would sell: a score from 0 to 100 that explains itself.

An input is one group with its present offers; its key covers their values and not
when they were seen, so a crawl that changes nothing scores nothing. The newest row of
a group counts. All offers of a batch are one Polars frame, and a factor is one column.
"""

from collections.abc import Mapping

import polars as pl
import pyarrow as pa

from enrich.queries import sql
from enrich.scoring.factors import factors
from enrich.scoring.reasons import reasons
from lake.stages import Stage
from lake.tables import schema

_VERSION = 1
_QUERY = sql("scoring/score.sql", _VERSION)


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return the score of each group of `batch`."""
    whole = schema("scores", common=False).append(pa.field("input_key", pa.string()))
    if not batch.num_rows:
        return {"scores": whole.empty_table()}
    scored = reasons(factors(pl.DataFrame(batch))).select(
        pl.col("group_key").alias("entity_key"),
        "score",
        "margin_minor",
        "demand",
        "competition",
        "risk",
        "reasons",
        "input_key",
    )
    return {"scores": scored.to_arrow().cast(whole)}


SCORE = Stage(
    "score",
    _VERSION,
    reads=("offers", "pages", "products", "enriched_matches"),
    writes=("scores",),
    make=make,
    query=_QUERY,
)
