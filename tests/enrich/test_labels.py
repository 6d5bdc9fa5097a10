from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from enrich.errors import LabelRefused
from enrich.learning.label import Label
from enrich.learning.labels import Saying, add
from enrich.learning.worksheet import worksheet
from lake.load import load
from lake.settings import LakeSettings
from lake.spool import Spool
from lake.sql import current
from lake.stages import release
from lake.store import Lake
from lake.tables import schema

NOW = Saying("file", "labels.csv", datetime(2026, 11, 20, tzinfo=UTC))
BY = {"input_key": "i", "maker": "extract", "maker_version": 1}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    rows = [
        {"listing_key": key, "source_url": f"https://{key}.test/", "title": key, **BY}
        for key in ("drill", "bowl")
    ]
    told = pa.schema([schema("products").field(name) for name in rows[0]])
    given = pa.Table.from_pylist(rows, schema=told)
    Spool(tmp_path, "extract").put({"products": given})
    lake = Lake.open(tmp_path, LakeSettings())
    release(lake, "extract", 1)
    return lake


def kept(lake):
    with current(lake) as connection:
        return connection.sql("SELECT entity_key, label, url FROM labels").fetchall()


@pytest.mark.parametrize("key", ["drill", "https://drill.test/"])
def test_a_label_names_a_listing_by_its_key_or_its_page(lake, key) -> None:
    assert add(lake, [Label("classify", key, "1167")], NOW) == 1
    assert kept(lake) == [("drill", "1167", "https://drill.test/")]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (Label("classify", "hammer", "1167"), "knows nothing under 'hammer'"),
        (Label("smell", "drill", "good"), "no step 'smell'"),
        (Label("match", "drill", "same"), "about two listings"),
        (Label("match", "drill", "perhaps", "bowl"), "write same or different"),
        (Label("sentiment", "drill", "lovely"), "a number from -1 to 1"),
    ],
)
def test_one_wrong_label_is_named_and_none_is_taken(lake, label, said) -> None:
    with pytest.raises(LabelRefused, match=f"row 2: .*{said}"):
        add(lake, [Label("classify", "bowl", "5"), label], NOW)
    assert kept(lake) == []


def test_two_labels_on_one_thing_are_refused_with_both_rows(lake) -> None:
    said = [
        Label("classify", "drill", "5", row=3),
        Label("classify", "bowl", "5", row=4),
        Label("classify", "https://drill.test/", "7", row=9),
    ]
    with pytest.raises(LabelRefused, match=r"row 3 and row 9 .*'drill' as '5'.*'7'"):
        add(lake, said, NOW)
    assert kept(lake) == []


def variants(lake: Lake) -> str:
    """Two listings on one page."""
    page = "https://drill.test/red"
    rows = [{"listing_key": k, "source_url": page, "title": k, **BY} for k in "xy"]
    told = pa.schema([schema("products").field(name) for name in rows[0]])
    given = pa.Table.from_pylist(rows, schema=told)
    Spool(lake.home, "extract").put({"products": given})
    load(lake)
    return page


def test_a_class_is_of_all_that_its_name_stands_for(lake) -> None:
    assert add(lake, [Label("classify", variants(lake), "5")], NOW) == 2
    assert sorted(key for key, *_ in kept(lake)) == ["x", "y"]


def test_one_of_them_is_not_labelled_otherwise_in_the_same_file(lake) -> None:
    said = [Label("classify", variants(lake), "5"), Label("classify", "y", "6")]
    with pytest.raises(LabelRefused, match="row 1 and row 2"):
        add(lake, said, NOW)


def test_a_pair_is_of_two_listings_and_no_more(lake) -> None:
    with pytest.raises(LabelRefused, match=r"row 1: .*stands for 2 things"):
        add(lake, [Label("match", variants(lake), "same", "bowl")], NOW)


def test_a_pair_is_one_thing_whichever_stands_first(lake) -> None:
    said = [
        Label("match", "drill", "same", "bowl"),
        Label("match", "bowl", "different", "drill"),
    ]
    with pytest.raises(LabelRefused, match="row 1 and row 2"):
        add(lake, said, NOW)


