"""Which version of every table counts together: the note on the newest commit.

Delta has no transaction over several tables. So each commit of `batches`, the last one
of a load, says which version of every table belongs to it. Who opens those versions
sees all tables at one moment, and needs not ask row by row whether its batch counts.

    batches  v7 {"pages": [12, true], "offers": [5, true]}    what readers open
    pages    v13                                              being loaded: not yet seen

A version is whole when every row in it belongs to a committed batch. It is not where a
loader died between two tables and another batch came first, or where two machines load
at once; readers then ask each row for its batch, until a later commit finds it whole.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import pyarrow.compute as pc

from lake.delta import Change, commit, opened
from lake.store import Lake
from lake.tables import TABLES, VIEWS

if TYPE_CHECKING:
    from deltalake import DeltaTable

_KEY = "tables"
# A commit that adds a column has no note; the one before it has.
_LOOK_BACK = 10


@dataclass(frozen=True, slots=True)
class Noted:
    """A version of one table, and whether all its rows are of committed batches."""

    version: int
    whole: bool


Notes = dict[str, Noted]


def noted(lake: Lake, batches: "DeltaTable | None") -> Notes:
    """Return what the newest commit of `batches` notes."""
    for entry in batches.history(_LOOK_BACK) if batches else ():
        if _KEY in entry:
            return _decoded(entry[_KEY])
    # Written before there were notes: what is there now may hold rows of no batch.
    return _found(lake)


def metadata(notes: Notes) -> dict[str, str]:
    """Return `notes` as a commit carries them."""
    return {_KEY: json.dumps({t: [n.version, n.whole] for t, n in notes.items()})}


def note(lake: Lake, versions: Mapping[str, int]) -> None:
    """Let readers see these versions of tables that were written anew.

    Whoever calls this holds the loader's lock.
    """
    at = lake.place.table("batches")
    batches = opened(at)
    notes = noted(lake, batches)
    for name, version in versions.items():
        before = notes.get(name, Noted(-1, True))
        notes[name] = Noted(version, _follows(name, before, version))
    commit(at, Change(note=metadata(looked_into(lake, notes, ()))), batches)


def _follows(name: str, before: Noted, version: int) -> bool:
    """Say whether `version` is known to hold what `before` held, and nothing more."""
    # A view's rows come from rows that count; a new table has one commit before.
    steps = 1 if before.version >= 0 else 2
    return name in VIEWS or (before.whole and version <= before.version + steps)


def looked_into(lake: Lake, notes: Notes, coming: Iterable[str]) -> Notes:
    """Read the tables that may hold rows of no batch: most often they do not.

    `coming` are the batches that the commit at hand makes count.
    """
    if all(of.whole for of in notes.values()):
        return notes
    held = lake.table("batches")
    ids = held.to_pyarrow_table(columns=["batch_id"])[0].to_pylist() if held else []
    committed = frozenset([*ids, *coming])
    looked = {}
    for name, of in notes.items():
        table = None if of.whole else lake.table(name, of.version)
        whole = of.whole or table is None or _is_whole(table, committed)
        looked[name] = Noted(of.version, whole)
    return looked


def _is_whole(table: "DeltaTable", committed: frozenset[str]) -> bool:
    """Read whether every row of `table` is of a batch in `committed`."""
    found = table.to_pyarrow_dataset().scanner(columns=["batch_id"]).to_batches()
    return all(
        set(pc.unique(batch.column("batch_id")).to_pylist()) <= committed
        for batch in found
    )


def _decoded(text: str) -> Notes:
    read = msgspec.json.decode(text, type=dict[str, tuple[int, bool]])
    return {name: Noted(*of) for name, of in read.items()}


def _found(lake: Lake) -> Notes:
    tables = {name: lake.table(name) for name in (*TABLES, *VIEWS) if name != "batches"}
    return {
        name: Noted(of.version(), name in VIEWS) for name, of in tables.items() if of
    }
