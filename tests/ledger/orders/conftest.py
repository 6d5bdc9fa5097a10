"""A shop's shelf in a ledger of either kind; what a test does to it is undone."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from order_desk import Desk, shelve
from sqlalchemy import Connection

from ledger.open import Ledger, open_ledger
from ledger.settings import LedgerSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


# One ledger for all tests of a kind: making one takes longer than all they do.
@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def shop(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Ledger]:
    url = None
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_url")
        with psycopg.connect(server, autocommit=True) as connection:
            # pytest ends and begins this again when it goes from one kind to the other.
            connection.execute("DROP DATABASE IF EXISTS orders WITH (FORCE)")
            connection.execute("CREATE DATABASE orders")
        url = server.rpartition("/")[0] + "/orders"
    home = tmp_path_factory.mktemp("orders")
    with open_ledger(home, LedgerSettings(url=url)) as ledger:
        with ledger.write() as connection:
            shelve(connection, NOW)
        yield ledger


@pytest.fixture
def connection(shop: Ledger) -> Iterator[Connection]:
    with shop.writer.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture
def desk(connection: Connection) -> Desk:
    return Desk(connection, NOW)
