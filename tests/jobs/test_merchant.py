"""The merchant's word holds where neither the file nor the environment says otherwise."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_calls import Say

from jobs.business import business
from jobs.merchant import as_said, keep_seller_of
from jobs.settings import Settings, read_settings
from jobs.starter import write_starter
from ledger.open import open_ledger
from ledger.orders.seller import seller_of
from ledger.orders.sellersettings import InvoiceSettings
from ledger.profile import Profile, write
from storefront.settings import ShopSettings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_ledger(tmp_path) as ledger, ledger.write() as connection:
        said = Profile("Kettle & Son", "CHF", "CH")
        write(connection, said, "ann", datetime(2026, 1, 1, tzinfo=UTC))
    return tmp_path


def shop(home: Path) -> ShopSettings:
    with business(home, read_settings(home)) as open_:
        return open_.settings.shop


def test_what_nobody_set_is_as_the_merchant_said(home: Path) -> None:
    assert (shop(home).name, shop(home).currency) == ("Kettle & Son", "CHF")


def test_the_file_goes_before_the_merchant(home: Path) -> None:
    (home / "harvestman.toml").write_text('[shop]\nname = "Harvestman"\n')
    assert (shop(home).name, shop(home).currency) == ("Harvestman", "CHF")


def test_the_environment_goes_before_the_merchant(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTMAN_SHOP_CURRENCY", "EUR")
    assert (shop(home).name, shop(home).currency) == ("Kettle & Son", "EUR")


def test_a_starters_file_leaves_the_word_to_the_merchant(home: Path) -> None:
    write_starter(home)
    assert shop(home).currency == "CHF"


def test_before_the_merchant_spoke_the_settings_hold(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)
    with open_ledger(tmp_path) as ledger:
        assert as_said(tmp_path, settings, ledger) is settings


def test_amounts_of_price_rules_are_in_the_merchants_currency(
    say: Say, home: Path
) -> None:
    code, out, _ = say("prices", "set", "--least-margin", "2.50")
    assert (code, "CHF" in out and "2.50" in out) == (0, True)


def test_invoices_say_of_the_seller_what_the_settings_do(home: Path) -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    settings = Settings(invoices=InvoiceSettings(tax_numbers=("VAT CH1",)))
    with open_ledger(home) as ledger:
        keep_seller_of(settings, ledger, now)
        with ledger.read() as connection:
            said = seller_of(connection)
        assert (said.lines, said.numbers) == (("Kettle & Son", "CH"), ("VAT CH1",))
        named = InvoiceSettings(name="Kettle Ltd", address=("Elm 2",))
        keep_seller_of(Settings(invoices=named), ledger, now)
        with ledger.read() as connection:
            assert seller_of(connection).lines == ("Kettle Ltd", "Elm 2")
