"""A home of an earlier version works on with today's commands.

tests/jobs/homes/v1.tar.zst was made when the ledger was at step 0004 and snapshots had
schema version 7: two products are sold, and a frontier has URLs that wait.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_calls import answer
from litestar.testing import TestClient

from frontier.look import pending
from jobs.backup.restoring import restore
from jobs.cli import main
from ledger import audit
from ledger.line import counts
from ledger.open import open_ledger
from ledger.skus import answers, group_keys
from storefront.app import create_app
from storefront.catalogue.reader import Catalogue
from storefront.settings import ShopSettings

_OLD = Path(__file__).parents[1] / "homes" / "v1.tar.zst"
_SKUS = {"HV-PCGNSF0": "a", "HV-XNKTYDR": "b"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the old home."""
    with _OLD.open("rb") as file:
        restore(tmp_path / "old", file)
    return tmp_path / "old"


def test_the_ledger_is_brought_up_to_date_and_nothing_in_it_is_lost(home):
    with open_ledger(home) as ledger, ledger.write() as connection:
        assert audit.verify(connection).ok
        assert group_keys(connection, _SKUS) == _SKUS
        (line,) = counts(connection, datetime.now(UTC))
    assert (line.kind, line.waiting) == ("run", 1)


def test_the_frontier_hands_out_what_waited(home):
    assert len(list(pending(home / "frontier" / "shoes"))) == 15


def test_the_shop_opens_before_it_is_published_again(home):
    with TestClient(create_app(home, ShopSettings(limits=False))) as shop:
        assert shop.get("/").status_code == 200


@pytest.mark.parametrize(
    "command", ["publish", pytest.param("run", marks=pytest.mark.slow)]
)
def test_skus_and_addresses_stay_when_it_is_published_again(home, called, command):
    before = (home / "catalogue" / "current").read_text()
    said = called(command)
    assert (said if command == "publish" else said["publish"])["published"] == 2
    assert (home / "catalogue" / "current").read_text() != before
    assert {card.sku for card in Catalogue(home).shelf().best(9)} == {*_SKUS}
    with open_ledger(home) as ledger, ledger.read() as connection:
        assert answers(connection) == {sku: sku for sku in _SKUS}
    with TestClient(create_app(home, ShopSettings(limits=False))) as shop:
        found = {
            sku: shop.get(f"/products/{sku}", follow_redirects=False) for sku in _SKUS
        }
    assert {sku: one.headers["location"] for sku, one in found.items()} == {
        sku: f"/products/{sku}/kettle-{key}" for sku, key in _SKUS.items()
    }
    assert called("verify") == {"findings": [], "damaged": False}


@pytest.fixture
def called(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., object]:
    """Return a call of the program that gives what it answered."""

    def call(*arguments: str) -> object:
        with pytest.raises(SystemExit) as left:
            main([*arguments, "--json", "--home", str(home)])
        shown = capsys.readouterr()
        assert not left.value.code, shown.err
        return answer((0, shown.out, shown.err))

    return call
