"""Scored things as rows of the lake's table `scores`."""

import polars as pl
import pyarrow as pa

from enrich.scoring.assumptions import Assumptions
from lake.tables import schema


def rows(scored: pl.DataFrame, kind: str, assumed: Assumptions) -> pa.Table:
    """Return what is `scored`; columns that a kind has no use for are empty."""
    whole = schema("scores", common=False).append(pa.field("input_key", pa.string()))
    if scored.is_empty():
        return whole.empty_table()
    given = scored.with_columns(
        pl.lit(kind).alias("kind"), pl.lit(assumed.digest).alias("model")
    )
    columns = [
        pl.col(name) if name in given.columns else pl.lit(None).alias(name)
        for name in whole.names
    ]
    return given.select(columns).to_arrow().cast(whole)
