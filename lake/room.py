"""DuckDB on a full disk: said in the words that the rest of the lake has for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from lake.errors import LakeFull

_NO_ROOM = ("No space left", "File too large", "Disk quota exceeded")


@contextmanager
def needing_room(path: Path) -> Iterator[None]:
    """Raise LakeFull where DuckDB finds no room to write at `path`."""
    try:
        yield
    except duckdb.Error as error:
        if not any(reason in str(error) for reason in _NO_ROOM):
            raise
        raise LakeFull(
            f"no room to write {path} ({error}); free some space and run the command "
            "again, nothing that was stored is lost"
        ) from error
