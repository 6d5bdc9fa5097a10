import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.errors import BadQuery, ExportRefused, NoSuchTable, TooManyRows
from lake.export import Wanted, export
from lake.formats import writing
from lake.pin import pin
from lake.sql import connect
from lake.workbook import SHEET_ROWS

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PAGES = Wanted("pages")
NESTED = pa.table(
    {
        "texts": [["a", 'b"'], None, []],
        "record": [{"a": 1, "b": None}, None, {"a": None, "b": "x"}],
    }
)


@pytest.fixture
def pinned(lake, crawl):
    crawl([("p", "100"), ("q", "90"), ("r", "80")])
    pin(lake)
    with connect(lake.home) as connection:
        yield connection


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
def test_every_form_holds_every_row(pinned, tmp_path, form):
    done = export(pinned, PAGES, tmp_path / f"pages.{form}")
    assert done.rows == 3
    assert b"shop.test/q" in _text(done.path)


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_what_is_exported_reads_back(pinned, tmp_path, form):
    path = export(pinned, Wanted("bodies"), tmp_path / f"b.{form}").path
    read = {"csv": pl.read_csv, "jsonl": pl.read_ndjson, "parquet": pl.read_parquet}
    asked = pl.DataFrame(pinned.sql("FROM bodies").to_arrow_table())
    columns = ["content_digest", "warc_offset", "warc_length"]
    assert read[form](path).select(columns).equals(asked.select(columns))


def test_a_condition_chooses_rows_also_with_a_comment_behind_it(pinned, tmp_path):
    wanted = Wanted("pages", where="url LIKE '%/q' -- the second")
    assert export(pinned, wanted, tmp_path / "q.csv").rows == 1


def test_a_question_gives_the_rows(pinned, tmp_path):
    wanted = Wanted(query="SELECT count(*) AS pages FROM pages;\n")
    path = export(pinned, wanted, tmp_path / "n.csv").path
    assert path.read_text() == '"pages"\n3\n'


@pytest.mark.parametrize(
    ("wanted", "name", "refusal"),
    [
        (PAGES, "p.txt", (ExportRefused, r"\.csv, \.jsonl, \.parquet, \.xlsx")),
        (PAGES, "gone/pages.csv", (ExportRefused, "no folder")),
        (Wanted("pages", where="1; DROP TABLE pages"), "p.csv", (BadQuery, "syntax")),
        (Wanted("page"), "p.csv", (NoSuchTable, "offers_latest")),
        (Wanted(query="SELECT url::INT FROM pages"), "p.csv", (BadQuery, "convert")),
    ],
)
def test_what_cannot_be_exported_leaves_nothing(
    pinned, tmp_path, wanted, name, refusal
):
    error, said = refusal
    with pytest.raises(error, match=said):
        export(pinned, wanted, tmp_path / name)
    assert [path for path in tmp_path.iterdir() if path.name != "home"] == []


def test_an_export_that_fails_keeps_the_one_before(pinned, tmp_path):
    path = export(pinned, PAGES, tmp_path / "pages.csv").path
    before = path.read_bytes()
    with pytest.raises(BadQuery):
        export(pinned, Wanted(query="SELECT CAST(url AS INT) FROM pages"), path)
    assert path.read_bytes() == before


def test_a_workbook_that_would_overflow_is_refused(pinned, tmp_path):
    wanted = Wanted(query=f"FROM range({SHEET_ROWS})")
    with pytest.raises(TooManyRows, match="1,048,575"):
        export(pinned, wanted, tmp_path / "much.xlsx")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "{=A1}", "http://a.test/", "7"]
)
def test_text_in_a_workbook_is_never_a_formula(text):
    cells = _cells(pa.table({"a": [text]}))
    assert [(cell.get("t"), cell.find("{*}f")) for cell in cells] == [
        ("inlineStr", None)
    ] * 2


