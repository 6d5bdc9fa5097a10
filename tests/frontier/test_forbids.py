"""Asking whether robots.txt forbids a URL changes nothing of who asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from frontier_small import NOW, Home, plan

from frontier.frontier import Frontier
from frontier.robots import Answer
from frontier.robotssettings import RobotsSettings
from frontier.values import Kind

CART, SHOP = "http://a.test/cart", "http://a.test/shop"
POLITE = plan(robots=RobotsSettings(name="shopbot"))


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    home = Home(tmp_path)
    yield home.open(POLITE)
    home.close()


def test_a_file_that_nobody_read_forbids_nothing_yet(frontier: Frontier) -> None:
    assert not frontier.forbids(CART, NOW)


def test_the_file_is_still_asked_for_after_the_question(frontier: Frontier) -> None:
    frontier.forbids(CART, NOW)
    frontier.schedule([SHOP], NOW)
    (lease,) = frontier.next_batch(1, NOW)
    assert lease.kind is Kind.ROBOTS


def test_what_the_file_says_is_told(frontier: Frontier) -> None:
    frontier.schedule([SHOP], NOW)
    (lease,) = frontier.next_batch(1, NOW)
    answer = Answer(200, b"User-agent: *\nDisallow: /cart")
    frontier.answered(lease.id, answer, NOW)
    assert frontier.forbids(CART, NOW)
    assert not frontier.forbids(SHOP, NOW)


def test_a_campaign_that_asks_no_robots_txt_forbids_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert not home.open(plan()).forbids(CART, NOW)
    home.close()
