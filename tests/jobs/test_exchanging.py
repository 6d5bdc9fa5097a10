"""The rates that buyers may pay by go from the lake into the ledger."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jobs.business import Business
from jobs.exchanging import hand_over_rates
from jobs.settings import read_settings
from lake.pool import Pool
from lake.ratefile import Rate
from lake.rates import import_rates
from ledger.open import open_ledger
from ledger.selling.exchange import Exchange, kept

NOW = datetime(2026, 11, 20, tzinfo=UTC)
BEFORE, TODAY = date(2026, 11, 19), date(2026, 11, 20)


@pytest.fixture
def open_(tmp_path: Path) -> Iterator[Business]:
    settings = '[selling]\ncurrencies = ["CAD", "USD"]\n'
    (tmp_path / "harvestman.toml").write_text(settings)
    with open_ledger(tmp_path) as ledger, Pool(1) as pool:
        yield Business(tmp_path, read_settings(tmp_path, {}), ledger, pool)


def held(open_: Business) -> list[Exchange]:
    with open_.ledger.read() as connection:
        return kept(connection)


def test_the_newest_rate_of_each_currency_that_may_be_paid_in_is_handed_over(
    open_,
) -> None:
    said = [
        Rate(BEFORE, "EUR", "CAD", 1.6, "ECB"),
        Rate(TODAY, "EUR", "CAD", 1.625, "ECB"),
        Rate(TODAY, "EUR", "JPY", 160.0, "ECB"),
    ]
    import_rates(open_.lake, said)
    assert hand_over_rates(open_, NOW) == 1
    (only,) = held(open_)
    assert (only.quote, only.rate_pico) == ("CAD", 1_625_000_000_000)
    assert (only.day, only.source) == (TODAY, "ECB")


def test_without_rates_nothing_is_handed_over_and_nothing_fails(open_) -> None:
    assert hand_over_rates(open_, NOW) == 0
    assert held(open_) == []
