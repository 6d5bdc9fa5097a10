"""`harvestman frontier` beside a crawl: what waits is shown and steered."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cli_calls import Say, answer
from shops_frontier import URLS, shops_home, waiting

from crawler.owner import owned
from frontier.inbox import Add, Block, SetDelay, Unblock, take


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return shops_home(tmp_path)


@pytest.fixture
def say(say: Say) -> Say:
    """Return a call of `harvestman frontier` in the home."""
    return partial(say, "frontier")


def commands(home: Path) -> list[Any]:
    return [command for _, command in take(home / "frontier" / "shops" / "inbox")]


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


def test_several_campaigns_have_to_be_told_apart(say: Say, home: Path) -> None:
    (home / "frontier" / "books" / "inbox").mkdir(parents=True)
    code, _, failure = say("stats")
    assert (code, "one of: books, shops" in failure) == (1, True)
    assert answer(say("stats", "--campaign", "books", "--json"))["pending"] == 0


def test_a_home_that_never_crawled_says_how_to_begin(say: Say, home: Path) -> None:
    (home / "frontier").rename(home / "elsewhere")
    code, _, failure = say("stats")
    assert (code, "harvestman crawl" in failure) == (1, True)
