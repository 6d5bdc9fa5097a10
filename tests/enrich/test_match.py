from datetime import UTC, datetime

import pyarrow as pa
import pytest

from enrich.equipment import Equipment
from enrich.matching import blocks, match, pairs
from enrich.matching.group import groups as grouped

STEPS = [of.stage(Equipment()) for of in (blocks, pairs, match)]
DRIVE = "Kestrel Portable Drive KD-500 1TB black"


def matched(views):
    """Run all steps of matching, and return the rows of the last."""
    return [views.run(step) for step in STEPS][-1]


def groups(rows):
    return {row["entity_key"]: row["group_key"] for row in rows}


def product(key, **facts):
    return {"listing_key": key, "source_url": f"https://{key}.test/", **facts}


def test_a_shared_gtin_makes_one_group_named_by_its_smallest_listing(views) -> None:
    views.add("products", product("b", gtin="1"), product("a", gtin="1"), product("c"))
    assert groups(matched(views)) == {"a": "a", "b": "a", "c": "c"}


def test_brand_and_part_number_match_however_they_are_written(views) -> None:
    views.add(
        "products",
        product("a", brand="Brass & Co", mpn="K-100"),
        product("b", brand="BRASS CO.", mpn="k100"),
        product("c", brand="Other", mpn="K-100"),
    )
    assert groups(matched(views)) == {"a": "a", "b": "a", "c": "c"}


def test_a_part_number_leads_to_the_gtin_it_has_elsewhere(views) -> None:
    views.add(
        "products",
        product("a", brand="X1", mpn="K100"),
        product("b", brand="X1", mpn="K100", gtin="1"),
        product("c", gtin="1"),
    )
    assert groups(matched(views)) == {"a": "a", "b": "a", "c": "a"}


def test_a_part_number_of_two_gtins_leads_nowhere(views) -> None:
    views.add(
        "products",
        product("a", brand="X1", mpn="K100"),
        product("b", brand="X1", mpn="K100", gtin="1"),
        product("c", brand="X1", mpn="K100", gtin="2"),
    )
    assert groups(matched(views)) == {"a": "a", "b": "b", "c": "c"}


def test_a_row_says_by_which_rule(views) -> None:
    views.add("products", product("a", gtin="1"), product("b", gtin="1"), product("c"))
    models = {row["entity_key"]: row["model"] for row in matched(views)}
    assert models == {"a": "gtin", "b": "gtin", "c": "single"}


def test_unchanged_groups_are_no_inputs(views) -> None:
    views.add("products", product("a", gtin="1"), product("b", gtin="1"), product("c"))
    matched(views)
    assert matched(views) == []


def test_only_a_changed_group_is_matched_anew(views) -> None:
    views.add("products", product("a", gtin="1"), product("c"))
    matched(views)
    views.add("products", product("b", gtin="1"))
    assert groups(matched(views)) == {"a": "a", "b": "a"}


def test_a_group_that_becomes_what_it_was_is_matched_anew(views) -> None:
    views.add("products", product("a", gtin="1"), product("b", gtin="2"))
    first = matched(views)
    views.add("products", product("b", gtin="1"))
    matched(views)
    views.add("products", product("b", gtin="2"))
    again = matched(views)
    assert groups(again) == groups(first) == {"a": "a", "b": "b"}
    keys = {row["input_key"] for row in first}
    assert keys.isdisjoint(row["input_key"] for row in again)


def test_titles_that_tell_of_one_product_join_what_has_no_number(views) -> None:
    views.add(
        "products",
        product("a", title=DRIVE, brand="Kestrel"),
        product("b", title="KESTREL KD500 portable drive, 1 TB (black)"),
        product("c", title="Kestrel Portable Drive KD-900 4TB black", brand="Kestrel"),
    )
    assert groups(matched(views)) == {"a": "a", "b": "a", "c": "c"}


def test_a_row_gives_reasons_that_a_person_can_check(views) -> None:
    views.add("products", product("a", title=DRIVE), product("b", title=DRIVE))
    views.add("offers_latest", offer("a", 1000), offer("b", 960))
    (reason,) = matched(views)[0]["outputs"]
    assert reason["text"] == "titles 100 % alike, prices 4 % apart"
    assert (reason["other_key"], reason["name"]) == ("b", "pair")


def offer(key, minor):
    return {"listing_key": key, "url": "u", "price_minor": minor, "currency": "EUR"} | {
        "seen_at": datetime(2026, 11, 1, tzinfo=UTC)
    }


def test_a_shared_number_is_the_reason(views) -> None:
    numbered = {"brand": "Kestrel", "mpn": "KD-500"}
    views.add("products", product("a", **numbered), product("b", **numbered))
    (reason,) = matched(views)[0]["outputs"]
    assert reason["text"] == "same brand and part number KD-500"


def test_two_listings_of_one_shop_are_two_products(views) -> None:
    views.add(
        "products",
        product("a", title=DRIVE),
        {"listing_key": "b", "source_url": "https://a.test/b", "title": DRIVE},
    )
    assert groups(matched(views)) == {"a": "a", "b": "b"}


def test_two_gtins_are_two_products_whatever_the_titles_say(views) -> None:
    for key in ("a", "b"):
        views.add("products", product(key, gtin=key, title=DRIVE))
    assert groups(matched(views)) == {"a": "a", "b": "b"}


def test_a_person_joins_and_parts(views) -> None:
    views.add("products", *(product(key, title=DRIVE) for key in ("a", "b")))
    views.add("products", product("c", title="Something else entirely"))
    views.add("labels", said("a", "b", "different"), said("c", "b", "same"))
    assert groups(matched(views)) == {"a": "a", "b": "b", "c": "b"}


