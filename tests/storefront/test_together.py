"""What is looked at together: of those who agreed, three of them at least."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import msgspec
import pytest

from storefront.catalogue import together as module
from storefront.catalogue.item import Related
from storefront.catalogue.together import FoundTogether, beside, with_together

SQL = Path(module.__file__).with_name("sql") / "together.sql"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def together():
    """Say what views give: `(visitor, sku)` each, on the day they are given."""

    def found(*looks, kind="view"):
        with duckdb.connect() as lake:
            lake.execute(
                "CREATE TABLE shop_events"
                " (visitor TEXT, sku TEXT, ts TIMESTAMPTZ, kind TEXT)"
            )
            rows = [
                (who, sku, NOW - timedelta(days=ago), kind) for who, sku, ago in looks
            ]
            lake.executemany("INSERT INTO shop_events VALUES (?, ?, ?, ?)", rows)
            return dict(lake.execute(SQL.read_text()).fetchall())

    return found


def pairs(who, *skus, ago=0):
    return [(one, sku, ago) for one in who for sku in skus]


def test_three_visitors_make_a_pair(together):
    assert together(*pairs("abc", "x", "y")) == {"x": ["y"], "y": ["x"]}


def test_two_visitors_make_none_however_often_they_look(together):
    assert together(*pairs("ab", "x", "y"), *pairs("ab", "x", "y", ago=1)) == {}


def test_looks_of_different_days_are_not_together(together):
    assert together(*pairs("abc", "x"), *pairs("abc", "y", ago=1)) == {}


def test_counts_without_consent_pair_nothing(together):
    assert together(*[(None, sku, 0) for sku in "xyxyxy"]) == {}
    assert together(*pairs("abc", "x", "y"), kind="click") == {}


def test_who_looks_at_everything_pairs_nothing(together):
    assert together(*pairs("abcd", *map(str, range(60)))) == {}


def test_what_everyone_looks_at_stands_behind(together):
    often = pairs("defghi", "popular", "else")
    found = together(*pairs("abc", "x", "y", "popular"), *often)
    assert found["x"] == ["y", "popular"]


def test_old_looks_count_no_more(together):
    assert "x" not in together(*pairs("abc", "x", "y", ago=91), *pairs("abc", "z", "w"))


def test_it_stands_first_beside_an_item_and_only_what_is_sold(assortment):
    one, other, third = assortment.items[:3]
    item = msgspec.structs.replace(one, related=(Related(other.sku, "brand"),))
    found = FoundTogether(sku=one.sku, beside=(third.sku, other.sku, "gone", one.sku))
    sold = {one.sku, other.sku, third.sku}
    made = with_together([item, other, third], beside([found], sold))
    told = [(near.sku, near.why) for near in made[0].related]
    assert told == [(third.sku, "together"), (other.sku, "together")]
    assert made[1:] == [other, third]
