"""Rare meetings of events that once cost a URL or a host's rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from frontier_small import NOW, Home, drained, one, pages, plan

from frontier.frontier import Frontier

QUICK = plan(delay_s=0.0)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


def turned(frontier: Frontier, turns: int) -> list[str]:
    """Fetch so many URLs, one at a time."""
    batches = [one(frontier)]
    for _ in range(turns - 1):
        frontier.done(batches[-1].ids, NOW)
        batches.append(one(frontier))
    frontier.done(batches[-1].ids, NOW)
    return [batch.urls[0] for batch in batches]


def test_the_turn_of_an_old_url_leaves_a_full_lane_whole(home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 300), NOW, depth=5)
    frontier.schedule(pages("a", 63, start=300), NOW)
    found = turned(frontier, 63)
    frontier.schedule(pages("a", 256, start=363), NOW)
    found += turned(frontier, 1)
    others = [url for host in "bcdefgh" for url in pages(host, 9)]
    frontier.schedule(others, NOW)
    found += drained(frontier)
    assert sorted(found) == sorted(pages("a", 619) + others)
