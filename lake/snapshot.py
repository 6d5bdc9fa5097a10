"""Which data files make up the lake at one moment.

`batches` is looked at first: what it names as committed, the tables looked at later
have. Rows that arrive in between belong to batches that this snapshot does not name.
"""

from dataclasses import dataclass

from lake.store import Lake
from lake.tables import TABLES


@dataclass(frozen=True, slots=True)
class Files:
    """The data files of one table at one version, and the columns it has by then."""

    version: int
    paths: tuple[str, ...]
    columns: frozenset[str]


NO_FILES = Files(-1, (), frozenset())


def snapshot(lake: Lake) -> dict[str, Files]:
    """Return the files of every table as committed now."""
    names = ("batches", *(name for name in TABLES if name != "batches"))
    return {name: _files(lake, name) for name in names}


def _files(lake: Lake, name: str) -> Files:
    table = lake.table(name)
    if table is None:
        return NO_FILES
    columns = frozenset(field.name for field in table.schema().fields)
    return Files(table.version(), tuple(sorted(table.file_uris())), columns)
