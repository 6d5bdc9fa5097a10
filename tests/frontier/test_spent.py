"""A budget that is used up is told, by the frontier's owner and beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from frontier_small import NOW, Home, one, pages, plan

from frontier.frontier import Frontier
from frontier.hosttable import Why, hosts_of
from frontier.plan import Budgets
from frontier.spent import Spent
from frontier.standing import Standing, standing

SHOPS = [*pages("www.a", 3), *pages("img.a", 3), *pages("b", 3)]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


def fetched(home: Home, count: int, **budgets: int) -> tuple[Frontier, Standing]:
    """Fetch so many pages, or as many as the budgets let."""
    frontier = home.open(plan(delay_s=0.0, budgets=Budgets(**budgets)))
    frontier.schedule(SHOPS, NOW)
    for turn in range(count):
        batch = one(frontier, NOW + turn)
        frontier.done(batch.ids, NOW + turn)
    return frontier, standing(home.folder, "shoes")


@pytest.mark.parametrize(
    ("budgets", "count", "spent"),
    [
        ({"crawl": 4}, 4, Spent.CRAWL),
        ({"crawl": 4}, 3, None),
        ({"host": 2}, 6, Spent.HOST),
        ({"host": 2}, 5, None),
        ({"domain": 2}, 4, Spent.DOMAIN),
        ({"domain": 2}, 3, None),
        ({"host": 1, "domain": 9}, 3, Spent.HOST),
        ({"crawl": 9}, 9, None),  # nothing waits
        ({}, 2, None),
    ],
)
def test_a_budget_that_keeps_all_that_waits_is_told(
    home: Home, budgets: dict[str, int], count: int, spent: Spent | None
) -> None:
    frontier, shown = fetched(home, count, **budgets)
    assert (frontier.spent(), shown.spent) == (spent, spent)
    frontier = home.opened_again(frontier.plan)
    assert frontier.spent() is spent


def test_nothing_is_ready_behind_a_full_budget(home: Home) -> None:
    _, shown = fetched(home, 6, host=2)
    assert (shown.next_ready_at, shown.pending, shown.withheld) == (None, 3, 3)
    found = hosts_of(home.folder, "shoes")
    assert [found.row(at, NOW).why for at in range(3)] == [Why.BUDGET] * 3


def test_a_host_that_has_room_is_ready_beside_one_that_has_none(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, budgets=Budgets(host=1)))
    frontier.schedule(pages("a", 3), NOW)
    frontier.done(one(frontier, NOW).ids, NOW)
    frontier.schedule(pages("b", 1), NOW)
    shown = standing(home.folder, "shoes")
    assert (shown.withheld, shown.next_ready_at is not None) == (2, True)
    assert (shown.spent, frontier.spent()) == (None, None)


def test_a_page_under_way_has_not_used_its_budget_up(home: Home) -> None:
    frontier, _ = fetched(home, 3, crawl=4)
    one(frontier, NOW + 9)
    assert frontier.spent() is None
