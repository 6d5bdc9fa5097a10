"""How much is ahead of each stage, by the lake's own books: cheap, and no lock is taken.

A stage leaves a note of what it reads in the file that it locks. Batches behind its
cursor that brought rows to those tables are ahead of it; which of their rows are new to
it, it finds out when it runs. The first stage of all is known before it ever ran.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from lake.ages import opened
from lake.settings import LakeSettings

if TYPE_CHECKING:
    from lake.stage import Stage

_PREFIX = ".stage-"
_COLUMNS = ["position", "tables", "maker", "maker_version", "cursor", "batch_id"]
# Rows are counted by the names of their batches; of more than this many it takes long.
_MOST_COUNTED = 2_000


class _Note(msgspec.Struct, frozen=True):
    """What a stage reads; `rows_of`: the table of which each row is an input.

    Version 0 is any one: it ran before notes were left, or never.
    """

    version: int
    tables: tuple[str, ...]
    rows_of: str | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """Batches that a stage has not looked at, and the rows in them that it may make."""

    stage: str
    batches: int
    rows: int | None


def note(file: BinaryIO, stage: "Stage", tables: set[str]) -> None:
    """Leave a note in the file that a running stage holds locked."""
    rows_of = None if stage.query else stage.reads[0]
    said = _Note(stage.version, tuple(sorted(tables)), rows_of)
    file.truncate(0)
    file.write(msgspec.json.encode(said))


def ahead(home: Path, settings: LakeSettings) -> list[Ahead]:
    """Return what is ahead of each stage; those with nothing ahead are left out."""
    batches = opened(home, settings, "batches")
    if batches is None:
        return []
    rows = batches.to_pyarrow_table(columns=_COLUMNS).to_pylist()
    found = ((name, of, _unread(name, of, rows)) for name, of in _notes(home).items())
    return [
        Ahead(name, len(unread), _rows(home, settings, of, unread))
        for name, of, unread in found
        if unread
    ]


def _notes(home: Path) -> dict[str, _Note]:
    notes = {"extract": _Note(0, ("pages",), "pages")}
    for path in sorted((home / "lake").glob(f"{_PREFIX}*")):
        try:
            said = msgspec.json.decode(path.read_bytes(), type=_Note)
        except (OSError, msgspec.MsgspecError):
            continue  # it never ran since notes are left, or begins this moment
        notes[path.name.removeprefix(_PREFIX)] = said
    return notes


def _unread(name: str, of: _Note, rows: Sequence[dict[str, Any]]) -> list[str]:
    own = (
        (row["position"], row["cursor"])
        for row in rows
        if row["maker"] == name
        and of.version in (0, row["maker_version"])
        and row["cursor"] is not None
    )
    cursor = max(own, default=(0, 0))[1]
    return [
        row["batch_id"]
        for row in rows
        if row["position"] > cursor and not set(of.tables).isdisjoint(row["tables"])
    ]


def _rows(
    home: Path, settings: LakeSettings, of: _Note, batch_ids: list[str]
) -> int | None:
    if of.rows_of is None or len(batch_ids) > _MOST_COUNTED:
        return None
    table = opened(home, settings, of.rows_of)
    if table is None:
        return None
    import pyarrow.dataset as ds

    asked = ds.field("batch_id").isin(batch_ids)
    return int(table.to_pyarrow_dataset().count_rows(filter=asked))
