"""On which side of the measuring a label stands: written down once, whatever is remade."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.learning.label import Label
from enrich.learning.labels import Saying, add
from enrich.learning.sides import drawn, split, written
from lake.load import append
from lake.settings import LakeSettings
from lake.spool import Spool
from lake.sql import current
from lake.stages import release
from lake.store import Lake
from lake.tables import schema

NOW = Saying("file", "labels.csv", datetime(2026, 11, 20, tzinfo=UTC))
KEYS = [f"k{n}" for n in range(40)]
# By the hash of their names alone.
TAUGHT, HELD = "k0", "k6"


def put(lake: Lake, maker: str, table: str, *rows) -> None:
    given = [{"maker": maker, "maker_version": 1, "input_key": "i", **r} for r in rows]
    told = pa.schema([schema(table).field(name) for name in given[0]])
    Spool(lake.home, maker).put({table: pa.Table.from_pylist(given, schema=told)})
    release(lake, maker, 1)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake.open(tmp_path, LakeSettings())
    listings = [{"listing_key": k, "source_url": f"https://{k}.test/"} for k in KEYS]
    put(lake, "extract", "products", *listings)
    return lake


def group(lake: Lake, name: str, *keys: str) -> None:
    rows = [{"entity_key": key, "group_key": name} for key in keys]
    put(lake, "match", "enriched_matches", *rows)


def sides(lake: Lake) -> dict[str, bool]:
    with current(lake) as connection:
        return written(connection, "classify")


def label(lake: Lake, *keys: str) -> None:
    add(lake, [Label("classify", key, "5") for key in keys], NOW)


def test_a_quarter_of_things_is_held_back(lake) -> None:
    label(lake, *KEYS)
    assert 4 <= sum(sides(lake).values()) <= 16
    assert (sides(lake)[TAUGHT], sides(lake)[HELD]) == (False, True)


def test_a_label_stays_on_its_side_when_its_group_is_remade(lake) -> None:
    label(lake, TAUGHT, HELD)
    group(lake, HELD, TAUGHT)
    group(lake, TAUGHT, HELD)
    label(lake, TAUGHT, HELD)
    assert sides(lake) == {TAUGHT: False, HELD: True}


def test_a_copy_stands_with_the_one_that_was_labelled_before(lake) -> None:
    label(lake, HELD)
    # The group goes by another name today, by which it would be learned from.
    group(lake, TAUGHT, HELD, "k9")
    label(lake, "k9")
    assert sides(lake) == {HELD: True, "k9": True}


def test_copies_that_come_together_stand_together(lake) -> None:
    group(lake, HELD, *KEYS)
    label(lake, *KEYS)
    assert set(sides(lake).values()) == {True}


def test_a_label_of_before_sides_were_written_stands_by_its_group(lake) -> None:
    old = {"step": "classify", "entity_key": "k9", "label": "5", "said_at": NOW.said_at}
    told = pa.schema([schema("labels").field(name) for name in old])
    append(lake, "labels", {"labels": pa.Table.from_pylist([old], schema=told)})
    assert sides(lake) == {}
    assert drawn([("k9", HELD)], {}) == {"k9": True}
    group(lake, HELD, "k9")
    label(lake, "k9")
    assert sides(lake) == {"k9": True}


def rows(**together: str) -> pa.Table:
    return pa.table({"entity_key": [*together], "together": [*together.values()]})


def test_what_was_learned_from_is_not_measured_in_a_copy() -> None:
    known = {"a": False, "b": True, "c": True}
    learned, held = split(rows(a="g", b="g", c="h"), known)
    assert learned["entity_key"].to_pylist() == ["a"]
    assert held["entity_key"].to_pylist() == ["c"]


def test_no_rows_have_no_sides() -> None:
    none = rows(a="g").slice(0, 0)
    assert [side.num_rows for side in split(none, {})] == [0, 0]


@given(
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from("ghijk"), min_size=1),
    st.dictionaries(st.sampled_from(KEYS), st.booleans()),
)
def test_no_group_stands_on_both_sides(together, known) -> None:
    learned, held = split(rows(**together), known)
    assert not set(learned["together"].to_pylist()) & set(held["together"].to_pylist())
    assert not {k for k in learned["entity_key"].to_pylist() if known.get(k)}
    assert not {k for k in held["entity_key"].to_pylist() if known.get(k) is False}
