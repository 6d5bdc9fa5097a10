"""Outside trends in files: `day`, `topic` and `value`, and where told `region` and `unit`.

A file is read whole or not at all: a course with a hole in it would be another course.
"""

import csv
import io
import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from enrich.errors import TrendsRefused

_NEEDED = ("day", "topic", "value")
_KNOWN = (*_NEEDED, "region", "unit")
# Ten years of a thousand topics, day by day, are some 100 MB.
_LARGEST = 200_000_000
_MOST_TEXT = 200
# Sums of larger ones are soon beyond all numbers.
_ENDLESS = 1e100


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One value of one topic on one day."""

    topic: str
    region: str | None
    day: date
    value: float
    unit: str | None


def read_trends(path: Path) -> list[Point]:
    """Return the values in the file at `path`; of a day that stands twice, the later."""
    found: dict[tuple[str, str | None, date], Point] = {}
    for line, row in _rows(path):
        point = Point(
            day=_day(path, line, row["day"]),
            topic=_text(path, line, "topic", row["topic"]) or _missing(path, line),
            value=_number(path, line, row["value"]),
            region=_text(path, line, "region", row.get("region")),
            unit=_text(path, line, "unit", row.get("unit")),
        )
        found[point.topic, point.region, point.day] = point
    if not found:
        raise TrendsRefused(f"{path} holds no values")
    return list(found.values())


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        if path.stat().st_size > _LARGEST:
            raise TrendsRefused(f"{path} is larger than {_LARGEST:,} bytes; split it")
        if path.suffix.lower() == ".parquet":
            yield from _parquet(path)
        else:
            yield from _csv(path)
    except FileNotFoundError:
        raise TrendsRefused(f"there is no file of trends {path}") from None
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException) as error:
        why = "".join(sign for sign in str(error) if sign.isprintable())[:200]
        raise TrendsRefused(f"{path} cannot be read as a table: {why}") from None


def _csv(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    lines = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), strict=True)
    _check(path, list(lines.fieldnames or []))
    for row in lines:
        if None in row or None in row.values():
            raise TrendsRefused(
                f"{path}, line {lines.line_num}: it has not as many fields as there"
                " are columns"
            )
        yield lines.line_num, row


def _parquet(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    file = pq.ParquetFile(path)
    names = file.schema_arrow.names
    _check(path, names)
    line = 0
    for batch in file.iter_batches(columns=[one for one in _KNOWN if one in names]):
        for row in batch.to_pylist():
            line += 1
            yield line, row


def _check(path: Path, names: list[str]) -> None:
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise TrendsRefused(
            f"{path}: there is no column {missing[0]}; it needs"
            f" {', '.join(_NEEDED)}, and has {', '.join(names) or 'none'}"
        )


def _day(path: Path, line: int, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise _wrong(path, line, "day", value, "a date such as 2026-01-31") from None


def _number(path: Path, line: int, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not abs(number) < _ENDLESS:
        raise _wrong(path, line, "value", value, "a number such as 12.5")
    return number


def _text(path: Path, line: int, column: str, value: Any) -> str | None:
    text = "" if value is None else str(value).strip()
    if len(text) > _MOST_TEXT or not text.isprintable():
        wanted = f"at most {_MOST_TEXT} letters on one line"
        raise _wrong(path, line, column, text[:40], wanted)
    return text or None


def _missing(path: Path, line: int) -> str:
    raise _wrong(path, line, "topic", "", "what the value is about")


def _wrong(
    path: Path, line: int, column: str, value: Any, wanted: str
) -> TrendsRefused:
    return TrendsRefused(
        f"{path}, line {line}, column {column}: {value!r} is not {wanted}"
    )
