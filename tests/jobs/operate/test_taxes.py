"""A merchant of the EU is told before tax is owed in other countries."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from order_desk import Desk, piece, shelve
from sqlalchemy import update

from jobs.operate.look import Looker
from jobs.settings import Settings
from ledger.open import open_ledger
from ledger.orders.tables import orders
from ledger.selling.settings import SellingSettings

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home that sold for 9,000 euro to France."""
    home = tmp_path_factory.mktemp("sold")
    with open_ledger(home) as ledger, ledger.write() as connection:
        shelve(connection, NOW)
        desk = Desk(connection, NOW)
        desk.paid("k", piece("HV-LID"))
        sold = {"country": "FR", "total_minor": 900_000, "paid_minor": 900_000}
        connection.execute(update(orders).values(sold))
    return home


def told(home: Path, **selling) -> list[str]:
    settings = Settings(selling=SellingSettings(country="DE", **selling))
    return [one.what for one in Looker(home, settings, now=lambda: NOW).look().troubles]


def test_what_was_sold_to_other_countries_is_told_when_it_nears_the_limit(home) -> None:
    assert told(home) == ["9,000 EUR were sold to other countries of the EU in 2026"]


def test_who_is_in_the_one_stop_shop_is_told_nothing(home) -> None:
    assert told(home, registrations=("OSS",)) == []


def test_a_home_without_a_ledger_owes_nothing(tmp_path) -> None:
    assert told(tmp_path) == []
