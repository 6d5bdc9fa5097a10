import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import jobs.cli
from crawler.errors import HomeBusy
from frontier.due import new_dues
from frontier.duebook import DueBook
from jobs.commands import run_command
from jobs.errors import BadSetting
from jobs.pressure import held_in
from jobs.standing import WHEN_DUE, next_due_in, standing
from jobs.work.kinds import Task
from jobs.work.settings import WorkSettings
from lake.errors import LakeFull
from ledger.open import open_ledger
from ledger.runs import Outcome, end, start
from ledger.schedules import keep, listed, run_now
from ledger.work import Worker, claim

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SEEDS = 'seeds = ["https://shop.example/"]\n'


@pytest.fixture
def home(tmp_path):
    (tmp_path / "campaigns").mkdir()
    return tmp_path


def says(home, text="", file="shops", begun=True):
    (home / "campaigns" / f"{file}.toml").write_text(SEEDS + text)
    if begun:
        (home / "frontier" / file / "07").mkdir(parents=True)


def crawls(home, **said):
    found = standing(home, WorkSettings(**said))
    return {one.name: one for one in found if one.kind == "crawl"}


def test_a_campaign_that_nobody_began_is_left_alone(home):
    says(home, begun=False)
    assert crawls(home) == {}


def test_one_that_was_begun_is_crawled_hourly_and_watched(home):
    says(home)
    found = crawls(home)
    assert {name: one.timetable for name, one in found.items()} == {
        "crawl shops": "hourly",
        "watch shops": WHEN_DUE,
    }
    arguments = ["crawl", "campaigns/shops.toml", "--max-time", "15m"]
    assert {str(one.payload["arguments"]) for one in found.values()} == {str(arguments)}
    assert {one.key for one in found.values()} == {"crawl"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('schedule = "never"', []),
        ('schedule = "daily 04:00"\nrevisit.on = false', ["crawl shops"]),
        ("revisit.on = false", ["crawl shops"]),
        ("scope = 7", []),
    ],
)
def test_a_campaign_says_what_is_done_by_itself(home, text, names):
    says(home, text)
    assert list(crawls(home)) == names


def test_the_settings_may_say_never(home):
    says(home)
    assert crawls(home, discover="") == {}


def test_a_time_that_is_none_is_refused_by_its_name():
    with pytest.raises(
        BadSetting, match=r"work\.run = 'now and then': expected such as"
    ):
        WorkSettings(run="now and then")


def test_a_campaign_whose_own_time_ends_it_needs_no_turn(home):
    says(home, 'max_time = "1h"')
    one = crawls(home)["crawl shops"]
    assert one.payload == {"arguments": ["crawl", "campaigns/shops.toml"]}


def test_a_watch_is_due_when_its_first_page_is(home):
    says(home)
    watch, next_due = crawls(home)["watch shops"], next_due_in(home)
    assert next_due(watch, NOW) is None
    dues = new_dues(["https://shop.example/p"])
    at = NOW + timedelta(hours=5)
    dues.records["due_at"] = np.array([at.timestamp()])
    DueBook.open(home / "frontier" / "shops" / "07" / "due").put(dues)
    assert next_due(watch, NOW) == at
    # What stays due, as its host cannot be reached, is not asked again at once.
    assert next_due(watch, at) == at + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"unread_pages": 4}, "5 pages wait to be read, work.unread_pages = 4"),
        ({"free_mb": 10**9}, "MB of the disk are free, work.free_mb = 1,000,000,000"),
        ({}, None),
    ],
)
def test_crawls_wait_while_too_much_waits(home, limits, said):
    says(home)
    one, held = crawls(home)["crawl shops"], held_in(home, WorkSettings(**limits))
    with open_ledger(home) as ledger, ledger.write() as connection:
        end(connection, start(connection, "crawl", NOW), Outcome("done", 9, 5), NOW)
        reason = held(connection, one)
        assert reason is None if said is None else said in reason
        assert held(connection, replace(one, kind="run")) is None


def test_a_campaign_that_was_paused_is_held_back(home):
    says(home)
    (home / "frontier" / "shops" / "paused").touch()
    held = held_in(home, WorkSettings())
    assert held(None, crawls(home)["watch shops"]) == "its campaign is paused"


def crawled(home, monkeypatch, answer, arguments=("crawl", "x.toml"), said="done"):
    """Put a crawl, let it answer so, and return what waits behind it."""

    def main(*_, **__):
        if isinstance(answer, Exception):
            raise answer
        print(json.dumps(answer))

    monkeypatch.setattr(jobs.cli.program, "main", main)
    says(home)
    ann, now = Worker("ann", ["run", "crawl"]), datetime.now(UTC)
    with open_ledger(home) as ledger:
        with ledger.write() as connection:
            keep(connection, standing(home, WorkSettings()), next_due_in(home), now)
            number = run_now(connection, "crawl shops", now)
            claim(connection, ann, 1, now)
        run_command(home, Task(number, "crawl", "crawl", {"arguments": arguments}, 1))
        with ledger.write() as connection:
            connection.exec_driver_sql("DELETE FROM work WHERE id = ?", (number,))
            (one,) = [one for one in listed(connection) if one.name == "crawl shops"]
            assert one.outcome == said
            return [job.kind for job in claim(connection, ann, 9, datetime.now(UTC))]


def test_what_a_crawl_brought_is_read_soon(home, monkeypatch):
    assert crawled(home, monkeypatch, {"fetched": 3, "reason": "finished"}) == ["run"]


def test_a_crawl_that_brought_nothing_starts_nothing(home, monkeypatch):
    answer = {"fetched": 0, "reason": "nothing new"}
    assert crawled(home, monkeypatch, answer) == []


def test_a_crawl_that_left_its_turn_to_others_goes_on_behind_them(home, monkeypatch):
    turn = ["crawl", "x.toml", "--max-time", "15m"]
    answer = {"fetched": 0, "reason": "max_time"}
    assert crawled(home, monkeypatch, answer, turn) == ["crawl"]


def test_a_crawl_by_hand_is_no_failure_of_the_one_that_was_due(home, monkeypatch):
    error = HomeBusy("another crawl is running")
    said = "left out: another crawl was running"
    assert crawled(home, monkeypatch, error, said=said) == []


def test_a_schedule_says_why_its_work_failed(home, monkeypatch):
    with pytest.raises(LakeFull):
        crawled(home, monkeypatch, LakeFull("the lake is full"))
    with open_ledger(home) as ledger, ledger.read() as connection:
        said = {one.name: one.outcome for one in listed(connection)}
    assert said["crawl shops"] == "failed: the lake is full"
