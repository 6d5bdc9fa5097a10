"""Which of a host's URLs goes next, and which host."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from frontier_small import (
    NOW,
    Home,
    drained,
    one,
    pages,
    paths,
    plan,
)

QUICK = plan(delay_s=0.0)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


def test_breadth_takes_what_is_near_the_seeds_first(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, order="breadth"))
    frontier.schedule(pages("a", 5), NOW, depth=[2, 0, 1, 0, 2])
    assert paths(drained(frontier)) == ["1", "3", "2", "0", "4"]


def test_depth_takes_the_newest_of_the_deepest_first(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, order="depth"))
    frontier.schedule(pages("a", 5), NOW, depth=[2, 0, 1, 0, 2])
    assert paths(drained(frontier)) == ["4", "0", "2", "3", "1"]


def test_best_takes_the_highest_score_first(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, order="best"))
    frontier.schedule(pages("a", 6), NOW, score=[0.5, -1.0, 1e9, 0.5, -0.0, 1e-9])
    assert paths(drained(frontier)) == ["2", "0", "3", "5", "4", "1"]


@pytest.mark.parametrize("order", ["breadth", "depth"])
def test_a_higher_priority_goes_before_everything_else(home: Home, order: str) -> None:
    frontier = home.open(plan(delay_s=0.0, order=order))
    frontier.schedule(pages("a", 3), NOW, priority=[-1, 0, 1], depth=[1, 1, 1])
    frontier.schedule(pages("a", 2, 3), NOW, priority=[5, -5], depth=[9, 0])
    assert paths(drained(frontier)) == ["3", "2", "1", "0", "4"]


def test_every_64th_page_is_the_oldest_one(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, order="depth"))
    frontier.schedule(pages("a", 150), NOW)
    order = paths(drained(frontier))
    assert order.index("0") == 63
    assert order.index("1") == 127


def test_an_old_page_is_not_forgotten_for_better_ones(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0))
    frontier.schedule(["http://a.test/old"], NOW, depth=5)
    frontier.schedule(pages("a", 300), NOW, depth=9)
    for turn in range(4 * 64):
        frontier.schedule(pages("a", 1, 300 + turn), NOW)
        batch = one(frontier)
        frontier.done(batch.ids, NOW)
        if batch.urls == ["http://a.test/old"]:
            return
    pytest.fail("the old page was never asked for")


def test_a_host_with_many_urls_does_not_delay_a_new_host(home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 5000), NOW)
    frontier.done(one(frontier).ids, NOW)
    frontier.schedule(["http://b.test/"], NOW)
    urls = []
    for _ in range(2):
        batch = one(frontier)
        urls += batch.urls
        frontier.done(batch.ids, NOW)
    assert "http://b.test/" in urls
