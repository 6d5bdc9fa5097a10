"""A ledger of either kind, empty at the start of every test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count

import psycopg
import pytest

from ledger.open import Ledger, open_ledger
from ledger.settings import LedgerSettings

_numbers = count()


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest) -> LedgerSettings:
    if request.param == "sqlite":
        return LedgerSettings()
    url = request.getfixturevalue("postgres_url")
    name = f"ledger{next(_numbers)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return LedgerSettings(url=url.removesuffix("postgres") + name)


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
