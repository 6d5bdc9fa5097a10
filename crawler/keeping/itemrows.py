"""Items as Arrow tables, whatever they hold: dicts, dataclasses, attrs, Scrapy's own.

Types are read from the values. A field that is a number here and a word there becomes
text, so that no item is lost for another's sake; what Arrow cannot hold becomes JSON.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from itemadapter import ItemAdapter, is_item
from scrapy.utils.serialize import ScrapyJSONEncoder

_JSON = ScrapyJSONEncoder(ensure_ascii=False)
_REFUSED = (pa.ArrowException, ValueError, TypeError, OverflowError)

Row = Mapping[str, Any]


def table_of(rows: Sequence[Row]) -> pa.Table:
    """Return `rows` as a table with a column for each field that any of them has."""
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: _column([row.get(name) for row in rows]) for name in names})


def merged(schemas: Sequence[pa.Schema]) -> pa.Schema:
    """Return the schema that every table with one of `schemas` fits into."""
    fields: dict[str, pa.DataType] = {}
    for schema in schemas:
        for field in schema:
            known = fields.get(field.name, field.type)
            fields[field.name] = _common(known, field.type)
    return pa.schema(list(fields.items()))


def fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return `table` with the columns of `schema`."""
    columns = []
    for field in schema:
        if field.name in table.schema.names:
            columns.append(_cast(table.column(field.name), field.type))
        else:
            columns.append(pa.nulls(table.num_rows, field.type))
    return pa.table(columns, schema=schema)


def without_nulls(schema: pa.Schema) -> pa.Schema:
    """Return `schema` with text where no value was ever seen: Delta knows no such type."""
    return pa.schema(
        [
            field.with_type(pa.string()) if pa.types.is_null(field.type) else field
            for field in schema
        ]
    )


def plain(value: Any) -> Any:
    """Return `value` with items inside as dicts and other collections as lists."""
    if isinstance(value, str | int | float | bytes | None):
        return value
    if is_item(value):
        return {name: plain(kept) for name, kept in ItemAdapter(value).items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return value


def _column(values: list[Any]) -> pa.Array:
    try:
        return pa.array(values)
    except _REFUSED:
        return pa.array([_text(value) for value in values], pa.string())


def _common(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    if one == other:
        return one
    pair = [pa.schema([("v", kind)]) for kind in (one, other)]
    try:
        return pa.unify_schemas(pair, promote_options="permissive").field("v").type
    except _REFUSED:
        return pa.string()


def _cast(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if column.type == kind:
        return column
    try:
        return column.cast(kind)
    except _REFUSED:
        if pa.types.is_string(kind):
            return pa.chunked_array([[_text(value) for value in column.to_pylist()]])
        return pa.chunked_array([column.to_pylist()], type=kind)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return _JSON.encode(value)
