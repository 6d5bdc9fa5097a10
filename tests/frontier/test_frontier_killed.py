"""A frontier whose process ends without a word, at any moment, loses nothing."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from frontier_disk import Stops
from frontier_killer import nursery
from frontier_life import PLAN, Life
from frontier_report import Event, Report
from frontier_small import DELAY_S, NOW, small_files

from frontier.frontier import Frontier


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    with small_files():
        yield


def stopped(folder: Path, seed: int, every: int) -> list[tuple[Path, list[Event]]]:
    """Live a life; return what changes of the disk left, and what was told by then."""
    events: list[Event] = []
    found: list[tuple[Path, list[Event]]] = []

    def tell(what: str, now: float, urls: list[str] | None = None) -> None:
        events.append(Event(what, now, urls or []))

    stops = Stops(folder / "home", folder / "stops", every)
    stops.note = lambda stop: found.append((stop, events[:]))
    with stops.watching(), Life(folder / "home", seed, tell) as life:
        for _ in range(100):
            life.step()
    return found


def check(stop: Path, told: list[Event]) -> None:
    """Open what a kill left, and let the story go on to its end."""
    report = Report.of(told, DELAY_S)
    report.tell("killed", max(NOW, report.now))
    with closing(Frontier.open(stop, "shoes", report.now, PLAN)) as frontier:
        report.check_rest(frontier)
    shutil.rmtree(stop)


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_at_some_change_of_the_disk_costs_nothing(
    seed: int, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    for stop, told in stopped(tmp_path, seed, every=17):
        check(stop, told)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 14))
def test_a_kill_at_any_change_of_the_disk_costs_nothing(
    seed: int, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    for stop, told in stopped(tmp_path, seed, every=1):
        check(stop, told)


def lived(home: Path, seeds: Iterable[int]) -> Report:
    """Kill one life after the other, all of them on one home."""
    report = Report(DELAY_S)
    report.now = NOW
    with nursery() as lives:
        for seed in seeds:
            for event in lives.killed(home, seed, report.now):
                report.tell(*event)
            report.tell("killed", report.now)
    return report


def check_lives(home: Path, seeds: range) -> None:
    home.mkdir()
    report = lived(home, seeds)
    with closing(Frontier.open(home, "shoes", report.now, PLAN)) as frontier:
        report.check_rest(frontier)


def test_ten_killed_processes_lose_nothing(tmp_path: Path) -> None:
    check_lives(tmp_path / "home", range(10))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 200, 20))
def test_two_hundred_killed_processes_lose_nothing(first: int, tmp_path: Path) -> None:
    check_lives(tmp_path / "home", range(first, first + 20))
