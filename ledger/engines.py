"""The two engines of a ledger: many readers on a snapshot, writers one after another.

SQLite: sqlite3 must begin nothing by itself, or reads before the first write run outside
of the transaction; and a writer takes the lock with its BEGIN, as a later upgrade of a
reader's lock fails at once and ignores the busy timeout. PostgreSQL: one pool; readers
get the same guarantee, a snapshot that cannot write.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from ledger.errors import DriverMissing, LedgerUnreachable
from ledger.settings import LedgerSettings
from ledger.turns import Turns

Engines = tuple[Engine, Engine]  # reader, writer

CONNECT_TIMEOUT_S = 10


def sqlite_engines(path: Path, settings: LedgerSettings) -> Engines:
    """Open a file, making it when there is none."""
    timeout_s = settings.busy_timeout_ms / 1000
    _make_file(path, timeout_s)
    url = URL.create("sqlite+pysqlite", database=str(path))
    reader = create_engine(url, connect_args={"timeout": timeout_s})
    turns = Turns(path.with_name(f"{path.name}-turns"), timeout_s)
    # Threads of one process queue here in order, where SQLite's waiters would poll.
    writer = create_engine(
        url,
        connect_args={"timeout": timeout_s, "factory": partial(_Writer, turns)},
        pool_size=1,
        max_overflow=0,
        pool_timeout=timeout_s,
    )
    _prepare(reader, "BEGIN", "PRAGMA query_only=ON")
    _prepare(writer, "BEGIN IMMEDIATE", f"PRAGMA synchronous={settings.synchronous}")
    event.listen(writer, "checkin", lambda *_about: turns.give())
    return reader, writer


def postgres_engines(url: URL) -> Engines:
    """Open a database on a server."""
    url = url.set(drivername="postgresql+psycopg")
    if "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(CONNECT_TIMEOUT_S)})
    try:
        writer = create_engine(url, pool_pre_ping=True)
    except ImportError as missing:
        raise DriverMissing(
            "a PostgreSQL ledger needs psycopg: pip install 'harvestman[postgres]'"
        ) from missing
    reader = writer.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    return reader, writer


class _Writer(sqlite3.Connection):
    """A connection whose transactions begin with a turn and end by giving it."""

    def __init__(self, turns: Turns, *place: Any, **facts: Any) -> None:
        super().__init__(*place, **facts)
        self.turns = turns

    def commit(self) -> None:
        """Commit, and let the next one write."""
        super().commit()
        self.turns.give()

    def rollback(self) -> None:
        """Roll back, and let the next one write."""
        super().rollback()
        self.turns.give()


def _prepare(engine: Engine, begin: str, pragma: str) -> None:
    @event.listens_for(engine, "connect")
    def connect(raw: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        raw.isolation_level = None
        with closing(raw.cursor()) as cursor:
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        raw = connection.connection.dbapi_connection
        if isinstance(raw, _Writer):
            raw.turns.take()
        connection.exec_driver_sql(begin)


def _make_file(path: Path, timeout_s: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.parent):
        # Only a new file is touched: closing any handle of an open database would drop
        # the locks that this process holds on it.
        if not path.exists():
            path.touch(mode=0o600)
        with closing(sqlite3.connect(path, timeout_s)) as raw:
            (mode,) = raw.execute("PRAGMA journal_mode=WAL").fetchone()
    if mode != "wal":
        raise LedgerUnreachable(
            f"its folder cannot hold SQLite's write-ahead log (it keeps to {mode}): put"
            " the home folder on a local disk, or set a postgresql:// URL"
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    # The change to write-ahead logging fails at once when two processes try it.
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
