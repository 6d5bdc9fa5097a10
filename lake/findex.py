"""Sorted indexes of a table's rows by the hash of one text, for lake/find.py.

The large one is a file in lake/.find, made from the data files it names; it counts as
long as these are in the table, and is made anew when a quarter of the rows came later.
The rows of later files are sorted in memory. Nothing is lost with the files: they are
made from the tables whenever they are missing.
"""

import bisect
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa
import structlog

from lake.datafiles import DataFile, data_files, see
from lake.durable import created, locked, sync_folder
from lake.errors import LakeFull, LakeUnwritable
from lake.notes import noted
from lake.sql import scratch
from lake.store import Lake

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = structlog.get_logger()

_FOLDER = ".find"
_FILES = b"files"
# So many rows are sorted in memory at once in a blink.
_FEW = 50_000
_BATCH = 122_880
_SORTED = """
SELECT md5_number_upper(key) AS upper, md5_number_lower(key) AS lower, * EXCLUDE (key)
FROM ({query}) ORDER BY ALL
"""


class Index:
    """Rows sorted by the hash of their key."""

    def __init__(self, rows: pa.Table) -> None:
        self._batches = [batch for batch in rows.to_batches() if batch.num_rows]
        self._uppers = [batch.column("upper").to_numpy() for batch in self._batches]
        self._firsts = [int(upper[0]) for upper in self._uppers]

    def at(self, key: str) -> Iterator[dict[str, Any]]:
        """Yield the rows with this key, without the key."""
        upper, lower = _hashed(key)
        # A row with the hash may be the last ones of the batch before.
        number = max(0, bisect.bisect_left(self._firsts, upper) - 1)
        while number < len(self._batches) and self._firsts[number] <= upper:
            batch, wanted = self._batches[number], np.uint64(upper)
            start, end = (
                int(np.searchsorted(self._uppers[number], wanted, side))
                for side in ("left", "right")
            )
            for row in batch.slice(start, end - start).to_pylist():
                if row.pop("lower") == lower and row.pop("upper") == upper:
                    yield row
            number += 1


def indexes(lake: Lake, name: str, query: str) -> tuple[Index, ...]:
    """Return indexes that together hold what `query` gives of the table `name`.

    `query` sees the table as `rows` and gives a column `key`, which is hashed.
    """
    of = noted(lake, lake.table("batches")).get(name)
    if of is None:
        return ()
    files = data_files(lake.table(name, of.version))
    if not of.whole:
        return (Index(_committed(lake, name, files, query)),)
    stored = _stored(lake, name, files, query)
    later = _later(files, stored)
    found = [Index(stored)] if stored is not None else []
    if later:
        found.append(Index(_rows(lake, name, later, query).read_all()))
    return tuple(found)


def drop(lake: Lake) -> None:
    """Remove the indexes; the next who looks for something makes them anew."""
    shutil.rmtree(lake.folder / _FOLDER, ignore_errors=True)


def _stored(
    lake: Lake, name: str, files: Sequence[DataFile], query: str
) -> pa.Table | None:
    """Return the index on disk, which is made anew where it is of too little use."""
    path = lake.folder / _FOLDER / f"{name}.arrow"
    rows = sum(file.rows for file in files)
    stored = _opened(path, files)
    later = sum(file.rows for file in _later(files, stored))
    if later <= max(_FEW, rows // 4):
        return stored
    try:
        path.parent.mkdir(exist_ok=True)
        with locked(path.with_name(".lock")):
            _write(path, files, _rows(lake, name, files, query))
    except (OSError, LakeUnwritable, LakeFull) as error:
        # Who may read and not write looks for everything in memory.
        log.warning("lake.index_not_kept", table=name, reason=str(error))
        return stored
    return _opened(path, files)


def _opened(path: Path, files: Sequence[DataFile]) -> pa.Table | None:
    """Return the index at `path` if it names no file that is gone."""
    try:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    except (OSError, pa.ArrowInvalid):
        return None
    named = _named(table)
    return table if named <= {file.path for file in files} else None


def _named(index: pa.Table) -> set[str]:
    return set(msgspec.json.decode((index.schema.metadata or {})[_FILES], type=list))


def _later(files: Sequence[DataFile], stored: pa.Table | None) -> list[DataFile]:
    named = _named(stored) if stored is not None else set()
    return [file for file in files if file.path not in named]


def _write(path: Path, files: Sequence[DataFile], rows: pa.RecordBatchReader) -> None:
    """Write the index; who has the one before open keeps reading it."""
    named = msgspec.json.encode([file.path for file in files])
    schema = rows.schema.with_metadata({_FILES: named})
    beside = path.with_name(f".{path.name}.tmp")
    with created(beside) as out, pa.ipc.new_file(out, schema) as file:
        for batch in rows:
            file.write_batch(batch.replace_schema_metadata(schema.metadata))
    beside.replace(path)
    sync_folder(path.parent)


def _rows(
    lake: Lake, name: str, files: Sequence[DataFile], query: str
) -> pa.RecordBatchReader:
    connection = scratch(lake)
    _see(connection, "rows", lake, name, files)
    return by_hash(connection, query)


def _committed(
    lake: Lake, name: str, files: Sequence[DataFile], query: str
) -> pa.Table:
    """Return the rows of committed batches alone, where others lie beside them."""
    connection = scratch(lake)
    _see(connection, "batches", lake, "batches", data_files(lake.table("batches")))
    _see(connection, "every", lake, name, files)
    connection.execute(
        "CREATE TEMP VIEW rows AS FROM every SEMI JOIN batches USING (batch_id)"
    )
    return by_hash(connection, query).read_all()


def _see(
    connection: "DuckDBPyConnection",
    view: str,
    lake: Lake,
    name: str,
    files: Sequence[DataFile],
) -> None:
    uri = lake.place.table(name).uri
    see(connection, view, name, [f"{uri}/{file.path}" for file in files])


def by_hash(connection: "DuckDBPyConnection", query: str) -> pa.RecordBatchReader:
    """Return what `query` gives in the order of the hashes of its column `key`."""
    return connection.sql(_SORTED.format(query=query)).to_arrow_reader(_BATCH)


def _hashed(key: str) -> tuple[int, int]:
    """Return the hash of `key` as DuckDB's two functions give it."""
    digest = hashlib.md5(key.encode("utf-8", "replace"), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")
