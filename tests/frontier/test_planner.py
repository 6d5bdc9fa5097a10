"""Known pages that come back when their next visit is due."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from frontier_small import NOW, Home, pages, plan

from frontier.due import is_given
from frontier.frontier import Frontier
from frontier.planner import Visit, validators
from frontier.recrawl import Recrawl
from frontier.values import Batch, Kind

HOUR_S = 3600.0
RECRAWL = Recrawl(on=True, first_s=10 * HOUR_S, offer_first_s=2 * HOUR_S)
PLAN = plan(delay_s=0.0, recrawl=RECRAWL)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    home.close()


def visit(frontier: Frontier, now: float, **found: object) -> list[str]:
    """Fetch all that waits; return the URLs."""
    batch = frontier.next_batch(100, now)
    seen = {"digest": 1, **found}
    visits = [Visit(**seen) for _ in batch.urls]  # type: ignore[arg-type]
    frontier.done(batch.ids, now, visits=visits)
    return batch.urls


def due_at(frontier: Frontier) -> float:
    at = frontier.next_due_at()
    assert at is not None
    return at


def test_a_visited_page_comes_back_after_its_interval(home: Home) -> None:
    frontier = home.open(PLAN)
    frontier.schedule(pages("a", 1), NOW)
    visit(frontier, NOW)
    assert frontier.plan_due(NOW + 9 * HOUR_S) == 0
    assert frontier.plan_due(NOW + 12 * HOUR_S) == 1
    assert visit(frontier, NOW + 12 * HOUR_S) == pages("a", 1)


def test_a_page_with_a_price_comes_back_sooner(home: Home) -> None:
    frontier = home.open(PLAN)
    frontier.schedule(pages("a", 1), NOW)
    visit(frontier, NOW, offer=True)
    assert frontier.plan_due(NOW + 4 * HOUR_S) == 1


def test_a_page_that_changed_comes_back_sooner_than_one_that_did_not(
    home: Home,
) -> None:
    frontier = home.open(PLAN)
    frontier.schedule([*pages("a", 1), *pages("b", 1)], NOW)
    visit(frontier, NOW)
    later = NOW + 12 * HOUR_S
    frontier.plan_due(later)
    batch = frontier.next_batch(10, later)
    visits = [Visit(digest=2 if "//a." in url else 1) for url in batch.urls]
    frontier.done(batch.ids, later, visits=visits)
    assert frontier.plan_due(later + 8 * HOUR_S) == 1
    assert visit(frontier, later + 8 * HOUR_S) == pages("a", 1)


def test_what_is_known_of_a_page_travels_with_it(home: Home) -> None:
    frontier = home.open(PLAN)
    frontier.schedule(pages("a", 1), NOW)
    visit(frontier, NOW, etag='"v1"', modified="Mon, 01 Jan 2029 00:00:00 GMT")
    frontier.plan_due(NOW + 12 * HOUR_S)
    batch = frontier.next_batch(1, NOW + 12 * HOUR_S)
    known = validators(batch.urls[0], batch.metas[0])
    assert known == ('"v1"', "Mon, 01 Jan 2029 00:00:00 GMT")


def test_a_plan_outlives_its_process(home: Home) -> None:
    frontier = home.open(PLAN)
    frontier.schedule(pages("a", 5), NOW)
    for _ in range(5):
        visit(frontier, NOW)
    again = home.opened_again(PLAN, NOW + 12 * HOUR_S)
    assert again.plan_due(NOW + 12 * HOUR_S) == 5


def test_a_kill_between_log_and_book_plans_nothing_twice(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frontier = home.open(PLAN)
    frontier.schedule(pages("a", 3), NOW)
    for _ in range(3):
        visit(frontier, NOW)
    monkeypatch.setattr("frontier.duebook.DueBook.finished", lambda *_: None)
    assert frontier.plan_due(NOW + 12 * HOUR_S) == 3
    shutil.copytree(home.folder, tmp_path / "killed")
    monkeypatch.undo()
    with_copy = Frontier.open(tmp_path / "killed", "shoes", NOW + 12 * HOUR_S, PLAN)
    assert with_copy.plan_due(NOW + 12 * HOUR_S) == 0
    assert with_copy.stats().pending == 3
    with_copy.close()


def test_a_sitemap_that_tells_of_a_change_makes_a_page_due(home: Home) -> None:
    frontier = home.open(PLAN)
    frontier.schedule(["http://a.test/x"], NOW)
    visit(frontier, NOW)
    body = b"<urlset><url><loc>http://a.test/x</loc><lastmod>2030-01-01</lastmod></url></urlset>"
    frontier.read_sitemap("http://a.test/map.xml", body, NOW + HOUR_S)
    assert frontier.plan_due(NOW + 2.2 * HOUR_S) == 1


def come_back(frontier: Frontier, hours: float) -> Batch:
    """Return what is asked again so many hours later."""
    frontier.plan_due(NOW + hours * HOUR_S)
    return frontier.next_batch(100, NOW + hours * HOUR_S)


def test_a_page_that_comes_back_is_as_deep_as_it_was(home: Home) -> None:
    frontier = home.open(PLAN)
    frontier.schedule(pages("a", 1), NOW, depth=3)
    visit(frontier, NOW, offer=True, depth=3)
    assert come_back(frontier, 4).depths == [3]


def test_a_page_that_gives_nothing_for_now_is_visited_later(home: Home) -> None:
    frontier = home.open(PLAN)
    frontier.schedule(pages("a", 1), NOW)
    visit(frontier, NOW)
    frontier.done(come_back(frontier, 12).ids, NOW + 12 * HOUR_S, page=False)
    away = come_back(frontier, 30)
    for _ in range(frontier.plan.attempts):
        frontier.fail(away.ids, NOW + 30 * HOUR_S)
        away = frontier.next_batch(100, NOW + 31 * HOUR_S)
    assert away.urls == []
    assert come_back(frontier, 60).urls == pages("a", 1)


def test_a_sitemap_is_asked_again_soon_and_knows_who_gave_it(home: Home) -> None:
    frontier = home.open(PLAN)
    frontier.schedule(pages("a", 1), NOW, kind=Kind.SITEMAP)
    visit(frontier, NOW, sitemap=True, given=True)
    again = come_back(frontier, 2)
    assert again.kinds == [Kind.SITEMAP]
    assert is_given(again.metas[0])
