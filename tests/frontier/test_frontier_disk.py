"""A disk that is full, or without power: one clear error, and nothing accepted is lost."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from frontier_disk import FullDisk, PowerCut
from frontier_life import PLAN, Life
from frontier_report import Report
from frontier_small import (
    DELAY_S,
    NOW,
    Home,
    accepted,
    counted,
    drained,
    one,
    pages,
    plan,
    small_files,
)

from frontier.errors import DiskFull
from frontier.frontier import Frontier

QUICK = plan(delay_s=0.0)
SYNCED = msgspec.structs.replace(PLAN, sync="batch")


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    with small_files():
        yield


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


def insisting(disk: FullDisk) -> Callable[[Callable[[], Any]], Any]:
    """Make each call again when the disk was full, once there is room."""

    def do(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except DiskFull:
            disk.room = 1_000_000
            return call()

    return do


@pytest.mark.parametrize("room", range(0, 1200, 53))
def test_a_call_on_a_full_disk_can_be_made_again(room: int, tmp_path: Path) -> None:
    disk, report = FullDisk(room), Report(DELAY_S)
    life = Life(tmp_path, room, report.tell)
    life.do = insisting(disk)
    with disk.used(), life:
        for _ in range(60):
            life.step()
            stats = life.frontier.stats()
            assert sum(counted(life.frontier).values()) == stats.known
        life.reopen()
        report.check_rest(life.frontier)


def on_a_full_disk(call: Callable[[], Any]) -> Any:
    """Make a call twice: without any room, and with some."""
    disk = FullDisk(0)
    with disk.used(), pytest.raises(DiskFull):
        call()
    return call()


def test_what_was_not_accepted_for_want_of_room_is_accepted_then(home: Home) -> None:
    frontier = home.open(QUICK)
    found = on_a_full_disk(lambda: frontier.schedule(pages("a", 3), NOW))
    assert accepted(found) == [True] * 3
    assert drained(home.opened_again(QUICK)) == pages("a", 3)


def test_a_page_that_could_not_be_settled_is_still_leased(home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 3), NOW)
    ids = one(frontier).ids
    on_a_full_disk(lambda: frontier.done(ids, NOW))
    assert counted(frontier) == {"pending": 2, "pages": 1}
    assert counted(home.opened_again(QUICK)) == {"pending": 2, "pages": 1}


def test_a_failure_that_could_not_be_settled_counts_once(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, attempts=2))
    frontier.schedule(pages("a", 1), NOW)
    frontier.fail(one(frontier).ids, NOW)
    ids = one(frontier).ids
    assert on_a_full_disk(lambda: frontier.fail(ids, NOW)) == 1
    assert counted(frontier) == {"dropped": 1}


def test_an_opening_without_room_can_be_made_again(home: Home) -> None:
    home.open(QUICK).schedule(pages("a", 3), NOW)
    home.close()
    frontier = on_a_full_disk(lambda: home.open(QUICK))
    assert counted(frontier) == {"pending": 3}


def test_a_block_without_room_can_be_made_again(home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 1), NOW)
    on_a_full_disk(lambda: frontier.block("a.test", NOW + 60, NOW))
    assert len(one(home.opened_again(QUICK), NOW + 59)) == 0


@pytest.mark.parametrize("seed", range(12))
def test_a_power_cut_costs_nothing_that_was_accepted(seed: int, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    report, power = Report(DELAY_S), PowerCut(tmp_path / "home")
    life = Life(tmp_path / "home", seed, report.tell)
    life.plan = SYNCED
    with power.watching(), life:
        for _ in range(10 + 5 * seed):
            life.step()
        left = power.left(tmp_path / "left")
    report.tell("cut", report.now)
    with closing(Frontier.open(left, "shoes", report.now, SYNCED)) as frontier:
        report.check_rest(frontier)
