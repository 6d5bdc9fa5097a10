"""`harvestman lake compact` and `verify` as a user calls them."""

import json

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
