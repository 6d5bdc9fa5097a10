import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import structlog
from pyarrow import csv, parquet

from crawler.owner import owned
from frontier.frontier import Frontier
from frontier.inbox import Add, Block, SetDelay, Unblock, take
from frontier.look import pending
from frontier.plan import Plan
from frontier.politeness import Politeness
from frontier.scope import Scope
from jobs.cli import main
from jobs.frontiers import opened

PLAN = Plan(
    scope=Scope("domain", ("a.test", "b.test")), politeness=Politeness(delay_s=2.0)
)
URLS = [f"http://{host}.test/{page}" for page in range(3) for host in ("a", "b")]

PROGRAM = Path(sys.executable).with_name("harvestman")

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with six URLs of two hosts, one of them fetched."""
    frontier = Frontier.open(tmp_path / "frontier", "shops", 1.0, PLAN)
    frontier.schedule(URLS, 1.0, depth=1, priority=2)
    frontier.done(frontier.next_batch(1, 2.0).ids, 3.0)
    frontier.close()
    return tmp_path


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], home: Path) -> Iterator[Say]:
    """Return a call of `harvestman frontier` in the home."""
    handlers, level = logging.root.handlers, logging.root.level

    def said(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["frontier", *arguments, "--home", str(home)])
        shown = capsys.readouterr()
        return left.value.code or 0, shown.out, shown.err  # type: ignore[return-value]

    yield said
    logging.root.handlers, logging.root.level = handlers, level
    structlog.reset_defaults()


def answer(said: tuple[int, str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said[1].splitlines()[-1])
    return found


def commands(home: Path) -> list[Any]:
    return [command for _, command in take(home / "frontier" / "shops" / "inbox")]


def waiting(home: Path) -> set[str]:
    return {one.url for one in pending(home / "frontier" / "shops")}


def damage(home: Path) -> Path:
    path = next((home / "frontier" / "shops").glob("??/0*.log"))
    path.write_bytes(path.read_bytes()[:-1])
    return path


def test_stats_say_where_a_campaign_stands(say: Say) -> None:
    found = answer(say("stats", "--json"))
    assert (found["campaign"], found["pending"], found["pages"]) == ("shops", 5, 1)
    assert (found["hosts"], found["known"], found["crawling"]) == (2, 6, False)
    assert "5 URLs of 2 hosts" in say("stats")[1]


def test_stats_are_told_while_a_crawl_runs(say: Say, home: Path) -> None:
    with owned(home):
        found = answer(say("stats", "--json"))
    assert (found["pending"], found["crawling"]) == (5, True)


def test_hosts_are_listed_with_what_waits(say: Say) -> None:
    found = answer(say("hosts", "--json"))
    assert [row["pending"] for row in found["hosts"]] == [3, 2]
    assert {row["delay_s"] for row in found["hosts"]} == {2.0}


@pytest.mark.parametrize(
    ("match", "names"),
    [("A", ["a.test"]), ("*.test", ["a.test", "b.test"]), ("x", [])],
)
def test_hosts_are_found_by_their_names(say: Say, match: str, names: list[str]) -> None:
    found = answer(say("hosts", "--match", match, "--json"))
    assert sorted(row["host"] for row in found["hosts"]) == names


def test_no_host_is_said_and_not_shown_as_an_empty_table(say: Say) -> None:
    assert say("hosts", "--match", "x")[1] == "Campaign shops has no host with 'x'.\n"


def test_hosts_beyond_the_limit_are_counted(say: Say) -> None:
    assert "1 more: --limit 2" in say("hosts", "--limit", "1")[1]


def test_hosts_are_sorted_by_delay_and_by_when_they_are_ready(say: Say) -> None:
    say("set-delay", "b.test", "9")
    say("block", "a.test", "--for", "1h")
    for sort in ("delay", "ready"):
        found = answer(say("hosts", "--sort", sort, "--json"))
        assert found["hosts"][0]["host"] == "b.test"


def test_added_urls_wait_to_be_fetched(say: Say, home: Path) -> None:
    done = answer(say("add", "http://a.test/new", URLS[0], "--json"))
    assert done["urls"] == {"accepted": 1, "duplicate": 1}
    assert "http://a.test/new" in waiting(home)


def test_what_is_not_added_is_told_with_its_reason(say: Say) -> None:
    code, shown, _ = say("add", "http://a.test/new", "nonsense", "http://c.test/")
    assert (code, "1 URL added" in shown) == (0, True)
    assert "'nonsense': It is no web address." in shown
    assert "'http://c.test/': It does not belong to the campaign." in shown


def test_seeds_are_read_from_a_file_and_from_standard_input(
    say: Say, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = home / "seeds.txt"
    seeds.write_text("# seeds\n\nhttp://a.test/f\n  http://a.test/g \n")
    assert answer(say("add", "--seeds", str(seeds), "--json"))["urls"]["accepted"] == 2
    with seeds.open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert answer(say("add", "--seeds", "-", "--json"))["urls"] == {"duplicate": 2}


@pytest.mark.parametrize(
    ("arguments", "host", "why"),
    [
        (("block", "A.test"), "a.test", "blocked"),
        (("block", "http://a.test/x", "--for", "2h"), "a.test", "blocked"),
        (("block", "a.test", "--until", "2999-01-01"), "a.test", "blocked"),
        (("block", "a.test", "--lift"), "a.test", "ready"),
    ],
)
def test_a_host_is_blocked(
    say: Say, arguments: tuple[str, ...], host: str, why: str
) -> None:
    assert say(*arguments)[0] == 0
    (row,) = answer(say("hosts", "--match", "a.test", "--json"))["hosts"]
    assert (row["host"], row["why"]) == (host, why)


def test_a_block_is_lifted(say: Say) -> None:
    say("block", "a.test")
    assert "asked again" in say("block", "a.test", "--lift")[1]
    assert answer(say("stats", "--json"))["blocked"] == 0


def test_a_delay_is_set_and_taken_back(say: Say) -> None:
    say("set-delay", "a.test", "1m")
    (row,) = answer(say("hosts", "--match", "a.test", "--json"))["hosts"]
    assert (row["delay_s"], row["delay_by"]) == (60.0, "person")
    say("set-delay", "a.test", "default")
    (row,) = answer(say("hosts", "--match", "a.test", "--json"))["hosts"]
    assert (row["delay_s"], row["delay_by"]) == (2.0, "plan")


def test_a_crawl_that_runs_gets_commands_in_its_inbox(say: Say, home: Path) -> None:
    with owned(home):
        shown = say("add", "http://a.test/new", "nonsense", "--priority", "3")[1]
        say("block", "a.test", "--lift")
        say("block", "a.test", "--until", "2999-01-01T00:00Z")
        say("set-delay", "a.test", "default")
    assert "1 URL handed to the crawl of campaign shops that runs" in shown
    assert commands(home) == [
        Add(("http://a.test/new",), priority=3),
        Unblock("a.test"),
        Block("a.test", 32472144000.0),
        SetDelay("a.test", None),
    ]


def test_a_url_that_no_log_can_hold_costs_no_other(say: Say, home: Path) -> None:
    endless = "http://a.test/" + "x" * 70_000
    with owned(home):
        done = answer(say("add", endless, "http://a.test/new", "--json"))
    assert done["urls"] == {"accepted": 1, "bad": 1}
    assert commands(home) == [Add(("http://a.test/new",))]


def test_commands_that_a_crawl_left_are_taken_in_by_the_next(
    say: Say, home: Path
) -> None:
    with owned(home):
        say("add", "http://a.test/new")
    assert answer(say("stats", "--json"))["commands"] == 1
    say("block", "b.test")
    assert (commands(home), "http://a.test/new" in waiting(home)) == ([], True)


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


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add",), 2, "nothing to add"),
        (("add", "nonsense"), 1, "no URL was added"),
        (("add", "http://a.test/", "--priority", "9999"), 2, "--priority"),
        (("block",), 2, "HOST"),
        (("block", "no host"), 2, "no host name"),
        (("block", "a.test", "--for", "2x"), 2, "90s, 15m, 2h or 1d"),
        (("block", "a.test", "--until", "soon"), 2, "2030-01-31"),
        (("block", "a.test", "--until", "1999-01-01"), 2, "time is over"),
        (("block", "a.test", "--for", "0"), 2, "time is over"),
        (("block", "a.test", "--for", "1h", "--lift"), 2, "one of"),
        (("set-delay", "a.test", "-1"), 2, "-1"),
        (("set-delay", "a.test", "slow"), 2, "or 1d, or default"),
        (("export", "-o", "x.txt"), 2, ".parquet"),
        (("stats", "--campaign", "other"), 1, "there are: shops"),
    ],
)
def test_wrong_use_is_one_clear_line(
    say: Say, arguments: tuple[str, ...], code: int, said: str
) -> None:
    left, _, failure = say(*arguments)
    assert (left, said in failure) == (code, True)
    assert len(failure.splitlines()) == 1


def test_a_rebuild_from_an_empty_lake_says_so(say: Say, home: Path) -> None:
    before = waiting(home)
    code, shown, _ = say("rebuild")
    assert (code, "no page of campaign shops" in shown) == (0, True)
    assert waiting(home) == before


def test_several_campaigns_have_to_be_told_apart(say: Say, home: Path) -> None:
    (home / "frontier" / "books" / "inbox").mkdir(parents=True)
    code, _, failure = say("stats")
    assert (code, "one of: books, shops" in failure) == (1, True)
    assert answer(say("stats", "--campaign", "books", "--json"))["pending"] == 0


def test_a_home_that_never_crawled_says_how_to_begin(say: Say, home: Path) -> None:
    (home / "frontier").rename(home / "elsewhere")
    code, _, failure = say("stats")
    assert (code, "harvestman crawl" in failure) == (1, True)
