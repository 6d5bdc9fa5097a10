"""What happened to the models of a home, as the lake tells it: rows are only added.

A release or a withdrawal is one row of `models` and one of `releases`, in one batch: with
a withdrawal no reader sees any more what the model made, and the one before it counts.
"""

from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa

from enrich.equipment import Learned, version_of
from enrich.errors import NoSuchModel
from enrich.learning.later import later
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


def version_now(known: list[Model], step: str, number: int) -> Model:
    """Return one model as it stands."""
    for model in known:
        if (model.step, model.number) == (step, number):
            return model
    there = ", ".join(str(model.number) for model in known if model.step == step)
    raise NoSuchModel(
        f"{step} has no model {number}; it has {there or 'only what it came with'}"
    )


def tell(lake: Lake, model: Model) -> Model:
    """Add what happened to a model, and with it whether what it made counts."""
    before = (one.changed_at for one in models(lake) if one.step == model.step)
    changed_at = later(model.changed_at, max(before, default=None))
    model = msgspec.structs.replace(model, changed_at=changed_at)
    rows = {"models": _table("models", [msgspec.structs.asdict(model)])}
    if model.state != "trained":
        decided = {
            "maker": model.step,
            "maker_version": version_of(model.code, model.number),
            "state": model.state,
            "changed_at": model.changed_at,
        }
        rows["releases"] = _table("releases", [decided])
    append(lake, _WRITER, rows)
    return model


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema(name, common=False))
