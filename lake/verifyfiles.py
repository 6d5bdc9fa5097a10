"""Whether the files of the tables lie where the log says, whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
from deltalake.exceptions import DeltaError

from lake.datafiles import DataFile, data_files
from lake.errors import LakeError
from lake.findings import DAMAGE, LOAD, NOTICE, RESTORE, Finding
from lake.notes import Notes, opened_with_notes
from lake.store import Lake

if TYPE_CHECKING:
    from deltalake import DeltaTable
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Tables:
    """The versions that count together, and their files."""

    notes: Notes
    batches: "DeltaTable | None"
    files: Mapping[str, list[DataFile]]
    unopened: tuple[str, ...]

    @staticmethod
    def of(lake: Lake) -> "Tables":
        """Return what the newest note names."""
        batches, notes = opened_with_notes(lake)
        files = {"batches": data_files(batches)}
        unopened = []
        for name, of in notes.items():
            try:
                files[name] = data_files(lake.table(name, of.version))
            except (DeltaError, LakeError):
                unopened.append(name)
        return Tables(notes, batches, files, tuple(unopened))

    @property
    def count(self) -> int:
        """How many files there are."""
        return sum(map(len, self.files.values()))


def bad_notes(lake: Lake, tables: Tables) -> Iterator[Finding]:
    """Compare what is noted with what the tables have."""
    for name in tables.unopened:
        version = tables.notes[name].version
        yield Finding(
            DAMAGE,
            name,
            f"its version {version} is noted, but the log does not have it",
            RESTORE,
        )
    for name, of in tables.notes.items():
        table = None if name in tables.unopened else lake.table(name)
        if table is not None and table.version() > of.version:
            yield Finding(
                NOTICE,
                name,
                f"versions after {of.version} are not committed yet; a load or a "
                "compaction is at work, or was killed",
                f"nothing is lost; {LOAD}, harvestman lake compact what was rewritten",
            )
        if not of.whole:
            yield Finding(
                NOTICE,
                name,
                "holds rows of a batch that is not committed; readers leave them out",
                LOAD,
            )


def bad_files(
    connection: "DuckDBPyConnection", lake: Lake, tables: Tables
) -> Iterator[Finding]:
    """Look at each file's size, and at the row counts in its footer."""
    for name, files in tables.files.items():
        at = lake.place.table(name)
        for file in files:
            where = f"{name}/{file.path}"
            try:
                size, rows = (
                    at.size(file.path),
                    _rows(connection, f"{at.uri}/{file.path}"),
                )
            except FileNotFoundError:
                yield Finding(DAMAGE, where, "is not there", RESTORE)
            except (OSError, duckdb.Error) as error:
                yield Finding(DAMAGE, where, f"cannot be read: {error}", RESTORE)
            else:
                if (size, rows) != (file.size, file.rows):
                    yield Finding(DAMAGE, where, _differs(file, size, rows), RESTORE)


def _rows(connection: "DuckDBPyConnection", uri: str) -> int:
    asked = "SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata(?)"
    (found,) = connection.execute(asked, [uri]).fetchall()
    return int(found[0])


def _differs(file: DataFile, size: int, rows: int) -> str:
    return (
        f"has {size} bytes and {rows} rows, but was written with {file.size} and "
        f"{file.rows}"
    )