def test_a_label_that_is_said_twice_alike_is_taken_once(lake) -> None:
    said = [Label("classify", "drill", "5"), Label("classify", "drill", " 5 ")]
    assert add(lake, said, NOW) == 1


def test_a_thing_is_no_pair_with_itself(lake) -> None:
    with pytest.raises(LabelRefused, match="row 1: both are 'drill'"):
        add(lake, [Label("match", "drill", "same", "https://drill.test/")], NOW)


def test_the_last_label_counts_also_where_the_clock_was_set_back(lake) -> None:
    add(lake, [Label("classify", "drill", "5")], NOW)
    past = Saying("file", "more.csv", NOW.said_at - timedelta(days=400))
    add(lake, [Label("classify", "drill", "7")], past)
    with current(lake) as connection:
        newest = connection.sql("SELECT label FROM labels ORDER BY said_at DESC")
        assert newest.fetchall() == [("7",), ("5",)]


def test_a_pair_is_kept_by_the_keys_of_both(lake) -> None:
    pair = Label("match", "https://bowl.test/", "Different", "drill")
    add(lake, [pair], NOW)
    with current(lake) as connection:
        found = connection.sql("SELECT entity_key, other_key, label FROM labels")
        assert found.fetchall() == [("bowl", "drill", "different")]


def test_a_worksheet_leaves_out_what_is_labelled(lake) -> None:
    assert worksheet(lake, "classify", 10)["key"].to_pylist() == ["bowl", "drill"]
    add(lake, [Label("classify", "bowl", "5")], NOW)
    assert worksheet(lake, "classify", 10)["key"].to_pylist() == ["drill"]


def test_a_worksheet_asks_again_for_what_was_taken_back(lake) -> None:
    add(lake, [Label("classify", "bowl", "5")], NOW)
    add(lake, [Label("classify", "bowl", None)], NOW)
    assert "bowl" in worksheet(lake, "classify", 10)["key"].to_pylist()
    add(lake, [Label("classify", "bowl", "5")], NOW)
    assert "bowl" not in worksheet(lake, "classify", 10)["key"].to_pylist()


def test_a_worksheet_of_pairs_asks_each_once_until_it_is_labelled(lake) -> None:
    for one, other in (("drill", "bowl"), ("bowl", "drill")):
        found = [{"other_key": other, "other_input": "i", "share": 0.6, "alike": 0.5}]
        row = {"entity_key": one, "outputs": found, "input_key": one, "maker": "pair"}
        told = pa.schema([schema("enriched_pairs").field(name) for name in row])
        given = pa.Table.from_pylist([row], schema=told)
        versions = pa.array([1], pa.int32())
        rows = {"enriched_pairs": given.append_column("maker_version", versions)}
        Spool(lake.home, "pair").put(rows)
    release(lake, "pair", 1)
    (pair,) = worksheet(lake, "match", 9).select(["key", "other", "title"]).to_pylist()
    assert pair == {"key": "bowl", "other": "drill", "title": "bowl"}
    add(lake, [Label("match", "drill", "different", "bowl")], NOW)
    assert worksheet(lake, "match", 9).num_rows == 0
    add(lake, [Label("match", "bowl", None, "drill")], NOW)
    assert worksheet(lake, "match", 9).num_rows == 1


def test_a_worksheet_holds_no_formula_of_a_page(lake) -> None:
    hostile = {"listing_key": "x", "source_url": "https://x.test/", "title": "=1+1"}
    told = pa.schema([schema("products").field(name) for name in (*hostile, *BY)])
    given = pa.Table.from_pylist([hostile | BY], schema=told)
    Spool(lake.home, "extract").put({"products": given})
    load(lake)
    assert "'=1+1" in worksheet(lake, "classify", 9)["title"].to_pylist()


def test_a_worksheet_is_no_longer_than_asked(lake) -> None:
    assert worksheet(lake, "classify", 1).num_rows == 1
