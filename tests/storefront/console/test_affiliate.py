"""The board of affiliate money: what is owed, what was told, and clicks nobody knows."""

import pytest

from ledger.affiliate.clicks import join
from ledger.affiliate.facts import ConversionFacts
from ledger.affiliate.hear import hear

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def told(running, clock):
    """Have a network tell of a sale."""
    _, ledger = running

    def tell(reference, state="pending", click_id=None):
        facts = ConversionFacts(
            network="awin",
            reference=reference,
            state=state,
            commission_minor=1234,
            currency="EUR",
            programme=f"Pots {HOSTILE}",
            click_id=click_id,
        )
        with ledger.write() as connection:
            hear(connection, facts, clock.now)
            join(connection, [click_id] if click_id else [], [])

    yield tell
    with ledger.write() as connection:
        connection.exec_driver_sql("DELETE FROM conversions")


def test_without_a_network_the_board_says_how_one_is_heard(as_):
    assert "harvestman affiliate hear" in as_("viewer").get("/affiliate").text


def test_the_board_adds_up_by_what_became_of_it_and_escapes(as_, told):
    for reference, state in (("a", "pending"), ("b", "cleared"), ("c", "cleared")):
        told(reference, state)
    page = as_("viewer").get("/affiliate").text
    assert "€24.68" in page
    assert HOSTILE not in page
    assert "never made" not in page


def test_a_click_that_nobody_knows_is_told(as_, told):
    told("d", click_id="stolen")
    page = as_("viewer").get("/affiliate").text
    assert "unknown click</span>" in page
    assert "never made" in page