def test_times_and_numbers_in_a_workbook_are_such():
    when = datetime(2026, 11, 20, 12, tzinfo=UTC)
    rows = pa.table({"n": [1.5], "when": [when], "big": [2**60], "yes": [True]})
    values = [cell.findtext("{*}v") for cell in _cells(rows)[4:]]
    assert (values[0], values[1][:7], values[2], values[3]) == (
        "1.5",
        "46346.5",
        None,
        "1",
    )


def test_lists_and_records_are_json_in_a_csv():
    lines = _written("csv", NESTED).decode().splitlines()
    assert lines[1] == '"[""a"",""b\\""""]","{""a"":1,""b"":null}"'
    assert lines[2:] == [",", '"[]","{""a"":null,""b"":""x""}"']


@pytest.mark.requirement(8)
def test_crawled_text_in_a_csv_is_never_a_formula():
    acts = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-"]
    rests = ["", None, "a=b", "-5", "+49 30 1234", "-1.234,50", "'=1"]
    written = _written("csv", pa.table({"t": acts + rests, "n": [-1] * 14})).decode()
    cells = [row[0] for row in csv.reader(io.StringIO(written, newline=""))][1:]
    assert cells[:7] == [f"'{text}" for text in acts]
    assert cells[7:] == [text or "" for text in rests]


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(-(2**63), 2**63 - 1))))
def test_json_lines_hold_any_text_and_number(rows):
    table = pa.table(
        {
            "a": pa.array([a for a, _ in rows], pa.string()),
            "n": pa.array([n for _, n in rows], pa.int64()),
        }
    )
    lines = _written("jsonl", table).split(b"\n")[:-1]
    assert [tuple(json.loads(line).values()) for line in lines] == rows


def test_the_package_says_what_the_file_holds(pinned, tmp_path):
    done = export(pinned, PAGES, tmp_path / "pages.csv", now=lambda: NOW)
    package = json.loads(done.package.read_bytes())
    one = package["resources"][0]
    assert (one["path"], one["rows"], one["created"]) == (
        "pages.csv",
        3,
        NOW.isoformat(),
    )
    data = done.path.read_bytes()
    assert (one["bytes"], one["hash"]) == (
        len(data),
        f"sha256:{hashlib.sha256(data).hexdigest()}",
    )
    assert one["sources"] == [{"title": "shop.test", "path": "http://shop.test/"}]
    assert one["rights"]["pages"] == 3
    assert one["lake"]["versions"]["pages"] >= 1


def test_the_package_explains_each_column(pinned, tmp_path):
    done = export(pinned, PAGES, tmp_path / "pages.parquet")
    fields = json.loads(done.package.read_bytes())["resources"][0]["schema"]["fields"]
    told = {field["name"]: field for field in fields}
    assert told["fetched_at"]["type"] == "datetime"
    assert told["url"]["constraints"] == {"required": True}
    assert all(field["description"] for field in fields)


def test_exports_of_one_folder_share_a_package(pinned, tmp_path):
    for name in ("pages.csv", "pages.jsonl", "pages.csv"):
        done = export(pinned, PAGES, tmp_path / name)
    found = json.loads(done.package.read_bytes())["resources"]
    assert [one["path"] for one in found] == ["pages.jsonl", "pages.csv"]
    assert len({one["name"] for one in found}) == 2


def test_a_foreign_datapackage_is_left_alone(pinned, tmp_path):
    (tmp_path / "datapackage.json").write_text("[]")
    with pytest.raises(ExportRefused, match="is no data package"):
        export(pinned, PAGES, tmp_path / "pages.csv")
    assert (tmp_path / "datapackage.json").read_text() == "[]"


def _written(form, rows):
    file = BytesIO()
    with writing(form, file, rows.schema) as write:
        write(rows)
    return file.getvalue()


def _cells(rows):
    with zipfile.ZipFile(BytesIO(_written("xlsx", rows))) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - ours
    return sheet.findall(".//{*}c")


def _text(path):
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return b"".join(book.read(name) for name in book.namelist())
