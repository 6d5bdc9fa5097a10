"""One Parquet file of a table: sorted by its keys, and saying where a key may lie.

Readers skip what cannot match: whole files by Delta's statistics, then row groups by
bounds and Bloom filters, then pages by the page index.
"""

from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from lake.columns import Table

# DuckDB's own choice: small enough to skip, large enough to compress.
ROW_GROUP = 122_880
_BLOOM_FALSE = 0.01


def sorted_rows(table: Table, rows: pa.Table) -> pa.Table:
    """Return `rows` in the order of the table's sort keys."""
    return rows.sort_by([(name, "ascending") for name in table.sort])


def write_datafile(out: BinaryIO, table: Table, rows: pa.Table) -> None:
    """Write `rows`, which are sorted, as one Parquet file."""
    with open_datafile(out, table, rows.schema, rows.num_rows) as file:
        file.write_table(rows, row_group_size=ROW_GROUP)


def open_datafile(
    out: BinaryIO, table: Table, schema: pa.Schema, rows: int
) -> pq.ParquetWriter:
    """Open a file for at most about `rows` rows that come sorted, a part at a time."""
    return pq.ParquetWriter(
        out,
        schema,
        compression="zstd",
        compression_level=3,
        sorting_columns=_sorting(table, schema),
        write_page_index=True,
        bloom_filter_options=_blooms(table, rows),
    )


def _sorting(table: Table, schema: pa.Schema) -> list[pq.SortingColumn]:
    return [pq.SortingColumn(_leaf(schema, name)) for name in table.sort]


def _leaf(schema: pa.Schema, name: str) -> int:
    """Return the index of a column among the leaves, which is how Parquet counts."""
    before = schema.get_field_index(name)
    return sum(_leaves(schema.field(index).type) for index in range(before))


def _leaves(kind: pa.DataType) -> int:
    if pa.types.is_nested(kind):
        return sum(_leaves(kind.field(index).type) for index in range(kind.num_fields))
    return 1


def _blooms(table: Table, rows: int) -> dict[str, dict[str, float]] | None:
    # A filter is as large as the values it is told to expect, so they are counted.
    expected = max(1, min(rows, ROW_GROUP))
    return {
        name: {"ndv": expected, "fpp": _BLOOM_FALSE} for name in table.blooms
    } or None
