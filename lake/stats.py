"""What Delta's log says of a data file, by which engines leave files unread."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

# Longer text is left out: a bound must not make the log as large as the data.
_LONGEST = 200
_MILLISECOND = timedelta(milliseconds=1)
_LAST = datetime.max.replace(tzinfo=UTC) - _MILLISECOND


def stats(rows: pa.Table, columns: Sequence[str]) -> str:
    """Return the statistics of `rows` as Delta writes them, for `columns` alone."""
    least, most, empty = {}, {}, {}
    for name in columns:
        values = rows.column(name)
        empty[name] = values.null_count
        bounds = pc.min_max(values).as_py()
        if _is_bound(bounds["min"]) and _is_bound(bounds["max"]):
            least[name] = _least(bounds["min"])
            most[name] = _most(bounds["max"])
    facts = {
        "numRecords": rows.num_rows,
        "minValues": least,
        "maxValues": most,
        "nullCount": empty,
    }
    return msgspec.json.encode(facts).decode()


def _is_bound(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST
    if isinstance(value, datetime):
        return value <= _LAST
    return value is not None


# Delta's times have milliseconds, so a bound is widened to the next one.
def _least(value: object) -> object:
    return _instant(value) if isinstance(value, datetime) else _plain(value)


def _most(value: object) -> object:
    if isinstance(value, datetime):
        return _instant(value + _MILLISECOND)
    return _plain(value)


def _instant(value: datetime) -> str:
    return f"{value.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
