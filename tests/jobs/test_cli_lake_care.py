"""`harvestman lake compact` and `verify` as a user calls them."""

import json
from contextlib import redirect_stderr
from io import StringIO

import pytest
from lake_writer import rows

from jobs.cli import main
from lake.load import append
from lake.store import Lake


@pytest.fixture
def home(tmp_path):
    made = tmp_path / "home"
    for name in ("a", "b", "c"):
        append(Lake.open(made), "crawl", rows(name))
    return made


@pytest.fixture
def call(home, capfd):
    """Call `harvestman lake`; return its exit code and what it printed."""

    def called(*arguments):
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["lake", *arguments, "--home", str(home)])
        return left.value.code, capfd.readouterr().out

    return called


def last_line(printed):
    return json.loads(printed.strip().splitlines()[-1])


def test_a_dry_run_says_what_would_be_merged_and_merges_nothing(call, home):
    code, printed = call("compact", "--dry-run")
    assert code == 0
    assert "pages" in printed
    assert len(list((home / "lake" / "pages").glob("*.parquet"))) == 3


def test_compact_says_what_became_of_each_table(call):
    code, printed = call("compact", "--json")
    assert code == 0
    tables = last_line(printed)["compacted"]["tables"]
    found = {of["name"]: (of["files_before"], of["files_after"]) for of in tables}
    assert found == dict.fromkeys(("batches", "pages", "robots"), (3, 1))


def test_a_second_compact_has_nothing_to_do(call):
    call("compact")
    assert "Nothing to merge" in call("compact")[1]


def test_verify_is_content_with_a_whole_lake(call):
    code, printed = call("verify", "--sample", "5", "--json")
    assert code == 0
    assert last_line(printed)["damaged"] is False


def test_verify_fails_where_something_is_lost_and_says_what_to_do(call, home):
    gone = next((home / "lake" / "pages").glob("*.parquet"))
    gone.unlink()
    code, printed = call("verify")
    assert code == 1
    assert "is not there" in printed
    assert "backup" in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ["pin"],
        ["compact"],
        ["body", "http://shop.test/a"],
        ["forget", "shop.test", "--dry-run"],
        ["export", "pages", "p.warc.gz"],
        ["sql", "SELECT max(url) FROM pages"],
    ],
)
def test_a_damaged_file_is_one_line_that_says_what_to_do(
    call, home, arguments, monkeypatch
):
    monkeypatch.chdir(home.parent)
    call("pin")
    for file in (home / "lake" / "pages").rglob("*.parquet"):
        file.write_bytes(b"no parquet")
    with pytest.raises(SystemExit) as left, redirect_stderr(StringIO()) as told:
        main(["lake", *arguments, "--home", str(home)])
    assert left.value.code == 1
    assert "harvestman lake verify" in told.getvalue().splitlines()[-1]


def test_a_moved_home_says_that_it_is_to_be_pinned(call, home):
    call("pin")
    moved = home.rename(home.with_name("moved"))
    asked = ["lake", "sql", "SELECT max(url) FROM pages", "--home", str(moved)]
    with pytest.raises(SystemExit), redirect_stderr(StringIO()) as told:
        main(asked)
    assert "harvestman lake pin, if the home was moved" in told.getvalue()
