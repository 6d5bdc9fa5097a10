"""A ledger of either kind, empty at the start of every test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from ledger.open import Ledger, open_ledger
from ledger.settings import LedgerSettings


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


@pytest.fixture
def ledger(opened) -> Ledger:
    return opened()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC)
