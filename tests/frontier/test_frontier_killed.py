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
from frontier_small import DELAY_S, NOW, counted, drained, pages, plan, small_files

from frontier.frontier import Frontier

QUICK = plan(delay_s=0.0)


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    with small_files():
        yield


class Stopped:
    """A life that goes on, and what a kill at each change of the disk would leave."""

    def __init__(self, folder: Path, seed: int, every: int = 1) -> None:
        (folder / "home").mkdir()
        self.events: list[Event] = []
        self.found: list[tuple[Path, list[Event]]] = []
        self.life = Life(folder / "home", seed, self._tell)
        self.stops = Stops(folder / "home", folder / "stops", every)
        self.stops.note = lambda stop: self.found.append((stop, self.events[:]))

    def check(self) -> None:
        for stop, told in self.found:
            check(stop, told)

    def _tell(self, what: str, now: float, urls: list[str] | None = None) -> None:
        self.events.append(Event(what, now, urls or []))


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
    stopped = Stopped(tmp_path, seed, every=23)
    with stopped.stops.watching(), stopped.life as life:
        for _ in range(100):
            life.step()
    stopped.check()


def mostly_done(folder: Path) -> list[str]:
    """Leave full segments of which little waits; return what does."""
    with closing(Frontier.open(folder, "shoes", NOW, QUICK)) as frontier:
        for start in range(0, 160, 10):
            frontier.schedule(pages("a", 10, start), NOW)
        for turn in range(120):
            ids = frontier.next_batch(1, NOW).ids
            frontier.fetched(ids, NOW)
            frontier.done(ids[: turn % 12], NOW)
    return [url for at, url in enumerate(pages("a", 160)) if at >= 120 or not at % 12]


def test_a_kill_while_segments_are_emptied_costs_nothing(tmp_path: Path) -> None:
    waiting = mostly_done(tmp_path / "home")
    stops = Stops(tmp_path / "home", tmp_path / "stops")
    left: list[Path] = []
    stops.note = left.append
    with stops.watching():
        Frontier.open(tmp_path / "home", "shoes", NOW, QUICK).close()
    for stop in left:
        with closing(Frontier.open(stop, "shoes", NOW, QUICK)) as frontier:
            assert counted(frontier) == {"pending": 50, "pages": 110}
            assert sorted(drained(frontier)) == sorted(waiting)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 14))
def test_a_kill_at_any_change_of_the_disk_costs_nothing(
    seed: int, tmp_path: Path
) -> None:
    stopped = Stopped(tmp_path, seed)
    with stopped.stops.watching(), stopped.life as life:
        for _ in range(100):
            life.step()
    stopped.check()


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
