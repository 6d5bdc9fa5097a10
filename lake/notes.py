"""Which version of every table counts together: the note on the newest commit.

Delta has no transaction over several tables. So each commit of `batches`, the last one
of a load, says which version of every table belongs to it. Who opens those versions
sees all tables at one moment, and needs not ask row by row whether its batch counts.

    batches  v7 {"pages": [12, true], "offers": [5, true]}    what readers open
    pages    v13                                              being loaded: not yet seen

A version is whole when every row in it belongs to a committed batch. It is not where a
loader died between two tables and another batch came first, or where two homes load at
once; readers then ask each row for its batch, until a later commit finds it whole. Not
to read a table from its beginning for that, the note keeps the version that was proven.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import pyarrow.compute as pc
from deltalake.exceptions import CommitFailedError, DeltaError

from lake.delta import Change, commit, ready
from lake.store import Lake
from lake.tables import TABLES, VIEWS

if TYPE_CHECKING:
    import pyarrow.dataset as ds
    from deltalake import DeltaTable

# The application transaction that counts commits; no writer's name starts with a dot.
POSITION = ".position"
# Other homes may commit first; each time somebody gets further.
TRIES = 20
_KEY = "tables"
# A commit that adds a column has no note; the one before it has.
_LOOK_BACK = 10


@dataclass(frozen=True, slots=True)
class Noted:
    """A version of one table, and whether all its rows are of committed batches.

    `proven`: where they are not, an earlier version of which that is known.
    """

    version: int
    whole: bool
    proven: int = -1

    @property
    def good(self) -> int:
        """The newest version that is known to be whole; -1 for none."""
        return self.version if self.whole else self.proven


Notes = dict[str, Noted]


def noted(lake: Lake, batches: "DeltaTable | None") -> Notes:
    """Return what the newest commit of `batches` notes."""
    for entry in batches.history(_LOOK_BACK) if batches else ():
        if _KEY in entry:
            return _decoded(entry[_KEY])
    # Written before there were notes: what is there now may hold rows of no batch.
    return _found(lake)


def opened_with_notes(lake: Lake) -> tuple["DeltaTable | None", Notes]:
    """Return `batches` and what its newest commit notes, both at one version."""
    batches = lake.table("batches")
    while True:
        version = batches.version() if batches else -1
        notes = noted(lake, batches)
        if batches is None:
            return None, notes
        # Its history is that of the newest version, whatever version was opened.
        batches.update_incremental()
        if batches.version() == version:
            return batches, notes


def metadata(notes: Notes) -> dict[str, str]:
    """Return `notes` as a commit carries them."""
    said = {
        name: [of.version, of.whole, *([] if of.whole else [of.proven])]
        for name, of in notes.items()
    }
    return {_KEY: json.dumps(said)}


def merged(before: Notes, ours: Notes) -> Notes:
    """Return the newest version of every table: other homes commit as well.

    What others noted of a version that has rows of ours was said without ours.
    """
    notes = dict(before)
    for name, of in ours.items():
        known = before.get(name, of)
        newest = max(of.version, known.version)
        whole = any(one.whole for one in (of, known) if one.version == newest)
        notes[name] = Noted(newest, whole, known.good)
    return notes


def note(lake: Lake, versions: Mapping[str, int]) -> None:
    """Let readers see these versions of tables that were written anew.

    Whoever calls this holds the loader's lock.
    """
    for left in reversed(range(TRIES)):
        try:
            return _note(lake, versions)
        except CommitFailedError:
            if not left:
                raise
    return None


def _note(lake: Lake, versions: Mapping[str, int]) -> None:
    at = lake.place.table("batches")
    batches = ready(at)
    before = noted(lake, batches)
    notes = merged(
        before,
        {
            name: Noted(version, _follows(name, before.get(name), version))
            for name, version in versions.items()
        },
    )
    position = batches.transaction_version(POSITION)
    # The same number again: who commits meanwhile notes other versions, and conflicts.
    numbers = {} if position is None else {POSITION: position}
    found = metadata(looked_into(lake, notes, ()))
    commit(at, Change(numbers=numbers, note=found), batches)


def _follows(name: str, before: Noted | None, version: int) -> bool:
    """Say whether `version` is known to hold what `before` held, and nothing more."""
    if name in VIEWS:
        return True  # a view's rows come from rows that count
    if before is None:
        return version <= 1  # a new table has one commit before
    return before.whole and version <= before.version + 1


def looked_into(lake: Lake, notes: Notes, coming: Iterable[str]) -> Notes:
    """Read the tables that may hold rows of no batch: most often they do not.

    `coming` are the batches that the commit at hand makes count.
    """
    if all(of.whole for of in notes.values()):
        return notes
    held = lake.table("batches")
    ids = held.to_pyarrow_table(columns=["batch_id"])[0].to_pylist() if held else []
    committed = frozenset([*ids, *coming])
    looked = dict(notes)
    for name, of in notes.items():
        if not of.whole and _is_whole(lake, name, of, committed):
            looked[name] = Noted(of.version, True)
    return looked


def _is_whole(lake: Lake, name: str, of: Noted, committed: frozenset[str]) -> bool:
    """Read whether every row is of a batch in `committed`, in what is not proven."""
    proven = _proven(lake, name, of)
    return all(
        set(pc.unique(part.to_table(columns=["batch_id"])[0]).to_pylist()) <= committed
        for path, part in _parts(lake, name, of.version).items()
        if path not in proven
    )


def _proven(lake: Lake, name: str, of: Noted) -> Collection[str]:
    try:
        return _parts(lake, name, of.proven) if of.proven >= 0 else ()
    except DeltaError:
        return ()  # so old that its log is gone


def _parts(lake: Lake, name: str, version: int) -> "dict[str, ds.Fragment]":
    table = lake.table(name, version)
    found = table.to_pyarrow_dataset().get_fragments() if table else ()
    return {part.path: part for part in found}


def _decoded(text: str) -> Notes:
    read = msgspec.json.decode(text, type=dict[str, list[int | bool]])
    return {
        name: Noted(int(version), bool(whole), *map(int, proven))
        for name, (version, whole, *proven) in read.items()
    }


def _found(lake: Lake) -> Notes:
    tables = {name: lake.table(name) for name in (*TABLES, *VIEWS) if name != "batches"}
    return {
        name: Noted(of.version(), name in VIEWS) for name, of in tables.items() if of
    }
