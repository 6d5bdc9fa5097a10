from enrich.matching.match import MATCH


def groups(rows):
    return {row["entity_key"]: row["group_key"] for row in rows}


def product(key, **facts):
    return {"listing_key": key, "source_url": f"https://{key}.test/", **facts}


def test_a_shared_gtin_makes_one_group_named_by_its_smallest_listing(views) -> None:
    views.add("products", product("b", gtin="1"), product("a", gtin="1"), product("c"))
    assert groups(views.run(MATCH)) == {"a": "a", "b": "a", "c": "c"}


def test_brand_and_part_number_match_however_they_are_written(views) -> None:
    views.add(
        "products",
        product("a", brand="Brass & Co", mpn="K-100"),
        product("b", brand="BRASS CO.", mpn="k100"),
        product("c", brand="Other", mpn="K-100"),
    )
    assert groups(views.run(MATCH)) == {"a": "a", "b": "a", "c": "c"}


def test_a_part_number_leads_to_the_gtin_it_has_elsewhere(views) -> None:
    views.add(
        "products",
        product("a", brand="X1", mpn="K100"),
        product("b", brand="X1", mpn="K100", gtin="1"),
        product("c", gtin="1"),
    )
    assert groups(views.run(MATCH)) == {"a": "a", "b": "a", "c": "a"}


def test_a_part_number_of_two_gtins_leads_nowhere(views) -> None:
    views.add(
        "products",
        product("a", brand="X1", mpn="K100"),
        product("b", brand="X1", mpn="K100", gtin="1"),
        product("c", brand="X1", mpn="K100", gtin="2"),
    )
    assert groups(views.run(MATCH)) == {"a": "a", "b": "b", "c": "c"}


def test_a_row_says_by_which_rule(views) -> None:
    views.add("products", product("a", gtin="1"), product("b", gtin="1"), product("c"))
    models = {row["entity_key"]: row["model"] for row in views.run(MATCH)}
    assert models == {"a": "gtin", "b": "gtin", "c": "single"}


def test_unchanged_groups_are_no_inputs(views) -> None:
    views.add("products", product("a", gtin="1"), product("b", gtin="1"), product("c"))
    views.run(MATCH)
    assert views.run(MATCH) == []


def test_only_a_changed_group_is_matched_anew(views) -> None:
    views.add("products", product("a", gtin="1"), product("c"))
    views.run(MATCH)
    views.add("products", product("b", gtin="1"))
    assert groups(views.run(MATCH)) == {"a": "a", "b": "a"}


def test_a_group_that_becomes_what_it_was_is_matched_anew(views) -> None:
    views.add("products", product("a", gtin="1"), product("b", gtin="2"))
    first = views.run(MATCH)
    views.add("products", product("b", gtin="1"))
    views.run(MATCH)
    views.add("products", product("b", gtin="2"))
    again = views.run(MATCH)
    assert groups(again) == groups(first) == {"a": "a", "b": "b"}
    keys = {row["input_key"] for row in first}
    assert keys.isdisjoint(row["input_key"] for row in again)
