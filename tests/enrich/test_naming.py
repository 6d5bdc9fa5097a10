"""What labels are about is found by name, among as many things as a lake holds."""

import re

import pyarrow as pa
import pytest

from enrich.learning.naming import named, query


def keys(views, name: str) -> list[str]:
    found = named(views.connection, "classify", [name])
    return [thing.entity_key for thing in found[name]]


def test_a_name_is_looked_up_and_not_compared_with_every_thing(views) -> None:
    listings = [{"listing_key": f"k{n}", "source_url": f"u{n}"} for n in range(3000)]
    views.add("products", *listings)
    given = pa.table({"key": [f"u{n}" for n in range(3000)]})
    views.connection.register("_given", given)
    asked = f"EXPLAIN (FORMAT json) {query('classify')}"
    explained = views.connection.sql(asked).fetchall()
    joins = set(re.findall(r"\w+_JOIN", explained[0][1]))
    assert joins == {"HASH_JOIN"}


def test_a_sku_stands_for_the_listings_of_its_group_of_today(views) -> None:
    views.add("products", *({"listing_key": k, "source_url": k} for k in "ab"))
    views.add("enriched_matches", *({"entity_key": k, "group_key": k} for k in "ab"))
    for group in "ab":
        views.add("catalogue", {"sku": "S", "snapshot": group, "group_key": group})
    assert keys(views, "S") == ["b"]


def test_a_listing_that_left_a_group_left_its_sku(views) -> None:
    views.add("products", *({"listing_key": k, "source_url": k} for k in "ab"))
    views.add("enriched_matches", *({"entity_key": k, "group_key": "a"} for k in "ab"))
    views.add("enriched_matches", {"entity_key": "b", "group_key": "b"})
    views.add("catalogue", {"sku": "S", "snapshot": "s", "group_key": "a"})
    assert keys(views, "S") == ["a"]


def test_a_sku_stands_for_all_listings_of_its_group(views) -> None:
    views.add("products", *({"listing_key": k, "source_url": k} for k in "abc"))
    views.add("enriched_matches", *({"entity_key": k, "group_key": "a"} for k in "ab"))
    views.add("catalogue", {"sku": "S", "snapshot": "s", "group_key": "a"})
    assert keys(views, "S") == ["a", "b"]


@pytest.mark.parametrize("key", ["", "'; drop table products; --", "\x00", "k" * 9999])
def test_a_strange_name_stands_for_nothing(views, key) -> None:
    assert named(views.connection, "match", [key])[key] == []


def test_an_opinion_stands_with_its_page(views) -> None:
    rows = [
        {"entity_key": k, "kind": "opinion", "url": "https://a.test/"} for k in "ab"
    ]
    views.add("enriched_languages", *rows, {"entity_key": "c", "kind": "opinion"})
    found = named(views.connection, "sentiment", "abc")
    assert [found[k][0].together for k in "abc"] == ["https://a.test/"] * 2 + ["c"]
