"""Files of labels as spreadsheets and programs of all kinds write them."""

from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import LabelRefused
from enrich.learning.label import Label
from jobs.labelfile import read_labels


@pytest.fixture
def read(tmp_path: Path):
    def written(content: str | bytes, name: str = "labels.csv", step="classify"):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
        return read_labels(tmp_path / name, step)

    return written


def test_a_number_is_read_as_it_stands(read) -> None:
    # A column of such keys is one of numbers to a reader that guesses.
    (label,) = read("sku,label\n00123,007\n")
    assert label == Label("classify", "00123", "007", row=2)


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_of_all_countries_write_is_read(
    read, between, mark, end
) -> None:
    rows = [["Key", "Label ", "title"], ["a", "5", '"x, ""y"""'], ["b", "", "z"]]
    lines = [between.join(row) + end for row in rows]
    assert read(mark + "".join(lines)) == [Label("classify", "a", "5", row=2)]


def test_long_texts_with_lines_in_them_are_read_at_any_size(read) -> None:
    text = '"' + "many words\n" * 2000 + '"'
    rows = "".join(f"k{n},5,{text}\n" for n in range(150))
    assert len(read(f"key,label,text\n{rows}")) == 150


def test_rows_are_named_as_a_spreadsheet_numbers_them(read) -> None:
    labels = read('key,label,text\na,,"1\n2"\nb,5,\n\nc,7,\n')
    assert [(label.key, label.row) for label in labels] == [("b", 3), ("c", 5)]


def test_lines_of_json_are_read_one_by_one(read) -> None:
    lines = '{"key": "a", "label": 1167}\n\n{"key": "b", "label": null}\n'
    assert read(lines, "l.jsonl") == [Label("classify", "a", "1167", row=1)]


def test_a_date_is_a_label_like_others(read) -> None:
    (label,) = read('{"key": "a", "label": "2026-01-01"}\n', "l.jsonl")
    assert label.label == "2026-01-01"


def test_parquet_is_read(tmp_path) -> None:
    pq.write_table(pa.table({"key": ["a"], "label": [0.5]}), tmp_path / "l.parquet")
    found = read_labels(tmp_path / "l.parquet", "sentiment")
    assert found == [Label("sentiment", "a", "0.5", row=1)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("key,label\n,5\n", "row 2 has a label and no key"),
        ("key,label\na,Home, Garden\n", "row 2 has 3 cells under 2 columns"),
        ('key,label\na,"5\nb,7\n', "cannot be read as a table"),
        ("key,label\na,\xff\n".encode("latin-1"), r"save it .* as CSV \(UTF-8\)"),
        (b"PK\x03\x04" + bytes(range(256)), "save it"),
        ("key,label,Label\na,5,7\n", "2 columns are called label"),
        ("key,guess\na,5\n", "column label; it has guess, key"),
        ("key,label\n", "holds no rows"),
        ("", "holds no rows"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(read, content, said) -> None:
    with pytest.raises(LabelRefused, match=said):
        read(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [('{"key": "a"\n', "row 1"), ("[1]\n", "row 1 is no object"), ("", "no rows")],
)
def test_lines_that_are_no_json_are_named(read, content, said) -> None:
    with pytest.raises(LabelRefused, match=said):
        read(content, "l.jsonl")


@pytest.mark.parametrize("name", ["l.csv", "l.jsonl", "l.parquet"])
@given(content=st.binary(max_size=200))
def test_no_bytes_are_worse_than_refused(tmp_path_factory, name, content) -> None:
    path = tmp_path_factory.mktemp("labels") / name
    path.write_bytes(content)
    with suppress(LabelRefused):
        read_labels(path, "classify")
