"""`harvestman frontier` and what lies on disk: exported, verified, compacted, rebuilt."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest
from cli_calls import Say, answer
from pyarrow import csv, parquet
from shops_frontier import shops_home, waiting

from crawler.owner import owned
from jobs.frontiers import opened

PROGRAM = Path(sys.executable).with_name("harvestman")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return shops_home(tmp_path)


@pytest.fixture
def say(say: Say) -> Say:
    """Return a call of `harvestman frontier` in the home."""
    return partial(say, "frontier")


def damage(home: Path) -> Path:
    path = next((home / "frontier" / "shops").glob("??/0*.log"))
    path.write_bytes(path.read_bytes()[:-1])
    return path


def test_what_waits_is_exported_in_each_form(say: Say, home: Path) -> None:
    tables = []
    for form, read in (("csv", csv.read_csv), ("parquet", parquet.read_table)):
        assert "5 URLs written" in say("export", "-o", str(home / f"x.{form}"))[1]
        tables.append(read(home / f"x.{form}").to_pylist())
    say("export", "-o", str(home / "x.jsonl"))
    lines = (home / "x.jsonl").read_text().splitlines()
    tables.append([json.loads(line) for line in lines])
    assert tables[0] == tables[1] == tables[2]
    assert {row["url"] for row in tables[0]} == waiting(home)
    assert {(row["depth"], row["priority"]) for row in tables[0]} == {(1, 2)}


def test_an_export_to_standard_output_is_rows_alone(say: Say, home: Path) -> None:
    rows = [json.loads(line) for line in say("export", "--json")[1].splitlines()]
    assert {row["url"] for row in rows} == waiting(home)


def test_nothing_to_export_is_a_file_without_rows(say: Say, home: Path) -> None:
    (home / "frontier" / "new" / "inbox").mkdir(parents=True)
    for form, read in (("csv", csv.read_csv), ("parquet", parquet.read_table)):
        say("export", "-o", str(home / f"x.{form}"), "--campaign", "new")
        table: pa.Table = read(home / f"x.{form}")
        assert table.column_names == ["url", "host", "depth", "priority"]


def test_an_export_that_is_read_in_part_is_no_failure(home: Path) -> None:
    with opened(home, "shops") as frontier:
        frontier.schedule([f"http://a.test/many/{page}" for page in range(2000)], 1.0)
    command = f"{PROGRAM} frontier export --home {home} | head -n 1; echo $PIPESTATUS"
    done = subprocess.run(
        ["/bin/bash", "-c", command], capture_output=True, text=True, check=True
    )
    assert (done.stdout.splitlines()[1], done.stderr) == ("0", "")


def test_an_export_that_fails_leaves_what_was_there(
    say: Say, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = home / "x.jsonl"
    before.write_text("before")

    def broken(_: Path) -> Iterator[None]:
        raise OSError(28, "No space left on device")
        yield

    monkeypatch.setattr("jobs.cli.frontier_show.pending", broken)
    assert say("export", "-o", str(before))[0] == 1
    assert before.read_text() == "before"
    assert [path.name for path in home.glob(".x*")] == []


def test_verify_finds_nothing_in_a_whole_frontier(say: Say) -> None:
    code, shown, _ = say("verify")
    assert (code, "as they were written" in shown) == (0, True)


def test_verify_says_what_is_damaged_and_fails(say: Say, home: Path) -> None:
    path = damage(home)
    code, shown, failure = say("verify")
    assert (code, path.name in shown, "harvestman frontier rebuild" in shown) == (
        1,
        True,
        True,
    )
    assert "1 of " in failure
    found = answer(say("verify", "--json"))["verified"]
    assert found["findings"][0]["file"].endswith(path.name)


def test_compacting_keeps_what_waits(say: Say, home: Path) -> None:
    before = waiting(home)
    done = answer(say("compact", "--json"))
    assert done["before_bytes"] >= done["after_bytes"] > 0
    assert waiting(home) == before


@pytest.mark.parametrize("command", ["compact", "rebuild"])
def test_what_needs_the_frontier_alone_waits_for_the_crawl(
    say: Say, home: Path, command: str
) -> None:
    with owned(home):
        code, _, failure = say(command)
    assert (code, "another crawl is running" in failure) == (1, True)


def test_a_rebuild_from_an_empty_lake_says_so(say: Say, home: Path) -> None:
    before = waiting(home)
    code, shown, _ = say("rebuild")
    assert (code, "no page of campaign shops" in shown) == (0, True)
    assert waiting(home) == before
