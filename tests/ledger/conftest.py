"""A ledger of either kind, empty at the start of every test."""

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from ledger import migrate
from ledger.open import Ledger, open_ledger
from ledger.settings import LedgerSettings

_OF_STEPS = ("test_migrations.py", "test_open.py")


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest) -> LedgerSettings:
    if request.param == "sqlite":
        return LedgerSettings()
    return LedgerSettings(url=request.getfixturevalue("blank_url"))


@pytest.fixture
def blank_url(ledger_url: str) -> str:
    """A database without tables."""
    with psycopg.connect(ledger_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return ledger_url


@pytest.fixture(scope="session")
def ledger_url(postgres_url: str) -> str:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE ledger")
    return postgres_url.rpartition("/")[0] + "/ledger"


@pytest.fixture
def opened(tmp_path, settings) -> Iterator[Callable[[], Ledger]]:
    """Open the test's ledger once more, as another process would."""
    ledgers = []

    def another() -> Ledger:
        ledgers.append(open_ledger(tmp_path, settings))
        return ledgers[-1]

    yield another
    for ledger in ledgers:
        ledger.close()


@pytest.fixture(autouse=True)
def _alembic_itself(request, monkeypatch) -> None:
    """Bring empty ledgers up to date as outside of tests, where that is tested."""
    if request.path.name in _OF_STEPS:
        upgrade = inspect.unwrap(migrate.__dict__["_upgrade"])
        monkeypatch.setattr(migrate, "_upgrade", upgrade)


@pytest.fixture
def ledger(opened) -> Ledger:
    return opened()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC)
