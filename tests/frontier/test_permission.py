"""robots.txt between the frontier and whoever fetches for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from frontier_small import NOW, Home, pages, plan

from frontier.frontier import Frontier
from frontier.robots import Answer
from frontier.robotssettings import RobotsSettings
from frontier.values import Kind, Lease

ROBOTS = RobotsSettings(name="shopbot")
POLITE = plan(delay_s=1.0, robots=ROBOTS)
NO_CART = Answer(200, b"User-agent: *\nDisallow: /cart")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


@pytest.fixture
def frontier(home: Home) -> Frontier:
    return home.open(POLITE)


def leases(frontier: Frontier, now: float) -> list[Lease]:
    return list(frontier.next_batch(10, now))


def ask(frontier: Frontier, now: float, answer: Answer) -> None:
    """Fetch the one robots.txt that is wanted at `now`."""
    (lease,) = leases(frontier, now)
    assert lease.kind is Kind.ROBOTS
    frontier.fetched([lease.id], now, status=answer.status or 0)
    frontier.answered(lease.id, answer, now)


def test_no_page_goes_before_robots_txt_is_known(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 3), NOW)
    (lease,) = leases(frontier, NOW)
    assert (lease.kind, lease.url) == (Kind.ROBOTS, "http://a.test/robots.txt")
    assert leases(frontier, NOW + 100) == []


def test_the_host_rests_after_its_robots_txt(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 3), NOW)
    ask(frontier, NOW, Answer(404))
    assert leases(frontier, NOW + 0.9) == []
    assert [lease.url for lease in leases(frontier, NOW + 1)] == ["http://a.test/0"]


def test_what_is_forbidden_is_dropped_and_never_asked(frontier: Frontier) -> None:
    frontier.schedule(["http://a.test/cart", "http://a.test/ok"], NOW)
    ask(frontier, NOW, NO_CART)
    assert [lease.url for lease in leases(frontier, NOW + 1)] == ["http://a.test/ok"]
    assert frontier.stats().dropped == 1


def test_a_host_full_of_forbidden_pages_keeps_no_other_waiting(
    frontier: Frontier,
) -> None:
    frontier.schedule([f"http://a.test/cart/{n}" for n in range(50)], NOW)
    ask(frontier, NOW, NO_CART)
    frontier.schedule(["http://a.test/ok"], NOW, depth=9)
    assert [lease.url for lease in leases(frontier, NOW + 1)] == ["http://a.test/ok"]


@pytest.mark.parametrize("answer", [Answer(503), Answer(None), Answer(429)])
def test_what_cannot_be_read_forbids_until_it_can(
    frontier: Frontier, answer: Answer
) -> None:
    frontier.schedule(pages("a", 1), NOW)
    ask(frontier, NOW, answer)
    assert leases(frontier, NOW + 200) == []
    ask(frontier, NOW + 301, Answer(200))
    assert [lease.url for lease in leases(frontier, NOW + 400)] == pages("a", 1)


def test_a_crawl_delay_slows_the_host_down_to_the_cap(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    ask(frontier, NOW, Answer(200, b"User-agent: *\nCrawl-delay: 600"))
    assert frontier.delay_s("a.test") == 60.0
    assert leases(frontier, NOW + 59) == []
    assert len(leases(frontier, NOW + 60)) == 1


def test_a_redirect_is_fetched_in_the_other_hosts_turn(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 1), NOW)
    ask(frontier, NOW, Answer(301, location="http://b.test/rules"))
    (lease,) = leases(frontier, NOW)
    assert (lease.host, lease.url) == ("b.test", "http://b.test/rules")
    frontier.answered(lease.id, Answer(200), NOW)
    assert [lease.url for lease in leases(frontier, NOW + 1)] == pages("a", 1)


def test_a_robots_txt_that_nobody_fetched_is_wanted_again(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 1), NOW)
    (lease,) = leases(frontier, NOW)
    frontier.release([lease.id], NOW)
    ask(frontier, NOW, Answer(404))
    assert [lease.url for lease in leases(frontier, NOW + 1)] == pages("a", 1)


def test_a_dead_origin_does_not_stop_the_hosts_other_one(frontier: Frontier) -> None:
    frontier.schedule(["https://a.test/dead", "http://a.test/alive"], NOW)
    ask(frontier, NOW, Answer(None))
    ask(frontier, NOW + 1, Answer(404))
    found = [lease.url for lease in leases(frontier, NOW + 2)]
    assert found == ["http://a.test/alive"]


def test_a_copy_counts_for_a_day_across_a_restart(
    home: Home, frontier: Frontier
) -> None:
    frontier.schedule(pages("a", 3), NOW)
    ask(frontier, NOW, Answer(200))
    again = home.opened_again(POLITE, NOW + 10)
    (lease,) = leases(again, NOW + 10)
    assert lease.kind is Kind.PAGE
    again.done([lease.id], NOW + 10)
    (lease,) = leases(again, NOW + 86_401)
    assert lease.kind is Kind.ROBOTS


def test_sitemaps_that_are_named_are_scheduled(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, robots=ROBOTS, sitemaps=True))
    frontier.schedule(["http://a.test/"], NOW)
    ask(frontier, NOW, Answer(200, b"Sitemap: http://a.test/map.xml"))
    (lease,) = leases(frontier, NOW)
    assert (lease.kind, lease.url) == (Kind.SITEMAP, "http://a.test/map.xml")


def test_a_sitemap_speaks_for_its_own_host(frontier: Frontier) -> None:
    body = b"http://a.test/new\nhttp://b.test/other\n"
    found = frontier.read_sitemap("http://a.test/map.txt", body, NOW)
    assert found.accepted.tolist() == [True]
    assert frontier.stats().pending == 1


def test_a_sitemap_that_a_person_gave_speaks_for_any_host(frontier: Frontier) -> None:
    body = b"http://a.test/new\nhttp://b.test/other\n"
    frontier.read_sitemap("http://a.test/map.txt", body, NOW, trusted=True)
    assert frontier.stats().pending == 2


def test_the_best_pages_of_a_sitemap_go_first(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, order="best"))
    body = b"http://a.test/long\nhttp://a.test/x\nhttp://a.test/mid\n"
    url = "http://a.test/map.txt"
    frontier.read_sitemap(
        url, body, NOW, score=lambda urls: [-float(len(url)) for url in urls]
    )
    (lease,) = leases(frontier, NOW)
    assert lease.url == "http://a.test/x"
