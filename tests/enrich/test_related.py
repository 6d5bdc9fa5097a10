from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enrich.equipment import Equipment
from enrich.matching import blocks, match, pairs, related

STEPS = [of.stage(Equipment()) for of in (blocks, pairs, match, related)]


def found(views):
    rows = [views.run(step) for step in STEPS][-1]
    return {row["entity_key"]: row["outputs"] for row in rows}


def product(key, title, **facts):
    url = f"https://{key}.test/"
    return {"listing_key": key, "source_url": url, "title": title, **facts}


TABLES = [name for step in STEPS for name in step.writes]
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
    assert found(views) == {"a": [beside("c")], "b": [], "c": [beside("a")]}
    assert found(views) == {}


def beside(key):
    return {"group_key": key, "share": pytest.approx(0.6, abs=0.2)} | {
        "why": "same category"
    }


def rare(often):
    """The step, with keys that so many groups at most have."""
    step = STEPS[-1]
    query = step.query.replace("<= 100 +", f"<= {often} +")
    return replace(
        step, query=query.replace("between 2 and 100", f"between 2 and {often}")
    )


SHOP = "https://a.test/"
WORDS = st.lists(
    st.sampled_from(["red", "tea", "pot", "brass", "lid"]), min_size=1, max_size=3
)
SEEN = st.fixed_dictionaries(
    {
        "listing_key": st.sampled_from("abcdefgh"),
        "title": WORDS.map(" ".join),
        "brand": st.sampled_from([None, "Kestrel", "Arva"]),
        "gtin": st.sampled_from([None, None, "1", "2"]),
        "category_path": st.sampled_from([None, ["Kitchen"], ["Garden"]]),
    }
)


@given(st.lists(st.lists(SEEN, min_size=1, max_size=4), min_size=1, max_size=4))
# The fixture lends its class alone.
@settings(
    max_examples=20,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_changed_bit_by_bit_is_as_if_it_had_come_at_once(
    new_views, several
) -> None:
    steps = [*STEPS[:-1], rare(3)]
    with new_views() as bitwise, new_views() as at_once:
        for seen in several:
            rows = {product["listing_key"]: product for product in seen}.values()
            for of in (bitwise, at_once):
                of.add("products", *({**row, "source_url": SHOP} for row in rows))
            assert [bitwise.run(step) for step in steps]
        assert [at_once.run(step) for step in steps]
        assert said(bitwise) == said(at_once)


def said(views):
    rows = views.connection.sql(
        "select entity_key, arg_max(outputs, ingested_at) from enriched_related group by 1"
    )
    return {
        key: [(one["group_key"], one["why"]) for one in outputs]
        for key, outputs in rows.fetchall()
        if outputs
    }


def test_what_was_forgotten_goes_beside_nothing(views) -> None:
    views.add("products", KETTLE, POT)
    found(views)
    tables = dict.fromkeys(TABLES, "entity_key") | {"products": "listing_key"}
    for table, key in tables.items():
        views.connection.execute(f"delete from {table} where {key} = 'a'")  # noqa: S608 - ours
    views.add("products", product("c", "Socks", category_path=["Clothes"]))
    assert found(views) == {"b": []}
