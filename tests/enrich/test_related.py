import pytest

from enrich.equipment import Equipment
from enrich.matching import blocks, match, pairs, related

STEPS = [of.stage(Equipment()) for of in (blocks, pairs, match, related)]


def found(views):
    rows = [views.run(step) for step in STEPS][-1]
    return {row["entity_key"]: row["outputs"] for row in rows}


def product(key, title, **facts):
    url = f"https://{key}.test/"
    return {"listing_key": key, "source_url": url, "title": title, **facts}


KETTLE = product("a", "Brass kettle", category_path=["Kitchen"])
POT = product("b", "Tea pot for four", category_path=["Kitchen"])


def test_groups_of_one_category_go_beside_each_other_and_say_why(views) -> None:
    views.add("products", KETTLE, POT, product("c", "Socks", category_path=["Clothes"]))
    beside = found(views)
    assert sorted(beside) == ["a", "b"]
    assert (beside["a"][0]["group_key"], beside["a"][0]["why"]) == (
        "b",
        "same category",
    )


def test_the_same_product_is_not_beside_itself(views) -> None:
    views.add(
        "products",
        KETTLE,
        {**KETTLE, "listing_key": "b"} | {"source_url": "https://b.test/"},
    )
    assert found(views) == {}


def test_unchanged_neighbours_are_not_made_again(views) -> None:
    views.add("products", KETTLE, POT)
    assert len(found(views)) == 2
    assert found(views) == {}


def test_a_new_neighbour_changes_the_rows_around_it(views) -> None:
    views.add("products", KETTLE, POT)
    found(views)
    views.add("products", product("c", "Sieve", category_path=["Kitchen"]))
    assert sorted(found(views)) == ["a", "b", "c"]


def test_a_group_that_vanished_has_nothing_beside_it(views) -> None:
    views.add("products", product("b", "Brass kettle", category_path=["Kitchen"]))
    views.add("products", product("c", "Tea pot for four", category_path=["Kitchen"]))
    found(views)
    views.add("products", product("a", "Brass kettle", category_path=["Kitchen"]))
    assert found(views) == {"a": [beside("c")], "b": None, "c": [beside("a")]}
    assert found(views) == {}


def beside(key):
    return {"group_key": key, "share": pytest.approx(0.6, abs=0.2)} | {
        "why": "same category"
    }
