"""Labels in files: a column `key` for what each is about, and `label` for what is right.

A worksheet that was filled in is such a file; what was left empty there is no label.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.json as pa_json
import pyarrow.parquet as pq

from enrich.errors import LabelRefused
from enrich.learning.label import Label

_KEYS = ("key", "entity_key", "listing_key", "sku", "url")
_OTHERS = ("other", "other_key")
# Written into a worksheet to take back an earlier label.
TAKEN_BACK = "-"


def read_labels(path: Path, step: str | None = None) -> list[Label]:
    """Return the labels that the file at `path` holds, for `step` if it names none."""
    rows = _rows(path)
    columns = set(rows.column_names)
    key = _one_of(_KEYS, columns)
    if key is None or "label" not in columns:
        raise LabelRefused(
            f"{path}: it needs a column key (or {', '.join(_KEYS[1:])}) and a column"
            f" label; it has {', '.join(rows.column_names) or 'none'}"
        )
    if step is None and "step" not in columns:
        raise LabelRefused(f"{path}: it has no column step; say --step NAME")
    other = _one_of(_OTHERS, columns)
    return [
        Label(
            step=row.get("step") or step or "",
            key=row[key],
            label=None if row["label"] == TAKEN_BACK else row["label"],
            other=row[other] if other else None,
        )
        for row in _filled(rows)
    ]


def _rows(path: Path) -> pa.Table:
    form = path.suffix.lower()
    try:
        if form == ".parquet":
            return pq.read_table(path)
        if form in {".jsonl", ".ndjson"}:
            return pa_json.read_json(path)
        return pa_csv.read_csv(path)
    except FileNotFoundError:
        raise LabelRefused(f"there is no file of labels {path}") from None
    except (OSError, pa.ArrowException) as error:
        why = "".join(sign for sign in str(error) if sign.isprintable())[:200]
        raise LabelRefused(f"{path} cannot be read as a table: {why}") from None


def _filled(rows: pa.Table) -> Iterator[dict[str, Any]]:
    for row in rows.to_pylist():
        # A number may have been read as one: a class id, a judgement.
        told = {name: None if v is None else str(v).strip() for name, v in row.items()}
        if told["label"]:
            yield told


def _one_of(names: tuple[str, ...], columns: set[str]) -> str | None:
    return next((name for name in names if name in columns), None)
