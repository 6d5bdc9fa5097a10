"""Which data files make up the lake at one moment.

The newest commit of `batches` notes the version of every table that belongs to it, so
what is opened here fits together, whatever is being loaded meanwhile.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa

from lake.bucket import Bucket
from lake.delta import opened
from lake.notes import POSITION, Noted, Notes, opened_with_notes
from lake.place import TablePlace
from lake.store import Lake
from lake.tables import TABLES, VIEWS, table_or_view

if TYPE_CHECKING:
    from deltalake import DeltaTable

_AT_ONCE = 8
Makers = frozenset[tuple[str, int]]
_BOUNDS = ("min.maker", "max.maker", "min.maker_version", "max.maker_version")


@dataclass(frozen=True, slots=True)
class Files:
    """The data files of one table at one version, and what the log says of them.

    `whole`: all rows are of committed batches. `makers`: who made rows in them, None
    where the log does not say. `position`: the commit up to which a view is kept.
    `bucket`: where the files lie, when they are not on this machine.
    """

    version: int
    paths: tuple[str, ...]
    columns: frozenset[str]
    whole: bool = True
    makers: Makers | None = None
    position: int = 0
    bucket: Bucket | None = None


NO_FILES = Files(-1, (), frozenset(), makers=frozenset())


def snapshot(lake: Lake) -> dict[str, Files]:
    """Return the files of every table as committed now."""
    batches, notes = _batches(lake)
    names = [name for name in (*TABLES, *VIEWS) if name != "batches"]
    # A bucket takes its time to answer, and answers many at once.
    with ThreadPoolExecutor(_AT_ONCE if lake.place.bucket else 1) as pool:
        of_all = pool.map(lambda name: _noted(lake, name, notes.get(name)), names)
    return {"batches": batches} | dict(zip(names, of_all, strict=True))


def _batches(lake: Lake) -> tuple[Files, Notes]:
    """Return the files of `batches`, and what its newest commit notes."""
    at = lake.place.table("batches")
    version = at.newest()
    stamp = None if version is None else at.stamp(version)
    if version is None or stamp is None:
        return _read_batches(lake)
    return _known_batches(lake, version, stamp)


@lru_cache(maxsize=16)
def _known_batches(
    lake: Lake, _version: int, _stamp: tuple[int, int]
) -> tuple[Files, Notes]:
    return _read_batches(lake)


def _read_batches(lake: Lake) -> tuple[Files, Notes]:
    batches, notes = opened_with_notes(lake)
    return _files("batches", batches, lake.place.bucket), notes


def newest(lake: Lake, name: str) -> tuple["DeltaTable | None", Files]:
    """Return a table and its files as committed last, whether noted or not."""
    table = lake.table(name)
    return table, _files(name, table, lake.place.bucket)


def _noted(lake: Lake, name: str, of: Noted | None) -> Files:
    # A table that no note knows has rows of no committed batch.
    if of is None:
        return NO_FILES
    at = lake.place.table(name)
    if (stamp := at.stamp(of.version)) is None:
        files = _files(name, opened(at, of.version), lake.place.bucket)
    else:
        files = _known(at, of.version, stamp)
    return replace(files, whole=of.whole)


# What a version holds never changes, and each stage asks for all tables: most are as
# they were, and reading one's log takes as long as making its view.
@lru_cache(maxsize=256)
def _known(at: TablePlace, version: int, _stamp: tuple[int, int]) -> Files:
    return _files(at.name, opened(at, version), None)


def _files(name: str, table: "DeltaTable | None", bucket: Bucket | None) -> Files:
    if table is None:
        return NO_FILES
    return Files(
        version=table.version(),
        paths=tuple(sorted(table.file_uris())),
        columns=frozenset(field.name for field in table.schema().fields),
        makers=_makers(table) if table_or_view(name).derived else None,
        position=table.transaction_version(POSITION) or 0,
        bucket=bucket,
    )


def _makers(table: "DeltaTable") -> Makers | None:
    """Return who made the rows, where each file is known to be of one maker."""
    added = pa.table(table.get_add_actions(flatten=True))
    if not set(_BOUNDS) <= set(added.column_names):
        return NO_FILES.makers if added.num_rows == 0 else None
    makers = set()
    for row in added.select(_BOUNDS).group_by(_BOUNDS).aggregate([]).to_pylist():
        least, most, first, last = (row[name] for name in _BOUNDS)
        if least is None or least != most or first is None or first != last:
            return None
        makers.add((least, first))
    return frozenset(makers)
