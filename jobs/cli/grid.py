"""An answer as a table for people: cut to the terminal, and it says what it cut."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from rich.cells import cell_len, set_cell_size

from jobs.cli.table import plain

_GAP = 2
# A column keeps at least so much when all of them shall fit, and at most so much.
_NARROW = 12
_WIDE = 60


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of a table, and the columns that did not fit."""

    lines: list[str]
    hidden: list[str]


def grid(rows: pa.Table, width: int | None) -> Grid:
    """Return `rows` as lines of at most `width` characters; None cuts nothing."""
    right = [_is_number(field.type) for field in rows.schema]
    columns = [
        [name, *(cell(value) for value in column.to_pylist())]
        for name, column in zip(rows.schema.names, rows.columns, strict=True)
    ]
    widths = _widths(columns, width)
    shown = columns[: len(widths)]
    lines = [_line(row, widths, right) for row in zip(*shown, strict=True)]
    if lines:
        lines.insert(1, (" " * _GAP).join("─" * one for one in widths))
    return Grid(lines, rows.schema.names[len(widths) :])


def record_lines(rows: pa.Table) -> Iterable[str]:
    """Return each row as lines of its own, one a column: for rows that are wide."""
    label = max((cell_len(name) for name in rows.schema.names), default=0)
    for number, row in enumerate(rows.to_pylist(), 1):
        yield f"── row {number} ──"
        for name, value in row.items():
            yield f"{set_cell_size(name, label)}  {cell(value)}"


def cell(value: Any) -> str:
    """Return one value for people; what a page says cannot steer the terminal."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds").removesuffix("+00:00")
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list | dict):
        return plain(json.dumps(value, default=str, ensure_ascii=False))
    return plain(str(value))


def _widths(columns: Sequence[list[str]], width: int | None) -> list[int]:
    whole = [max(map(cell_len, column)) for column in columns]
    if width is None:
        return whole
    cap = _WIDE
    while cap > _NARROW and _total(min(one, cap) for one in whole) > width:
        cap -= 1
    fitting = [min(one, cap) for one in whole]
    while len(fitting) > 1 and _total(fitting) > width:
        fitting.pop()
    return fitting


def _total(widths: Iterable[int]) -> int:
    found = list(widths)
    return sum(found) + _GAP * (len(found) - 1)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = [
        _fitted(text, width, right=at_right)
        for text, width, at_right in zip(cells, widths, right, strict=False)
    ]
    return (" " * _GAP).join(parts).rstrip()


def _fitted(text: str, width: int, *, right: bool) -> str:
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, max(width - 1, 0)) + "…"
    pad = " " * (width - length)
    return pad + text if right else text + pad


def _is_number(kind: pa.DataType) -> bool:
    numbers = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    return any(is_such(kind) for is_such in numbers)
