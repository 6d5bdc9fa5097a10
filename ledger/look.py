"""Look at a ledger as it is: it is neither made, nor brought up to date, nor locked.

Who opens a ledger to work with it brings its tables up to date, behind whoever writes.
Who only looks takes what is there: a table that is not there yet is empty.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ledger.engines import postgres_engines
from ledger.errors import LedgerUnreachable
from ledger.open import postgres_url
from ledger.settings import LedgerSettings


@contextmanager
def looking(home: Path, settings: LedgerSettings) -> Iterator[Connection | None]:
    """Begin a transaction that sees one moment; None where there is no ledger yet."""
    engine = _engine(home / "ledger.db", settings)
    if engine is None:
        yield None
        return
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise LedgerUnreachable(
            f"cannot look at the ledger of {home}: {error.orig}; {_advice(error.orig)}"
        ) from error
    finally:
        engine.dispose()


def tables(connection: Connection) -> frozenset[str]:
    """Return the names of the tables that are there."""
    return frozenset(inspect(connection).get_table_names())


def has_column(connection: Connection, table: str, name: str) -> bool:
    """Tell whether a table is there, and has that column already."""
    found = inspect(connection)
    return found.has_table(table) and any(
        column["name"] == name for column in found.get_columns(table)
    )


def _advice(why: object) -> str:
    """Return what a person does; SQLite's extended codes end in the plain one."""
    code = getattr(why, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return "somebody holds it alone: end that, or look again later"
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return "it is damaged: put a backup back (harvestman restore)"
    return "see that it is there and that this user may read it"


def _engine(path: Path, settings: LedgerSettings) -> Engine | None:
    if settings.url is not None:
        return postgres_engines(postgres_url(settings.url))[0]
    if not path.exists():
        return None
    # Without a log beside it nobody has it open: to take it as it is leaves no files.
    is_open = path.with_name(f"{path.name}-wal").exists()
    how = "mode=ro" if is_open else "immutable=1"
    uri = f"{path.absolute().as_uri()}?{how}"
    return create_engine("sqlite://", creator=lambda: _begun(uri), poolclass=NullPool)


def _begun(uri: str) -> sqlite3.Connection:
    # Readers wait for nobody, but for one who holds it alone: he may never end.
    raw = sqlite3.connect(uri, timeout=0.5, uri=True, isolation_level=None)
    raw.execute("BEGIN")
    return raw
