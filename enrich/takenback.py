"""Taking back what a row says of an entity that says it no more.

The newest row of an entity counts, so one that vanished, or of which nothing can be told
any more, gets a row that tells nothing: it has no model. The query of a stage whose
`Asked` takes back (queries.py) gives such entities too.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from enrich.rows import table

# Whether an entity has vanished; who its newest row is about, where that one says something.
_GONE, _BEFORE = "is_gone", "was_about"
Make = Callable[[pa.RecordBatch], Mapping[str, pa.Table]]


def taking_back(
    batch: pa.RecordBatch, make: Make, name: str, blank: Mapping[str, Any] | None = None
) -> dict[str, pa.Table]:
    """Return what `make` gives of those in `batch` that are there, and take back the others.

    `name` is the table; `blank` has what its columns that are never empty say then.
    """
    if (
        _GONE not in batch.schema.names
    ):  # asked for in another way: all of them are there
        return dict(make(batch))
    there = batch.filter(pc.invert(batch.column(_GONE)))
    found: dict[str, pa.Table] = {name: table(name, [])}
    if there.num_rows:
        found |= make(there.drop_columns([_GONE, _BEFORE]))
    told = found[name].column("input_key").combine_chunks()
    silent = pc.invert(pc.is_in(batch.column("input_key"), told))
    back = batch.filter(pc.and_(silent, pc.is_valid(batch.column(_BEFORE))))
    if back.num_rows:
        rows = table(name, [_row(one, blank or {}) for one in _each(back)])
        given = [found[name], rows]
        found[name] = pa.concat_tables(given, promote_options="default")
    return found


def _each(back: pa.RecordBatch) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = back.select(["input_key", _BEFORE]).to_pylist()
    return rows


def _row(one: Mapping[str, Any], blank: Mapping[str, Any]) -> dict[str, Any]:
    return {**blank, **one[_BEFORE], "input_key": one["input_key"]}
