"""Rows as a table wants them: checked and cast, or refused with the column's name.

Arrow casts between almost any two types. Only casts that keep the meaning are done
here: a wider integer, another string layout, another unit of an aware time.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from lake.columns import COMMON, Column, type_date, type_time
from lake.errors import RowsRefused
from lake.tables import VIEWS, columns

# The first and the last that a calendar has.
_CALENDAR = {
    type_date: (date.min, date.max),
    type_time: (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
}
_COMMON = {column.name for column in COMMON}


def fit(name: str, given: pa.Table) -> pa.Table:
    """Return `given` as rows of the table `name`, without the common columns."""
    if name in VIEWS:
        raise RowsRefused(f"{name} is made from other tables; nobody writes rows to it")
    wanted = own_columns(name)
    _refuse_unknown(name, wanted, given.schema)
    fields = [pa.field(c.name, c.type, c.nullable) for c in wanted]
    arrays = [_column(name, column, given) for column in wanted]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def own_columns(name: str) -> list[Column]:
    """Return the columns that whoever writes to the table `name` may give."""
    return [column for column in columns(name) if column.name not in _COMMON]


def fit_column(name: str, column: Column, given: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return `given` as the values of one column of the table `name`."""
    values = _cast(name, column, given)
    if not column.nullable and values.null_count:
        raise RowsRefused(
            f"{name}.{column.name}: {values.null_count} of {len(values)} rows are "
            "empty; every row must have it"
        )
    if column.name.endswith("_minor") and not column.signed:
        _refuse_negative(name, column, values)
    if column.type in _CALENDAR:
        _refuse_distant(name, column, values)
    return values


def _refuse_unknown(name: str, wanted: list[Column], given: pa.Schema) -> None:
    known = [column.name for column in wanted]
    if len(set(given.names)) < len(given.names):
        raise RowsRefused(f"{name}: a column is given twice: {', '.join(given.names)}")
    for column in given.names:
        if column not in known:
            raise RowsRefused(
                f"{name}.{column}: no such column; there are {', '.join(known)}"
            )


def _column(name: str, column: Column, given: pa.Table) -> pa.ChunkedArray:
    if column.name in given.column_names:
        return fit_column(name, column, given.column(column.name))
    nothing = pa.nulls(given.num_rows, column.type)
    return fit_column(name, column, pa.chunked_array([nothing]))


def _cast(name: str, column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
    if values.type == column.type:
        return values
    if not _means(values.type, column.type):
        raise RowsRefused(
            f"{name}.{column.name}: expected {_wording(column.type)}, got {values.type}"
        )
    try:
        return values.cast(column.type)
    except pa.ArrowInvalid as error:
        raise RowsRefused(
            f"{name}.{column.name}: expected {_wording(column.type)}: {error}"
        ) from error


def _refuse_negative(name: str, column: Column, values: pa.ChunkedArray) -> None:
    least = pc.min(values).as_py()
    if least is not None and least < 0:
        raise RowsRefused(
            f"{name}.{column.name}: expected an amount of at least 0, got {least}"
        )


def _refuse_distant(name: str, column: Column, values: pa.ChunkedArray) -> None:
    """Refuse what Arrow can hold and Python's and other engines' calendars cannot."""
    first, last = (pa.scalar(end, column.type).value for end in _CALENDAR[column.type])
    bounds = pc.min_max(values)
    least, most = bounds["min"].value, bounds["max"].value
    if least is not None and not first <= least <= most <= last:
        unit = "days" if column.type == type_date else "us"
        raise RowsRefused(
            f"{name}.{column.name}: expected years 1 to 9999, got {least} to {most} "
            f"{unit} from 1970"
        )


def _wording(wanted: pa.DataType) -> str:
    return "a time with a time zone" if pa.types.is_timestamp(wanted) else str(wanted)


def _means(given: pa.DataType, wanted: pa.DataType) -> bool:
    """Say whether a value of type `given` means the same as one of type `wanted`."""
    if pa.types.is_null(given):
        return True
    if pa.types.is_dictionary(given):
        return _means(given.value_type, wanted)
    if pa.types.is_struct(wanted):
        return _is_part(given, wanted)
    if _is_list(wanted):
        return _is_list(given) and _means(given.value_type, wanted.value_type)
    return any(of(wanted) and taken(given) for of, taken in _MEANINGS)


def _is_part(given: pa.DataType, wanted: pa.DataType) -> bool:
    if not pa.types.is_struct(given):
        return False
    known = {field.name: field.type for field in wanted}
    return all(f.name in known and _means(f.type, known[f.name]) for f in given)


def _is_list(kind: pa.DataType) -> bool:
    return pa.types.is_list(kind) or pa.types.is_large_list(kind)


def _is_text(kind: pa.DataType) -> bool:
    of = pa.types
    return of.is_string(kind) or of.is_large_string(kind) or of.is_string_view(kind)


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind)


def _is_aware(kind: pa.DataType) -> bool:
    return pa.types.is_timestamp(kind) and kind.tz is not None


_Kind = Callable[[pa.DataType], bool]
_MEANINGS: tuple[tuple[_Kind, _Kind], ...] = (
    (pa.types.is_string, _is_text),
    (pa.types.is_integer, pa.types.is_integer),
    (pa.types.is_floating, _is_number),
    (pa.types.is_boolean, pa.types.is_boolean),
    (pa.types.is_timestamp, _is_aware),
    (pa.types.is_date, pa.types.is_date),
)
