"""The small tables that every view reads, and what this process has read of them.

    files now  -  files read before  =  files to read

`batches` has a file a batch until it is compacted, and each stage makes its views anew:
reading a hundred such files again took longer than all else that a stage with nothing
to do does. What a file holds never changes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import pyarrow as pa

from lake.snapshot import Files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Two of each home; a process that sees more homes reads anew.
_MOST = 16
_BEFORE = "_read_before"


@dataclass(frozen=True, slots=True)
class _Read:
    paths: frozenset[str]
    rows: pa.Table


_read: dict[tuple[str, PurePath], _Read] = {}


def create_book(
    connection: "DuckDBPyConnection",
    name: str,
    files: Files,
    query: Callable[[str, Files], str],
) -> None:
    """Create the table `name` of what `query` asks of `files`."""
    if files.bucket is not None or not files.whole or not files.paths:
        connection.execute(f'CREATE TABLE "{name}" AS {query(name, files)}')
        return
    key = name, PurePath(files.paths[0]).parent
    before, now = _read.get(key), frozenset(files.paths)
    if before is None or not before.paths <= now:
        connection.execute(f'CREATE TABLE "{name}" AS {query(name, files)}')
    else:
        coming = replace(files, paths=tuple(sorted(now - before.paths)))
        _go_on(connection, name, before.rows, query(name, coming))
    if before is None or before.paths != now:
        _read.pop(key, None)
        _read[key] = _Read(now, connection.table(name).to_arrow_table())
        while len(_read) > _MOST:
            _read.pop(next(iter(_read)), None)


def _go_on(
    connection: "DuckDBPyConnection", name: str, before: pa.Table, query: str
) -> None:
    connection.register(_BEFORE, before)
    connection.execute(f'CREATE TABLE "{name}" AS FROM {_BEFORE} UNION ALL ({query})')
    connection.unregister(_BEFORE)
