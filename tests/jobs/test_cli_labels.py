import csv
from pathlib import Path

import pyarrow as pa
import pytest
from cli_calls import answer

from lake.settings import LakeSettings
from lake.spool import Spool
from lake.stages import release
from lake.store import Lake
from lake.tables import schema

BY = {"input_key": "i", "maker": "extract", "maker_version": 1}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    rows = [
        {
            "listing_key": f"k{n}",
            "source_url": f"https://a.test/{n}",
            "title": "A",
            **BY,
        }
        for n in range(3)
    ]
    told = pa.schema([schema("products").field(name) for name in rows[0]])
    given = pa.Table.from_pylist(rows, schema=told)
    Spool(tmp_path, "extract").put({"products": given})
    release(Lake.open(tmp_path, LakeSettings()), "extract", 1)
    return tmp_path


def fill_in(path: Path, labels: dict[str, str]) -> None:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "label": labels.get(row["key"], "")} for row in rows)


def test_a_worksheet_that_was_filled_in_is_taken_in(say, tmp_path) -> None:
    sheet = tmp_path / "sheet.csv"
    written = say("labels", "worksheet", "classify", str(sheet), "--json")
    assert answer(written)["rows"] == 3
    fill_in(sheet, {"k0": "1167", "k2": "505"})
    done = say("labels", "import", str(sheet), "--step", "classify", "--json")
    assert answer(done)["labels"] == 2
    (listed,) = answer(say("labels", "list", "--json"))["labels"]
    assert (listed["step"], listed["labels"]) == ("classify", 2)


def test_a_worksheet_that_was_filled_in_is_not_written_over(say, tmp_path) -> None:
    sheet = tmp_path / "sheet.csv"
    for _ in range(2):
        assert say("labels", "worksheet", "classify", str(sheet))[0] == 0
    fill_in(sheet, {"k0": "1167"})
    filled = sheet.read_text()
    code, _, err = say("labels", "worksheet", "classify", str(sheet))
    assert (code, "labels import" in err, sheet.read_text()) == (2, True, filled)


@pytest.mark.parametrize(
    "content",
    [
        "key,title,label\nk0,Wasserkocher f\u00fcr Tee,1167\n".encode("cp1252"),
        b"key,label\nk0,1167,too many\n",
        b"key,label\n,1167\n",
        b"somebody's notes\nof today\n",
    ],
)
def test_a_file_that_cannot_be_read_is_not_written_over(say, tmp_path, content) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(content)
    code, _, err = say("labels", "worksheet", "classify", str(sheet))
    assert (code, sheet.read_bytes()) == (2, content)
    assert "choose another name" in err


@pytest.mark.parametrize("content", ["", "key,title,label\n"])
def test_a_file_without_a_row_is_written_over(say, tmp_path, content) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(content)
    assert say("labels", "worksheet", "classify", str(sheet))[0] == 0


def test_a_label_is_taken_back_by_a_dash(say, tmp_path) -> None:
    sheet = tmp_path / "sheet.csv"
    for label in ("1167", "-"):
        sheet.write_text(f"url,label\nhttps://a.test/1,{label}\n")
        say("labels", "import", str(sheet), "--step", "classify")
    (listed,) = answer(say("labels", "list", "--json"))["labels"]
    assert (listed["labels"], listed["taken_back"]) == (1, 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,label\na,b\n", "it needs a column key"),
        ("key,label\nk9,5\n", "knows nothing under 'k9'"),
        ("key,label\nk1\nk2,5,6\n", "cannot be read as a table"),
        ("", "holds no rows"),
        ("key,label\n", "holds no rows"),
        ("key,label\nk1,5\nk2,7\nhttps://a.test/1,9\n", "row 2 and row 4 label one"),
    ],
)
def test_a_wrong_file_is_one_clear_line(say, tmp_path, content, said) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(content)
    code, _, err = say("labels", "import", str(sheet), "--step", "classify")
    assert code == 1
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_a_worksheet_that_nobody_filled_in_says_so(say, tmp_path) -> None:
    sheet = tmp_path / "sheet.csv"
    say("labels", "worksheet", "classify", str(sheet))
    code, out, _ = say("labels", "import", str(sheet), "--step", "classify")
    assert (code, "no row has anything in its column label" in out) == (0, True)


def test_a_worksheet_without_a_row_says_that_there_is_nothing_to_ask(
    say, tmp_path
) -> None:
    done = say("labels", "worksheet", "match", str(tmp_path / "pairs.csv"))
    assert (done[0], "nothing that match would ask" in done[1]) == (0, True)


def test_a_pair_counts_once_whichever_stands_first(say, tmp_path) -> None:
    sheet = tmp_path / "pairs.csv"
    for pair in ("k0,k1", "k1,k0"):
        sheet.write_text(f"key,other,label\n{pair},same\n")
        assert say("labels", "import", str(sheet), "--step", "match")[0] == 0
    (listed,) = answer(say("labels", "list", "--json"))["labels"]
    assert listed["labels"] == 1


def test_no_labels_say_how_to_begin(say) -> None:
    assert "harvestman labels worksheet" in say("labels", "list")[1]
