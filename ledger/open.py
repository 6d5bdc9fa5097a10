"""Open the ledger: its tables brought up to date, readers and writers apart."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ledger.engines import postgres_engines, sqlite_engines
from ledger.errors import LedgerBusy, LedgerTooNew, LedgerUnreachable, UrlRefused
from ledger.migrate import migrate
from ledger.settings import LedgerSettings


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger; `place` names it without its password."""

    place: str
    reader: Engine = field(repr=False)
    writer: Engine = field(repr=False)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Begin a transaction that sees one moment and cannot write."""
        with ExitStack() as stack:
            with _named(self.place):
                connection = stack.enter_context(self.reader.begin())
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Begin a transaction that commits at the end, or leaves nothing behind."""
        with ExitStack() as stack:
            with _named(self.place):
                connection = stack.enter_context(self.writer.begin())
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self.reader.dispose()
        self.writer.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_ledger(home: Path, settings: LedgerSettings | None = None) -> Ledger:
    """Open the ledger of a home folder and bring its tables up to date."""
    settings = settings or LedgerSettings()
    url = None if settings.url is None else postgres_url(settings.url)
    place = str(home / "ledger.db") if url is None else _without_secrets(url)
    with _named(place), ExitStack() as stack:
        reader, writer = (
            sqlite_engines(home / "ledger.db", settings)
            if url is None
            else postgres_engines(url)
        )
        ledger = Ledger(place, reader, writer)
        stack.callback(ledger.close)
        with ledger.writer.begin() as connection:
            migrate(connection)
        stack.pop_all()
    return ledger


def postgres_url(text: str) -> URL:
    """Return the address of a PostgreSQL ledger, or refuse what is none."""
    # What does not parse is not shown: any part of it may be the password.
    refusal = UrlRefused(
        "the ledger's url is not one of the form"
        " postgresql://user:password@host:port/database; leave it out to use the SQLite"
        " file ledger.db in the home folder"
    )
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise refusal from None
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise refusal
    return url


def _without_secrets(url: URL) -> str:
    # A password may stand among the options, too.
    return url.set(query={}).render_as_string(hide_password=True)


@contextmanager
def _named(place: str) -> Iterator[None]:
    try:
        yield
    except (PoolTimeout, TimeoutError) as error:
        raise _busy(place) from error
    except LedgerTooNew as error:
        raise LedgerTooNew(f"cannot use the ledger {place}: {error}") from None
    except LedgerUnreachable as error:
        raise LedgerUnreachable(f"cannot use the ledger {place}: {error}") from None
    except DBAPIError as error:
        raise _unusable(place, error.orig) from error
    except (sqlite3.Error, OSError) as error:
        raise _unusable(place, error) from error


def _unusable(place: str, error: BaseException | None) -> Exception:
    code = error.sqlite_errorcode if isinstance(error, sqlite3.Error) else 0
    if code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return _busy(place)
    return LedgerUnreachable(
        f"cannot use the ledger {place}: {str(error).strip()}; see that it is there, that"
        " this user may write it and that the disk is not full; restore a backup when it"
        " is damaged"
    )


def _busy(place: str) -> LedgerBusy:
    return LedgerBusy(
        f"another writer holds the ledger {place}: try again, or raise"
        " ledger.busy_timeout_ms"
    )
