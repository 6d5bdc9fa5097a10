"""Rare meetings of events that once cost a URL or a host's rest."""

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from frontier_small import NOW, Home, drained, one, pages, plan, small_files

from frontier.errors import DiskFull
from frontier.frontier import Frontier
from frontier.orders import take_links
from frontier.runs import Scratch

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


def test_urls_without_room_for_their_runs_are_handed_out(home: Home) -> None:
    with small_files():
        frontier = home.open(QUICK)
        frontier.schedule(pages("a", 1000), NOW)
        full = mock.patch.object(Scratch, "append", side_effect=DiskFull)
        with full, pytest.raises(DiskFull):
            frontier.schedule(pages("a", 1, start=1000), NOW)
        frontier.schedule(pages("a", 1, start=1000), NOW)
        assert sorted(drained(frontier)) == sorted(pages("a", 1001))


def test_what_was_sent_away_is_new_to_who_gets_it(tmp_path: Path) -> None:
    thirds = Frontier.open(tmp_path, "shoes", NOW, QUICK, range(0, 64, 3))
    sent = [url for host in "abcdef" for url in pages(host, 1)]
    accepted = thirds.schedule(sent, NOW).accepted
    thirds.close()
    whole = Frontier.open(tmp_path, "shoes", NOW, QUICK)
    take_links(whole, NOW)
    assert 0 < accepted.sum() < len(sent) == len(drained(whole))
    whole.close()
