"""One Parquet file of a table: sorted by its keys, and saying where a key may lie.

Readers skip what cannot match: whole files by Delta's statistics, then row groups by
bounds and Bloom filters, then pages by the page index. What is written is chosen by
what the columns hold, for a dictionary or bounds that help nobody cost a third of the
writing.
"""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lake.columns import Table

# DuckDB's own choice: small enough to skip, large enough to compress.
ROW_GROUP = 122_880
_BLOOM_FALSE = 0.01
# Level 3 takes a third more time and no fewer bytes.
_LEVEL = 1
# A column whose first values are nearly all different gets no dictionary.
_SAMPLE = 4096
_UNLIKE = 0.9
# A page a column and row group costs DuckDB an eighth less time than one each 20,000
# rows; a dictionary that holds all keys of a row group spares it most of a join's work.
_PAGE_ROWS = 1 << 30
_DICTIONARY_BYTES = 8 << 20


def sorted_rows(table: Table, rows: pa.Table) -> pa.Table:
    """Return `rows` in the order of the table's sort keys."""
    if not table.sort:
        return rows
    keys = rows.select(table.sort).combine_chunks()
    if _in_order(keys):
        return rows
    order = [(name, "ascending") for name in table.sort]
    # Arrow's own allocator gives large memory back at once, to be cleared anew at the
    # next load: a fifth of all the time from dicts to a committed table.
    pool = pa.system_memory_pool()
    indices = pc.sort_indices(keys, sort_keys=order, memory_pool=pool)
    return pc.take(rows, indices, memory_pool=pool)


def write_datafile(out: BinaryIO, table: Table, rows: pa.Table) -> None:
    """Write `rows`, which are sorted, as one Parquet file."""
    with open_datafile(out, table, rows.schema, rows.num_rows, rows) as file:
        file.write_table(rows, row_group_size=ROW_GROUP)


def open_datafile(
    out: BinaryIO,
    table: Table,
    schema: pa.Schema,
    rows: int,
    first: pa.Table | None = None,
) -> pq.ParquetWriter:
    """Open a file for at most about `rows` rows that come sorted, a part at a time.

    By `first`, the first part, each column is written in the way that suits it.
    """
    sample = (first if first is not None else schema.empty_table()).slice(0, _SAMPLE)
    unlike = _unlike(sample)
    return pq.ParquetWriter(
        out,
        schema,
        compression="zstd",
        compression_level=_LEVEL,
        use_dictionary=[path for path in _paths(schema) if path not in unlike],
        column_encoding={
            name: "DELTA_BINARY_PACKED"
            for name in unlike
            if _is_whole(schema.field(name).type)
        },
        write_statistics=_bounded(table, schema),
        write_page_index=True,
        max_rows_per_page=_PAGE_ROWS,
        dictionary_pagesize_limit=_DICTIONARY_BYTES,
        sorting_columns=_sorting(table, schema),
        bloom_filter_options=_blooms(table, rows, first, unlike),
    )


def _in_order(keys: pa.Table) -> bool:
    """Say whether the rows are sorted already; not asked of rows with empty keys."""
    before, after = keys.slice(0, max(0, len(keys) - 1)), keys.slice(1)
    right: pa.Scalar | pa.ChunkedArray = pa.scalar(True)
    for name in reversed(keys.column_names):
        left, other = before.column(name), after.column(name)
        tied = pc.and_(pc.equal(left, other), right)
        right = pc.or_(pc.less(left, other), tied)
    return pc.all(right, skip_nulls=False).as_py() or False


def _unlike(sample: pa.Table) -> set[str]:
    """Return the columns whose values hardly ever come twice."""
    flat = [name for name in sample.column_names if not _is_nested(sample, name)]
    return {
        name
        for name in flat
        if pc.count_distinct(sample.column(name)).as_py() > _UNLIKE * len(sample)
    }


def _is_nested(rows: pa.Table, name: str) -> bool:
    return pa.types.is_nested(rows.schema.field(name).type)


def _is_whole(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_timestamp(kind)


def _bounded(table: Table, schema: pa.Schema) -> list[str]:
    """Return the columns that row groups have bounds of: keys, and what is no text."""
    # By the batch what is new is found without reading what is not.
    asked = {*table.keys, *table.blooms, "batch_id"}
    return [
        field.name
        for field in schema
        if field.name in asked
        or not (pa.types.is_string(field.type) or pa.types.is_nested(field.type))
    ]


def _paths(schema: pa.Schema) -> Iterator[str]:
    for field in schema:
        yield from _leaf_paths(field.name, field.type)


def _leaf_paths(path: str, kind: pa.DataType) -> Iterator[str]:
    """Return the columns that Parquet makes of one, by the names it gives them."""
    if pa.types.is_struct(kind):
        for field in kind:
            yield from _leaf_paths(f"{path}.{field.name}", field.type)
    elif pa.types.is_list(kind):
        yield from _leaf_paths(f"{path}.list.element", kind.value_type)
    else:
        yield path


def _sorting(table: Table, schema: pa.Schema) -> list[pq.SortingColumn]:
    return [pq.SortingColumn(_leaf(schema, name)) for name in table.sort]


def _leaf(schema: pa.Schema, name: str) -> int:
    """Return the index of a column among the leaves, which is how Parquet counts."""
    return list(_paths(schema)).index(name)


def _blooms(
    table: Table, rows: int, first: pa.Table | None, unlike: set[str]
) -> dict[str, dict[str, float]] | None:
    """Return filters as large as the different values that a row group will hold."""
    most = max(1, min(rows, ROW_GROUP))
    # Of several row groups, the bounds of the first key leave one to read as well.
    bounded = table.sort[:1] if rows > ROW_GROUP else ()
    expected = {
        name: most if name in unlike else _different(first, name) or most
        for name in table.blooms
        if name not in bounded
    }
    return {
        name: {"ndv": count, "fpp": _BLOOM_FALSE} for name, count in expected.items()
    } or None


def _different(rows: pa.Table | None, name: str) -> int:
    # Counting is dear where nearly all differ, so of those nobody asks.
    if rows is None:
        return 0
    return pc.count_distinct(rows.column(name).slice(0, ROW_GROUP)).as_py()
