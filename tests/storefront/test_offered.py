"""Which edition of a product the shop sells, and what becomes of the older ones."""

from datetime import UTC, datetime

import pytest
from litestar.testing import TestClient
from told_editions import KETTLES, LAMPS, tell

from lake.store import Lake
from ledger.approvals import Decision, decide
from ledger.open import open_ledger
from storefront.app import create_app
from storefront.catalogue.publish import publish
from storefront.catalogue.reader import Catalogue
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path):
    return Lake.open(tmp_path)


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as ledger:
        yield ledger


@pytest.fixture
def verdict(ledger):
    def decided(key, digest, verdict="approved"):
        with ledger.write() as connection:
            decide(connection, Decision(key, digest, verdict, "ann"), NOW)

    return decided


@pytest.fixture
def told(lake):
    """Tell of an edition whose file holds its digest."""

    def tell_of(key, digest, *states, **facts):
        if digest:
            (lake.home / "products" / f"{digest}.pdf").write_bytes(digest.encode())
        tell(lake, key, digest, *states, **facts)

    return tell_of


@pytest.fixture
def sold(lake, ledger):
    """Publish, and return what the file of each product holds."""

    def now_sold():
        publish(lake, ledger, ShopSettings(), NOW)
        shelf = Catalogue(lake.home).shelf()
        cards = shelf.guides()
        files = [
            shelf.guide_file(card.generated_key, f"{card.slug}.pdf") for card in cards
        ]
        return [file.read_text() for file in files]

    return now_sold


@pytest.mark.parametrize("states", [("draft", "checked", "approved"), ("offered",)])
def test_what_was_approved_is_sold(told, verdict, sold, states):
    told(KETTLES, "d1", *states)
    verdict(KETTLES, "d1")
    assert sold() == ["d1"]


@pytest.mark.parametrize("state", ["draft", "checked", "refused", "refreshed"])
def test_what_is_in_another_state_is_not(told, verdict, sold, state):
    told(KETTLES, "d1", "draft", state)
    verdict(KETTLES, "d1")
    assert sold() == []


def test_what_the_lake_alone_calls_approved_is_not_sold(told, sold):
    told(KETTLES, "d1", "draft", "checked", "approved")
    assert sold() == []


@pytest.mark.parametrize("decided", [["refused"], ["approved", "withdrawn"]])
def test_the_ledger_takes_off_what_the_lake_still_offers(told, verdict, sold, decided):
    told(KETTLES, "d1", "draft", "checked", "approved", "offered")
    for one in decided:
        verdict(KETTLES, "d1", one)
    assert sold() == []


def test_what_was_on_sale_before_decisions_were_kept_waits_for_one(told, verdict, sold):
    told(KETTLES, "d1", "offered")
    assert sold() == []
    verdict(KETTLES, "d1", "approved")
    assert sold() == ["d1"]


def test_what_a_lost_ledger_let_be_sold_is_not_sold_without_it(told, sold):
    told(KETTLES, "d1", "draft", "checked", "approved")
    told(KETTLES, "d1", "offered", maker="offered")
    assert sold() == []


@pytest.mark.parametrize("states", [("draft",), ("draft", "checked")])
def test_a_newer_edition_that_waits_leaves_the_older_on_sale(
    told, verdict, sold, states
):
    told(KETTLES, "d1", "draft", "checked", "approved")
    verdict(KETTLES, "d1")
    told(KETTLES, "d2", *states)
    assert sold() == ["d1"]


def test_a_newer_edition_that_is_refused_leaves_the_older_on_sale(told, verdict, sold):
    told(KETTLES, "d1", "draft", "checked", "approved")
    verdict(KETTLES, "d1")
    told(KETTLES, "d2", "draft", "checked", "refused")
    verdict(KETTLES, "d2", "refused")
    assert sold() == ["d1"]


def test_the_newest_of_two_that_were_approved_is_sold(told, verdict, sold):
    for digest in ("d2", "d1"):
        told(KETTLES, digest, "draft", "checked", "approved")
        verdict(KETTLES, digest)
    assert sold() == ["d1"]


def test_a_newer_state_of_an_older_edition_does_not_make_it_newer(told, verdict, sold):
    for digest in ("d1", "d2"):
        told(KETTLES, digest, "draft", "checked", "approved")
        verdict(KETTLES, digest)
    told(KETTLES, "d1", "offered")
    assert sold() == ["d2"]


def test_facts_that_go_back_bring_their_edition_back(told, verdict, sold):
    for digest in ("d1", "d2", "d1"):
        told(KETTLES, digest, "draft", "checked", "approved")
    verdict(KETTLES, "d1")
    verdict(KETTLES, "d2")
    assert sold() == ["d1"]


def test_a_product_that_a_stage_withdrew_is_off_until_a_newer_edition(
    told, verdict, sold
):
    told(KETTLES, "d1", "draft", "checked", "approved", "offered")
    verdict(KETTLES, "d1")
    told(KETTLES, None, "withdrawn")
    assert sold() == []
    told(KETTLES, "d2", "draft", "checked", "approved")
    assert sold() == []
    verdict(KETTLES, "d2")
    assert sold() == ["d2"]


def test_the_withdrawal_of_one_edition_takes_off_those_before_it(told, verdict, sold):
    for digest in ("d1", "d2"):
        told(KETTLES, digest, "draft", "checked", "approved")
        verdict(KETTLES, digest)
    told(KETTLES, "d3", "draft", "checked", "approved")
    told(KETTLES, "d2", "withdrawn")
    assert sold() == []
    verdict(KETTLES, "d3")
    assert sold() == ["d3"]


def test_facts_that_return_to_what_was_withdrawn_leave_the_newer_on_sale(
    told, verdict, sold
):
    told(KETTLES, "d1", "draft", "checked", "approved", "offered", "withdrawn")
    told(KETTLES, "d2", "draft", "checked", "approved", "offered")
    for digest in ("d1", "d2"):
        verdict(KETTLES, digest)
    told(KETTLES, "d1", "draft")
    assert sold() == ["d2"]
    told(KETTLES, "d1", "checked", "approved")
    assert sold() == ["d1"]


def test_saying_that_it_is_offered_makes_no_new_snapshot(told, verdict, lake, ledger):
    told(KETTLES, "d1", "draft", "checked", "approved")
    verdict(KETTLES, "d1")
    first = publish(lake, ledger, ShopSettings(), NOW)
    told(KETTLES, "d1", "offered")
    again = publish(lake, ledger, ShopSettings(), NOW)
    assert (first.guides, again.unchanged) == (1, True)


def test_the_address_of_a_product_serves_its_newest_edition(told, verdict, sold, lake):
    told(KETTLES, "d1", "approved", title="Kettles of autumn")
    verdict(KETTLES, "d1")
    sold()
    told(KETTLES, "d2", "approved", title="Kettles of winter")
    verdict(KETTLES, "d2")
    sold()
    with TestClient(create_app(lake.home, ShopSettings())) as shop:
        answer = shop.get(f"/guides/{KETTLES}/kettles-of-autumn.pdf")
        assert (answer.text, answer.url.path.rpartition("/")[2]) == (
            "d2",
            "kettles-of-winter.pdf",
        )
        assert shop.get(f"/guides/{LAMPS}/kettles-of-winter.pdf").status_code == 404
