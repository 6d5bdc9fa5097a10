from datetime import UTC, date, datetime, timedelta

import msgspec
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from lake.stats import stats

BEFORE = datetime(9999, 12, 31)  # noqa: DTZ001 # hypothesis adds the zone
INSTANT = pa.timestamp("us", tz="UTC")


def facts(values, kind):
    return msgspec.json.decode(stats(pa.table({"a": pa.array(values, kind)}), ["a"]))


def instant(text):
    return datetime.fromisoformat(text)


def test_only_the_named_columns_are_told_of():
    rows = pa.table({"a": ["x", None, "b"], "b": [1, 2, 3]})
    assert msgspec.json.decode(stats(rows, ["a"])) == {
        "numRecords": 3,
        "minValues": {"a": "b"},
        "maxValues": {"a": "x"},
        "nullCount": {"a": 1},
    }


def test_empty_values_have_no_bounds():
    assert facts([None], pa.string()) | {"nullCount": 0} == {
        "numRecords": 1,
        "minValues": {},
        "maxValues": {},
        "nullCount": 0,
    }


def test_long_text_is_no_bound():
    assert facts(["a", "x" * 201], pa.string())["maxValues"] == {}


def test_dates_and_numbers_are_bounds_as_they_are():
    assert facts([date(2026, 1, 2)], pa.date32())["minValues"] == {"a": "2026-01-02"}
    assert facts([3, -1], pa.int64())["minValues"] == {"a": -1}


@given(st.lists(st.datetimes(max_value=BEFORE, timezones=st.just(UTC)), min_size=1))
def test_every_time_lies_within_its_bounds(times):
    found = facts(times, INSTANT)
    least, most = (instant(found[key]["a"]) for key in ("minValues", "maxValues"))
    assert least <= min(times) <= max(times) <= most
    assert most - max(times) <= timedelta(milliseconds=1)


def test_the_last_moment_of_the_calendar_is_no_bound():
    found = facts([datetime.max.replace(tzinfo=UTC)], INSTANT)
    assert found["maxValues"] == {}
