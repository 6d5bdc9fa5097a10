"""A power cut: what was synced is there, whatever the logs lost."""

import shutil
from pathlib import Path

import pytest
from frontier_small import NOW, pages

from frontier.frontier import Frontier
from frontier.plan import Plan

SYNCED = Plan(sync="batch")


def cut(folder: Path, to: Path, keep: float) -> Path:
    """Copy a home as a power cut may leave it: logs keep what the disk had of them."""
    shutil.copytree(folder, to)
    for log in (to / "shoes").glob("??/0*.log"):
        size = log.stat().st_size
        with log.open("r+b") as file:
            file.truncate(int(size * keep))
    return to


@pytest.fixture
def running(tmp_path: Path) -> Frontier:
    frontier = Frontier.open(tmp_path / "home", "shoes", NOW, SYNCED)
    for start in range(0, 60, 20):
        urls = [url for host in "abcd" for url in pages(host, 20, start)]
        frontier.schedule(urls, NOW)
    return frontier


@pytest.mark.parametrize("keep", [0.0, 0.0001, 0.001])
def test_what_was_accepted_is_there_after_a_power_cut(
    running: Frontier, tmp_path: Path, keep: float
) -> None:
    after = cut(tmp_path / "home", tmp_path / "after", keep)
    running.close()
    frontier = Frontier.open(after, "shoes", NOW, SYNCED)
    assert frontier.stats().pending == 240
    frontier.close()


def test_what_comes_after_a_power_cut_overwrites_nothing(
    running: Frontier, tmp_path: Path
) -> None:
    after = cut(tmp_path / "home", tmp_path / "after", 0.0)
    running.close()
    for host in "abc":
        frontier = Frontier.open(after, "shoes", NOW, SYNCED)
        frontier.schedule(pages(host, 5, 1000), NOW)
        frontier.close()
    frontier = Frontier.open(after, "shoes", NOW, SYNCED)
    assert frontier.stats().pending == 255
    frontier.close()


def test_a_closed_frontier_leaves_no_journal(running: Frontier, tmp_path: Path) -> None:
    running.close()
    assert list((tmp_path / "home" / "shoes").glob("journal-*")) == []


def test_a_living_owners_journal_is_left_alone(tmp_path: Path) -> None:
    first = Frontier.open(tmp_path, "shoes", NOW, SYNCED, range(32))
    first.schedule([url for host in "abcdefgh" for url in pages(host, 3)], NOW)
    kept = set((tmp_path / "shoes").glob("journal-*"))
    Frontier.open(tmp_path, "shoes", NOW, SYNCED, range(32, 64)).close()
    assert set((tmp_path / "shoes").glob("journal-*")) == kept
    first.close()