def test_what_a_person_takes_back_counts_no_more(views) -> None:
    views.add("products", *(product(key, title=DRIVE) for key in ("a", "b")))
    views.add("labels", said("a", "b", "different"))
    assert groups(matched(views)) == {"a": "a", "b": "b"}
    views.add("labels", said("b", "a", None, day=2))
    assert groups(matched(views)) == {"a": "a", "b": "a"}


def test_one_brand_alone_does_not_join(views) -> None:
    brass = {"brand": "Brass & Co"}
    views.add("products", product("a", title="Brass kettle", **brass))
    views.add("products", product("b", title="Tea pot for four", **brass))
    assert groups(matched(views)) == {"a": "a", "b": "b"}


def said(one, other, label, day=1):
    at = datetime(2026, 11, day, tzinfo=UTC)
    about = {"step": "match", "entity_key": one, "other_key": other}
    return {**about, "label": label, "said_at": at}


def test_a_new_listing_makes_rows_for_its_own_group_alone(views) -> None:
    views.add("products", product("a", title=DRIVE), product("c", title="Red kettle"))
    matched(views)
    views.add("products", product("b", title=DRIVE))
    assert groups(matched(views)) == {"a": "a", "b": "a"}


def test_a_listing_that_becomes_another_leaves_its_group(views) -> None:
    views.add("products", *(product(key, title=DRIVE) for key in ("a", "b")))
    matched(views)
    views.add("products", product("b", title="Red kettle"))
    assert groups(matched(views)) == {"a": "a", "b": "b"}


def member(key, **facts):
    unknown = dict.fromkeys(("host", "gtin", "rule", "mark"))
    return {"listing_key": key, **unknown, **facts}


def link(one, other, share):
    return {"one": one, "other": other, "share": share, "alike": share}


def found(members, links, labels=()):
    of = grouped([member(**one) for one in members], links, labels, 0.5)
    return [[key for kernel in group.kernels for key in kernel] for group in of]


ABC = [{"key": key} for key in "abc"]


def test_a_chain_of_links_is_no_group() -> None:
    assert found(ABC, [link("a", "b", 0.9), link("b", "c", 0.8)]) == [["a", "b"], ["c"]]


def test_links_all_around_are_a_group() -> None:
    around = [link("a", "b", 0.9), link("b", "c", 0.8), link("a", "c", 0.4)]
    assert found(ABC, around) == [["a", "b", "c"]]


@pytest.mark.parametrize("fact", ["gtin", "host"])
def test_a_hard_conflict_parts_what_is_likely(fact) -> None:
    values = ["1", "2"] if fact == "gtin" else ["shop", "shop"]
    members = [{"key": k, fact: v} for k, v in zip("ab", values, strict=True)]
    assert found(members, [link("a", "b", 0.99)]) == [["a"], ["b"]]


def test_the_order_of_what_is_found_changes_nothing() -> None:
    around = [link("a", "b", 0.9), link("b", "c", 0.9)]
    assert found(ABC, around) == found(ABC[::-1], around[::-1])


def test_a_part_number_without_a_digit_joins_nobody(views) -> None:
    views.add(
        "products",
        product("a", brand="Sony", mpn="Does Not Apply", title="Camera strap"),
        product("b", brand="Sony", mpn="does not apply", title="Television 50 inch"),
    )
    assert groups(matched(views)) == {"a": "a", "b": "b"}


def test_what_another_model_finds_is_matched_anew(views) -> None:
    views.add("products", product("a", title=DRIVE), product("b", title="Red kettle"))
    assert groups(matched(views)) == {"a": "a", "b": "b"}
    assert compared(views, "forest 1", 0.9) == {"a": "a", "b": "a"}
    assert compared(views, "forest 2", 0.8)
    assert compared(views, "forest 2", 0.8) == {}


def compared(views, model, share):
    """Let another model compare `a` with `b`, and match what changed by it."""
    inputs = dict(
        views.connection.sql(
            "select entity_key, input_key from enriched_blocks"
        ).fetchall()
    )
    other = {
        "other_key": "b",
        "other_input": inputs["b"],
        "share": share,
        "alike": share,
    }
    row = {"entity_key": "a", "input_key": inputs["a"], "model": model}
    views.add("enriched_pairs", {**row, "confidence": share, "outputs": [other]})
    return groups(views.run(STEPS[-1]))


def test_one_number_of_thousands_is_one_group_but_for_whom_a_person_parts() -> None:
    keys = [f"k{n:04}" for n in range(3000)]
    numbered = [member(key, mark="1", gtin="1") for key in keys]
    apart = {"one": keys[1], "other": keys[2999], "label": "different"}
    component = {"members": numbered, "links": [], "labels": [apart], "input_key": "i"}
    rows = match.make(pa.RecordBatch.from_pylist([component]))[
        "enriched_matches"
    ].to_pylist()
    assert {row["group_key"] for row in rows[:-1]} == {keys[0]}
    assert (rows[-1]["entity_key"], rows[-1]["group_key"]) == (keys[2999], keys[2999])


def test_a_number_that_grew_together_keeps_out_what_a_person_parted() -> None:
    marked = [{"key": "a", "mark": "1"}, {"key": "b", "mark": "1"}, {"key": "c"}]
    apart = [{"one": "b", "other": "c", "label": "different"}]
    assert found(marked, [link("a", "c", 0.9)], apart) == [["a", "b"], ["c"]]


def test_an_address_that_is_none_costs_nobody_a_group(views) -> None:
    for key, url in (("a", "http://[x"), ("b", "https://b.test/")):
        views.add("products", product(key, title=DRIVE) | {"source_url": url})
    assert groups(matched(views)) == {"a": "a", "b": "a"}
