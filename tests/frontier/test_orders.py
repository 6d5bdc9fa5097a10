from collections.abc import Iterator
from pathlib import Path

import pytest

from frontier.frontier import Frontier
from frontier.inbox import (
    Add,
    Block,
    Command,
    Due,
    Pause,
    Resume,
    SetDelay,
    Unblock,
    drop,
    take,
)
from frontier.orders import obey, take_orders
from frontier.plan import Plan
from frontier.politeness import Politeness
from frontier.scope import Scope

URL = "http://a.test/1"
PLAN = Plan(scope=Scope("host", ("a.test",)), politeness=Politeness(delay_s=1.0))


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    opened = Frontier.open(tmp_path, "shops", 0.0, PLAN)
    yield opened
    opened.close()


def ready(frontier: Frontier, now: float = 10.0) -> list[str]:
    batch = frontier.next_batch(9, now)
    frontier.release(batch.ids, now)
    return batch.urls


def test_added_urls_are_fetched_if_they_belong(frontier: Frontier) -> None:
    obey(frontier, Add((URL, "http://b.test/", "no url")), 1.0)
    assert ready(frontier) == [URL]


def test_a_higher_priority_goes_first(frontier: Frontier) -> None:
    obey(frontier, Add((URL,)), 1.0)
    obey(frontier, Add(("http://a.test/2",), priority=1), 1.0)
    assert ready(frontier) == ["http://a.test/2"]


def test_a_page_that_is_done_is_fetched_again_when_it_is_due(
    frontier: Frontier,
) -> None:
    obey(frontier, Add((URL,)), 1.0)
    frontier.done(frontier.next_batch(1, 2.0).ids, 3.0)
    obey(frontier, Add((URL,)), 4.0)
    assert ready(frontier) == []
    obey(frontier, Due((URL,)), 5.0)
    assert ready(frontier) == [URL]


@pytest.mark.parametrize(
    ("commands", "now", "asked"),
    [
        ([Block("a.test")], 1e9, False),
        ([Block("A.TEST", until=50.0)], 49.0, False),
        ([Block("a.test", until=50.0)], 51.0, True),
        ([Block("a.test"), Unblock("a.test")], 10.0, True),
        ([Block("b.test")], 10.0, True),
        ([Block("no host at all")], 10.0, True),
        ([Pause()], 10.0, False),
        ([Pause(), Resume()], 10.0, True),
    ],
)
def test_blocks_and_pauses_hold(
    frontier: Frontier, commands: list[Command], now: float, asked: bool
) -> None:
    obey(frontier, Add((URL,)), 1.0)
    for command in commands:
        obey(frontier, command, 2.0)
    assert bool(ready(frontier, now)) == asked


def test_a_delay_that_is_set_holds_after_the_next_answer(frontier: Frontier) -> None:
    obey(frontier, Add((URL, "http://a.test/2")), 100.0)
    obey(frontier, SetDelay("a.test", 20.0), 100.0)
    frontier.done(frontier.next_batch(1, 101.0).ids, 103.0)
    assert ready(frontier, 122.9) == []
    assert len(ready(frontier, 123.0)) == 1


def test_orders_are_removed_when_they_are_carried_out(
    frontier: Frontier, tmp_path: Path
) -> None:
    inbox = tmp_path / "shops" / "inbox"
    for command in (Add((URL,)), Pause(), Resume()):
        drop(inbox, command, 1.0)
    assert (take_orders(frontier, 2.0), take_orders(frontier, 2.0)) == (3, 0)
    assert (ready(frontier), take(inbox)) == ([URL], [])


def test_an_order_carried_out_twice_is_as_if_once(frontier: Frontier) -> None:
    for _ in range(2):
        for command in (Add((URL,)), SetDelay("a.test", 5.0), Block("a.test", 20.0)):
            obey(frontier, command, 1.0)
    assert (ready(frontier, 19.0), ready(frontier, 60.0)) == ([], [URL])
