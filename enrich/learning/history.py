"""What happened to the models of a home, as the lake tells it: rows are only added.

A release is one row of `models`. A withdrawal is another, and one of `releases` in the
same batch: from then on no reader sees what the model made, and the one before it counts.
"""

from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa

from enrich.equipment import Learned, version_of
from lake.load import append
from lake.sql import current
from lake.store import Lake
from lake.tables import schema

# The newest row of a model says what it is now.
_NOW = """
SELECT * EXCLUDE (writer, batch_id, ingested_at) FROM models
QUALIFY row_number() OVER (
    PARTITION BY step, number ORDER BY changed_at DESC, ingested_at DESC) = 1
ORDER BY step, number
"""
_WRITER = "learn"


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """One model of a step as it stands now, or one thing that happens to it."""

    step: str
    number: int
    state: str
    code: int
    path: str = ""
    digest: str = ""
    labels: int = 0
    held_back: int = 0
    figures: list[dict[str, Any]] = []
    why: str = ""
    changed_at: datetime

    def learned(self, home: str) -> Learned:
        """Return the model as a step takes it."""
        path = f"{home}/{self.path}"
        return Learned(
            number=self.number, path=path, digest=self.digest, code=self.code
        )


def models(lake: Lake) -> list[Model]:
    """Return every model of the home as it stands, by step and number."""
    with current(lake) as connection:
        rows = connection.sql(_NOW).to_arrow_table().to_pylist()
    return [msgspec.convert(row, Model) for row in rows]


def released(known: list[Model], step: str, code: int) -> Model | None:
    """Return the model that is released for a step: the one with the highest number."""
    standing = [
        model
        for model in known
        if (model.step, model.code, model.state) == (step, code, "released")
    ]
    return standing[-1] if standing else None


def tell(lake: Lake, model: Model) -> None:
    """Add what happened to a model; a withdrawal hides what the model made."""
    rows = {"models": _table("models", [msgspec.structs.asdict(model)])}
    if model.state == "withdrawn":
        gone = {
            "maker": model.step,
            "maker_version": version_of(model.code, model.number),
            "state": "withdrawn",
            "changed_at": model.changed_at,
        }
        rows["releases"] = _table("releases", [gone])
    append(lake, _WRITER, rows)


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema(name, common=False))
