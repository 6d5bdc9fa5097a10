"""Rows leave the lake: one file, whole or not there, and a description beside it."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lake.ask import answer, check_single, rows_of
from lake.clock import utc_now
from lake.datapackage import add_resource, resource_of
from lake.durable import created, sync_folder
from lake.errors import ExportRefused, NoSuchTable
from lake.formats import FORMS, writing
from lake.names import NAMES
from lake.workbook import check_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported: a table or view with a condition, or a question."""

    table: str | None = None
    where: str | None = None
    query: str | None = None

    @property
    def sql(self) -> str:
        """The question that gives the rows."""
        if self.query is not None:
            # It is also asked within others: for its columns and its hosts.
            return self.query.strip().rstrip(";")
        if self.table not in NAMES:
            raise NoSuchTable(f"no table {self.table!r}; there are {', '.join(NAMES)}")
        # On a line of its own, so that a comment in it ends before the bracket.
        condition = f"\nWHERE (\n{self.where}\n)" if self.where else ""
        return f'FROM "{self.table}"{condition}'


@dataclass(frozen=True, slots=True)
class Exported:
    """The file, its rows, and the description beside it."""

    path: Path
    rows: int
    bytes: int
    sha256: str
    package: Path


def form_of(path: Path) -> str:
    """Return the form in which `path` asks to be written."""
    form = path.suffix.lstrip(".").lower()
    if form not in FORMS:
        raise ExportRefused(
            f"{path}: its name says in which form to write it and should end in"
            f" .{', .'.join(FORMS)} or, for pages with their bodies, .warc.gz"
        )
    return form


def check_place(path: Path) -> None:
    """Refuse a place where no file can be written, before rows are read for it."""
    if path.is_dir():
        raise ExportRefused(f"{path} is a folder; give the name of a file")
    if not path.absolute().parent.is_dir():
        raise ExportRefused(f"there is no folder {path.parent}; make it first")
    if not os.access(path.absolute().parent, os.W_OK):
        raise ExportRefused(
            f"this user may not write to the folder {path.absolute().parent};"
            " choose another"
        )


def export(
    connection: "DuckDBPyConnection",
    wanted: Wanted,
    path: Path,
    *,
    now: Callable[[], datetime] = utc_now,
    report: Callable[[int], object] = lambda rows: None,
) -> Exported:
    """Write what is `wanted` to `path`; `report` is told of the rows so far."""
    form = form_of(path)
    check_place(path)
    if form == "xlsx":
        _check_fits(connection, wanted)
    found = answer(connection, wanted.sql)
    beside = path.with_name(f".{path.name}.tmp")
    rows = 0
    try:
        with created(beside) as file, writing(form, file, found.schema) as write:
            for batch in found.batches:
                write(batch)
                rows += batch.num_rows
                report(rows)
        size, digest = _measured(beside)
        beside.replace(path)
        sync_folder(path.absolute().parent)
    finally:
        beside.unlink(missing_ok=True)
    exported = Exported(path, rows, size, digest, path.with_name("datapackage.json"))
    add_resource(exported.package, resource_of(connection, wanted, exported, now()))
    return exported


def _check_fits(connection: "DuckDBPyConnection", wanted: Wanted) -> None:
    """Refuse now what would be refused after a million rows."""
    check_single(wanted.sql)
    count = f"SELECT count(*) AS rows FROM (\n{wanted.sql}\n)"  # noqa: S608 - the user's
    (rows,) = (row["rows"] for row in rows_of(connection, count))
    check_rows(rows)


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
