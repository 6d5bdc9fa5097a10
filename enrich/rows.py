"""Rows on their way to the lake: typed as their table says, with their input's key."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from lake.tables import schema

_INPUT = pa.field("input_key", pa.string())
_GIVEN = ("entity_key", "kind", "url", "input_key")


def table(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Return `rows` as the lake's table `name`, without what the runner adds."""
    whole = schema(name, common=False).append(_INPUT)
    return pa.Table.from_pylist(list(rows), schema=whole)


def entities(
    name: str, batch: pa.RecordBatch, model: str, own: Mapping[str, pa.Array]
) -> pa.Table:
    """Return a row of the table `name` for each of `batch`: who it is, and `own` columns."""
    whole = schema(name, common=False).append(_INPUT)
    columns = {
        **{key: batch.column(key) for key in _GIVEN if key in batch.schema.names},
        "model": pa.repeat(pa.scalar(model), batch.num_rows),
        **own,
    }
    empty = pa.nulls(batch.num_rows)
    return pa.table(
        [columns.get(field.name, empty).cast(field.type) for field in whole],
        schema=whole,
    )
