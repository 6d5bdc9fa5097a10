from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from lake_makers import PRICE, RAISING

from lake.errors import LakeError
from lake.load import append
from lake.pin import pin
from lake.quality import check, checks, run_checks
from lake.sql import connect
from lake.stages import run_stage

SEEN = datetime(2026, 11, 20, tzinfo=UTC)
OFFER = {
    "listing_key": "k",
    "url": "http://shop.test/p",
    "seen_at": SEEN,
    "price_minor": 100,
    "currency": "EUR",
    "input_key": "i",
    "maker": "price",
    "maker_version": 1,
}


@pytest.fixture
def broken(lake, crawl):
    """Say which checks find something once more rows have come."""
    crawl([("p", "100")])
    run_stage(lake, PRICE)

    def found(table, *rows):
        append(lake, "test", {table: pa.Table.from_pylist(list(rows))})
        return _findings(lake)

    return found


def test_a_sound_lake_breaks_nothing(lake, crawl):
    crawl([("p", "100"), ("q", "90")])
    run_stage(lake, PRICE)
    assert _findings(lake) == set()


def test_an_empty_lake_breaks_nothing(lake):
    assert _findings(lake) == set()


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"currency": None}, {"price_without_currency"}),
        ({"currency": "Euro"}, {"unknown_currency"}),
        ({"url": "http://gone.test/"}, {"offer_without_page"}),
        ({"listing_key": ""}, {"empty_key"}),
        ({"rating": 7.0}, {"unlikely_rating"}),
        ({"seen_at": SEEN + timedelta(days=9999)}, {"time_to_come"}),
        ({"seen_at": SEEN + timedelta(days=1), "price_minor": 1}, set()),
    ],
)
def test_a_wrong_offer_is_found(broken, change, names):
    assert names <= broken("offers", OFFER | change)


def test_doubles_are_found(broken):
    assert {"doubled_offer", "row_without_made"} <= broken("offers", OFFER, OFFER)


def test_a_jump_of_a_price_is_found(broken):
    later = {"seen_at": SEEN + timedelta(hours=1), "price_minor": 1001}
    assert "price_jump" in broken("offers", OFFER, OFFER | later)


def test_a_page_without_its_body_is_found(broken):
    page = {"url_key": "k", "url": "u", "host": "h", "status": 200}
    found = broken("pages", page | {"fetched_at": SEEN, "content_digest": "gone"})
    assert "page_without_body" in found


def test_a_rate_told_twice_is_found(broken):
    rate = {"date": SEEN.date(), "base": "EUR", "quote": "USD", "rate": 1.1}
    assert "doubled_rate" in broken("fx_rates", rate, rate | {"rate": 1.2})


def test_an_input_that_fails_its_stage_is_found(lake, crawl):
    crawl([("p", "POISON"), ("q", "90")])
    run_stage(lake, RAISING)
    assert "failed_input" in _findings(lake)


def test_a_day_with_few_pages_is_found(lake):
    days = [
        (SEEN - timedelta(days=back), 10 if back == 0 else 200) for back in range(4)
    ]
    pages = [
        {
            "url_key": f"{n}",
            "url": f"{n}",
            "host": "h",
            "fetched_at": day,
            "status": 200,
        }
        for day, count in days
        for n in range(count)
    ]
    append(lake, "test", {"pages": pa.Table.from_pylist(pages)})
    assert "fewer_rows" in _findings(lake)


def test_a_finding_shows_some_of_its_rows(lake):
    rate = {"date": SEEN.date(), "base": "EUR", "quote": "USD"}
    rates = [rate | {"rate": 1.0 + n, "source": f"{n // 2}"} for n in range(10)]
    append(lake, "test", {"fx_rates": pa.Table.from_pylist(rates)})
    pin(lake)
    chosen = [one for one in checks() if one.name == "doubled_rate"]
    with connect(lake.home) as connection:
        (found,) = run_checks(connection, chosen)
    assert (found.rows, len(found.examples), found.is_broken) == (5, 3, False)


@pytest.mark.parametrize("text", ["SELECT 1", "-- worse: no", "-- error: only a claim"])
def test_a_check_without_its_first_line_is_refused(text):
    with pytest.raises(LakeError, match="should begin with"):
        check("mine", text)


def _findings(lake):
    pin(lake)
    with connect(lake.home) as connection:
        return {one.name for one in run_checks(connection, checks()) if one.rows}
