"""Labels in files: a column `key` for what each is about, and `label` for what is right.

A worksheet that was filled in is such a file; what was left empty there is no label. All
cells are text, so that a sku of digits keeps its zeros. Rows are numbered as a spreadsheet
or an editor shows them.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from enrich.errors import LabelRefused, NoLabelRows
from enrich.learning.label import Label

_KEYS = ("key", "entity_key", "listing_key", "sku", "url")
_OTHERS = ("other", "other_key")
# Written into a worksheet to take back an earlier label.
TAKEN_BACK = "-"
# What spreadsheets put between cells, by country.
_DELIMITERS = ",;\t"
# Opinions may be long; what is longer is no cell but a quote that nobody closed.
_LONGEST_CELL = 1 << 22

Row = tuple[int, Mapping[str, Any]]


def read_labels(path: Path, step: str | None = None) -> list[Label]:
    """Return the labels that the file at `path` holds, for `step` if it names none."""
    try:
        rows = list(_rows(path))
    except FileNotFoundError:
        raise LabelRefused(f"there is no file of labels {path}") from None
    except UnicodeDecodeError:
        raise LabelRefused(
            f"{path} is no text; save it from the spreadsheet as CSV (UTF-8)"
        ) from None
    except (OSError, ValueError, csv.Error, pa.ArrowException) as error:
        why = "".join(sign for sign in str(error) if sign.isprintable())[:200]
        raise LabelRefused(f"{path} cannot be read as a table: {why}") from None
    if not rows:
        raise NoLabelRows(
            f"{path} holds no rows; begin with: harvestman labels worksheet classify"
            " FILE.csv"
        )
    columns = {name for _, row in rows for name in row}
    key, other = _first(_KEYS, columns), _first(_OTHERS, columns)
    if key is None or "label" not in columns:
        raise LabelRefused(
            f"{path}: it needs a column key (or {', '.join(_KEYS[1:])}) and a column"
            f" label; it has {', '.join(sorted(columns))}"
        )
    if step is None and "step" not in columns:
        raise LabelRefused(f"{path}: it has no column step; say --step NAME")
    told = ((place, _texts(row)) for place, row in rows)
    return [
        Label(
            step=row.get("step") or step or "",
            key=_key(path, place, row.get(key or "")),
            label=None if row["label"] == TAKEN_BACK else row["label"],
            other=row.get(other or "") or None,
            row=place,
        )
        for place, row in told
        if row.get("label")
    ]


def _rows(path: Path) -> Iterator[Row]:
    form = path.suffix.lower()
    if form == ".parquet":
        return enumerate(pq.read_table(path).to_pylist(), 1)
    return _json(path) if form in {".jsonl", ".ndjson"} else _csv(path)


def _json(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig") as lines:
        for place, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ValueError(f"row {place}: {error}") from None
            if not isinstance(row, dict):
                raise LabelRefused(f"{path}: row {place} is no object")
            yield place, row


def _csv(path: Path) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        between = max(_DELIMITERS, key=head.count)
        rows = csv.reader(file, delimiter=between, strict=True)
        names = [name.strip().lower() for name in next(rows, [])]
        for name in ("label", "step", *_KEYS, *_OTHERS):
            if names.count(name) > 1:
                raise ValueError(f"{names.count(name)} columns are called {name}")
        for place, cells in enumerate(rows, 2):
            if len(cells) > len(names):
                raise ValueError(
                    f"row {place} has {len(cells)} cells under {len(names)} columns; put"
                    ' a cell that holds a comma into quotes: "a, b"'
                )
            yield place, dict(zip(names, cells, strict=False))


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: "" if cell is None else str(cell).strip() for name, cell in row.items()
    }


def _key(path: Path, place: int, key: str | None) -> str:
    if not key:
        raise LabelRefused(f"{path}: row {place} has a label and no key")
    return key


def _first(names: tuple[str, ...], columns: set[str]) -> str | None:
    return next((name for name in names if name in columns), None)
