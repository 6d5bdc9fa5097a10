"""A whole ledger in one file, as it was at one moment, while others write to it.

    SQLite       a database file, made by SQLite's own backup
    PostgreSQL   a line of JSON each, read in one transaction:
                 {"step": "0006"}
                 {"table": "skus", "row": {...}}
                 {"table": "work", "column": "id", "last": 17, "called": true}

Times and bytes are marked, as JSON has neither. Rows go back into an empty database, at
the step of the tables that they came from; the next opening brings them up to date.
"""

import base64
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, MetaData, Table, inspect, select, text
from sqlalchemy.exc import DBAPIError

from ledger.engines import postgres_engines
from ledger.errors import DumpBroken, LedgerNotEmpty, LedgerUnreachable
from ledger.migrate import build, newest_step
from ledger.open import Ledger, postgres_url

_STEPS = "alembic_version"
_AT_ONCE = 500


class _Line(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    step: str | None = None
    table: str | None = None
    row: dict[str, Any] | None = None
    column: str | None = None
    last: int | None = None
    called: bool = False


def copy_file(source: Path, target: Path) -> None:
    """Copy the SQLite ledger `source` as it is now; writers go on."""
    try:
        with (
            closing(sqlite3.connect(source)) as now,
            closing(sqlite3.connect(target)) as to,
        ):
            now.backup(to)
    except sqlite3.Error as error:
        raise LedgerUnreachable(
            f"cannot copy the ledger {source} to {target.parent}: {error}; see that there"
            " is room, and whether `harvestman verify` finds it whole"
        ) from error
    target.chmod(0o600)


def is_whole(path: Path) -> bool:
    """Return whether a SQLite ledger is as SQLite wrote it; PostgreSQL sees to it."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as raw:
            return raw.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        return False


def dump(ledger: Ledger) -> Iterator[bytes]:
    """Return all rows of a ledger on PostgreSQL, a line each."""
    with ledger.read() as connection:
        yield _line(_Line(step=newest_step()))
        for table in _tables(connection):
            rows = select(table).order_by(*table.primary_key.columns)
            found = connection.execute(rows.execution_options(yield_per=_AT_ONCE))
            for row in found.mappings():
                values = {str(name): _marked(value) for name, value in row.items()}
                yield _line(_Line(table=str(table.name), row=values))
        yield from _numbered(connection)


def load(
    url: str, lines: Iterable[bytes], then: Callable[[], None] = lambda: None
) -> None:
    """Put the rows of a dump into the empty PostgreSQL database at `url`, or nothing.

    `then` is done when they are there, and before they count.
    """
    reader, writer = postgres_engines(postgres_url(url))
    try:
        with writer.begin() as connection:
            if inspect(connection).has_table(_STEPS):
                raise LedgerNotEmpty(
                    "the database of the setting ledger.url holds a ledger already; set"
                    " HARVESTMAN_LEDGER_URL to an empty one"
                )
            _load(connection, map(_read, lines))
            then()
    except DBAPIError as error:
        raise DumpBroken(f"the ledger cannot be put back: {error.orig}") from error
    finally:
        reader.dispose()
        writer.dispose()


def _load(connection: Connection, lines: Iterator[_Line]) -> None:
    first = next(lines, _Line())
    if first.step is None:
        raise DumpBroken("the rows of the ledger do not begin with its step")
    build(connection, first.step)
    tables = {table.name: table for table in _tables(connection)}
    for line in lines:
        table = tables.get(line.table or "")
        if table is None:
            raise DumpBroken(f"the ledger has no table {line.table!r:.80}")
        if line.row is not None:
            connection.execute(table.insert(), _values(table, line.row))
        else:
            facts = {"of": table.name, "column": line.column}
            connection.execute(_SET_LAST, facts | {"n": line.last, "c": line.called})


def _values(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    if strange := row.keys() - table.columns.keys():
        raise DumpBroken(f"{table.name} has no column {min(strange)!r:.80}")
    return {one.name: _plain(row.get(one.name)) for one in table.columns}


_SERIAL = text("SELECT pg_get_serial_sequence(:of, :column)")
_SET_LAST = text("SELECT setval(pg_get_serial_sequence(:of, :column), :n, :c)")


def _numbered(connection: Connection) -> Iterator[bytes]:
    """Yield how far ids were given out: none is given twice, also of what is gone."""
    for table in _tables(connection):
        for column in table.primary_key.columns:
            facts = {"of": table.name, "column": column.name}
            serial = connection.scalar(_SERIAL, facts)
            if serial:
                asked = text(f"SELECT last_value, is_called FROM {serial}")  # noqa: S608 # its own name
                last, called = connection.execute(asked).one()
                yield _line(
                    _Line(
                        table=str(table.name),
                        column=str(column.name),
                        last=last,
                        called=called,
                    )
                )


def _tables(connection: Connection) -> list[Table]:
    known = MetaData()
    known.reflect(connection)
    return [table for table in known.sorted_tables if table.name != _STEPS]


def _marked(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(value).decode()}
    return value


def _plain(value: Any) -> Any:
    match value:
        case {"time": str(told)}:
            return datetime.fromisoformat(told)
        case {"bytes": str(told)}:
            return base64.b64decode(told)
    return value


def _line(line: _Line) -> bytes:
    return msgspec.json.encode(line) + b"\n"


def _read(line: bytes) -> _Line:
    try:
        return msgspec.json.decode(line, type=_Line)
    except msgspec.MsgspecError as error:
        raise DumpBroken(f"a row of the ledger cannot be read: {error}") from None
