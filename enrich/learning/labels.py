"""Labels on their way in: each checked against the lake, all taken in or none.

A label names what it is about by a key of the lake, by a listing's URL or by a sku of the
shop, and says what is right as its step says it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from enrich.errors import LabelRefused
from enrich.learning.label import STEPS, Label, checked
from enrich.learning.later import later
from enrich.learning.naming import Thing, named
from enrich.learning.sides import drawn, written
from lake.load import append
from lake.sql import current
from lake.store import Lake
from lake.tables import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A pair is obeyed as it is: nothing is learned of it, and nothing measured.
_LEARNED = ("classify", "sentiment")
_LAST = "SELECT max(said_at) FROM labels"
_Given = Sequence[Label]
_Things = Mapping[tuple[str, str], Sequence[Thing]]


class Saying(msgspec.Struct, frozen=True):
    """Who said it, how it came, and when."""

    source: str
    said_by: str
    said_at: datetime


def add(lake: Lake, labels: _Given, saying: Saying) -> int:
    """Take in `labels`, all or, with an error that names the wrong one, none."""
    said = [checked(label, place) for place, label in enumerate(labels, 1)]
    with current(lake) as connection:
        things = _things(connection, said)
        rows = _rows(said, things)
        held = {step: _sides(connection, step, rows) for step in _LEARNED}
        ((last,),) = connection.sql(_LAST).fetchall()
    said_at = later(saying.said_at, last)
    for row in rows:
        row["held_back"] = held.get(row["step"], {}).get(row["entity_key"])
        row.update(source=saying.source, said_by=saying.said_by, said_at=said_at)
    if rows:
        wanted = schema("labels", common=False)
        append(lake, "labels", {"labels": pa.Table.from_pylist(rows, schema=wanted)})
    return len(rows)


def _things(connection: "DuckDBPyConnection", said: _Given) -> _Things:
    """Return what each key stands for, by its step; refuses unknown ones."""
    found: dict[tuple[str, str], Sequence[Thing]] = {}
    for step in STEPS:
        keys = {key for label in said if label.step == step for key in _keys(label)}
        for key, things in named(connection, step, keys).items():
            found[step, key] = things
    for label in said:
        for key in _keys(label):
            _check(label, key, found[label.step, key])
    return found


def _keys(label: Label) -> tuple[str, ...]:
    return (label.key, label.other) if label.other else (label.key,)


def _check(label: Label, key: str, things: Sequence[Thing]) -> None:
    if not things:
        raise LabelRefused(
            f"row {label.row}: the lake knows nothing under {key!r}; give a listing's"
            " key, the URL of its page or its sku"
        )
    # What is of one group is of one class; a pair is of two listings.
    if len(things) > 1 and label.step != "classify":
        raise LabelRefused(
            f"row {label.row}: {key!r} stands for {len(things)} things; give the"
            " entity_key of the one that is meant"
        )


def _rows(said: _Given, things: _Things) -> list[dict[str, Any]]:
    """Return a row for each thing that is labelled; refuses two labels of one."""
    first: dict[tuple[str, frozenset[str | None]], Label] = {}
    rows = []
    for label in said:
        other = things[label.step, label.other][0].entity_key if label.other else None
        for thing in things[label.step, label.key]:
            about = (label.step, frozenset((thing.entity_key, other)))
            before = first.setdefault(about, label)
            if other == thing.entity_key:
                raise LabelRefused(f"row {label.row}: both are {other!r}")
            if before.label != label.label:
                raise LabelRefused(_twice(before, label))
            if before is label:
                rows.append(_row(label, thing, other))
    return rows


def _row(label: Label, thing: Thing, other: str | None) -> dict[str, Any]:
    return {
        "step": label.step,
        "entity_key": thing.entity_key,
        "other_key": other,
        "label": label.label,
        "url": thing.url,
    }


def _twice(first: Label, second: Label) -> str:
    return (
        f"row {first.row} and row {second.row} label one thing,"
        f" {_worded(first)} and {_worded(second)}; leave the right one"
    )


def _worded(label: Label) -> str:
    told = "taken back" if label.label is None else repr(label.label)
    return f"{label.key!r} as {told}"


def _sides(
    connection: "DuckDBPyConnection",
    step: str,
    rows: Sequence[Mapping[str, Any]],
) -> dict[str, bool]:
    """Return which of the things that `rows` label are held back from learning."""
    new = {row["entity_key"] for row in rows if row["step"] == step}
    if not new:
        return {}
    before = written(connection, step)
    # What was labelled before may stand with others today.
    known = named(connection, step, before.keys() | new)
    pairs = {one.entity_key: one.together for all_ in known.values() for one in all_}
    return drawn(pairs.items(), before)
