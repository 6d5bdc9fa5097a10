from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enrich.errors import TrendsRefused
from enrich.research.trendfile import read_trends
from enrich.research.trends import Origin, TakenIn, take_in
from lake.settings import LakeSettings
from lake.sql import current
from lake.store import Lake


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trends.csv"


def written(file: Path, *lines: str, head: str = "day,topic,value,region") -> Path:
    file.write_text("\n".join([head, *lines]))
    return file


def test_values_are_read_with_their_day_and_region(file) -> None:
    (point,) = read_trends(written(file, "2026-01-31,Kettles,12.5,DE"))
    assert (point.day, point.value) == (date(2026, 1, 31), 12.5)
    assert (point.topic, point.region, point.unit) == ("Kettles", "DE", None)


def test_of_a_day_that_stands_twice_the_later_value_counts(file) -> None:
    (point,) = read_trends(written(file, "2026-01-31,a,1,", "2026-01-31,a,2,"))
    assert point.value == 2


def test_a_parquet_file_is_read_as_well(tmp_path) -> None:
    path = tmp_path / "t.parquet"
    rows = [{"day": date(2026, 1, 31), "topic": "a", "value": 3, "more": "x"}]
    pq.write_table(pa.Table.from_pylist(rows), path)
    assert [point.value for point in read_trends(path)] == [3.0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2026-02-30,a,1,", "line 3, column day: '2026-02-30' is not a date"),
        ("2026-01-31,a,many,", "line 3, column value: 'many' is not a number"),
        ("2026-01-31,a,nan,", "line 3, column value: 'nan' is not a number"),
        ("2026-01-31,a,1e308,", "column value: '1e308' is not a number"),
        ("2026-01-31, ,1,", "line 3, column topic: '' is not what the value is about"),
        ("2026-01-31,a\x1b[2J,1,", "line 3, column topic"),
        ("2026-01-31,a", "line 3: it has not as many fields"),
        ("2026-01-31,a,1,,,", "line 3: it has not as many fields"),
    ],
)
def test_a_wrong_value_is_named_by_line_and_column(file, line, said) -> None:
    with pytest.raises(TrendsRefused) as refused:
        read_trends(written(file, "2026-01-30,a,1,", line))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"topic,value\n", "there is no column day"),
        (b"", "there is no column day"),
        (b"day,topic,value\n", "holds no values"),
        (b"day,topic,value\n\xff\xfe", "cannot be read as a table"),
        (b'day,topic,value\n"2026-01-01"x,a,1', "cannot be read as a table"),
    ],
)
def test_a_file_that_is_no_table_of_trends_is_refused(file, content, said) -> None:
    file.write_bytes(content)
    with pytest.raises(TrendsRefused, match=said):
        read_trends(file)


def test_what_is_known_is_not_taken_in_again_and_a_new_value_is(tmp_path, file) -> None:
    lake = Lake.open(tmp_path / "home", LakeSettings())
    done = [
        take_in(lake, read_trends(written(file, *lines)), Origin("s", licence))
        for lines, licence in (
            (("2026-01-30,a,1,", "2026-01-31,a,2,"), None),
            (("2026-01-30,a,1,", "2026-01-31,a,5,DE"), None),
            (("2026-01-30,a,4,",), None),
        )
    ]
    assert done == [TakenIn(2, 0, 0), TakenIn(1, 0, 1), TakenIn(0, 1, 0)]
    with current(lake) as connection:
        assert connection.execute("select count(*) from trends").fetchall() == [(4,)]
