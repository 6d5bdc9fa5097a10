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
from frontier_small import DELAY_S, counted, small_files

from frontier.errors import DiskFull
from frontier.frontier import Frontier

SYNCED = msgspec.structs.replace(PLAN, sync="batch")


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    with small_files():
        yield


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
