"""A shelf in a ledger of either kind, at which baskets are quoted."""

from collections.abc import Iterator

import psycopg
import pytest
from order_desk import shelve
from quote_desk import NOW, QuoteDesk
from sqlalchemy import Connection

from ledger.open import Ledger, open_ledger
from ledger.settings import LedgerSettings


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def selling_shop(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Ledger]:
    url = None
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_url")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS selling WITH (FORCE)")
            connection.execute("CREATE DATABASE selling")
        url = server.rpartition("/")[0] + "/selling"
    home = tmp_path_factory.mktemp("selling")
    with open_ledger(home, LedgerSettings(url=url)) as ledger:
        with ledger.write() as connection:
            shelve(connection, NOW)
        yield ledger


@pytest.fixture
def connection(selling_shop: Ledger) -> Iterator[Connection]:
    with (
        selling_shop.writer.connect() as connection,
        connection.begin() as transaction,
    ):
        yield connection
        transaction.rollback()


@pytest.fixture
def desk(connection: Connection) -> QuoteDesk:
    return QuoteDesk(connection, NOW)
