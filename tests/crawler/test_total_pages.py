"""A campaign's pages over all calls, where several processes fetch them."""

import multiprocessing
from pathlib import Path

from small_web import Shown, small_web

from crawler.campaign.budget import Budget
from crawler.campaign.model import Campaign
from crawler.crawl import crawl
from crawler.job import Crawled, Job
from crawler.settings import CrawlSettings
from crawler.shares import Shares, room

HOSTS, PAGES = 8, 12
SETTINGS = CrawlSettings(delay_s=0, allow_private=True, patience_s=5, js="never")


def pages() -> dict[str, Shown]:
    """Pages that link to the next one."""
    return {f"/{n}": Shown(f'<a href="/{n + 1}">n</a>'.encode()) for n in range(PAGES)}


def crawled(home: Path, seeds: list[str], total: int, processes: int) -> Crawled:
    campaign = Campaign(name="t", seeds=tuple(seeds), scope="any", total_pages=total)
    return crawl(
        Job(home=home, campaign=campaign, settings=SETTINGS, processes=processes)
    )


def test_the_total_is_one_for_all_processes_and_calls(tmp_path: Path) -> None:
    with small_web(pages(), HOSTS) as web:
        seeds = [f"{origin}/0" for origin in web.origins]
        calls = [
            crawled(tmp_path, seeds, total, processes)
            for total, processes in [(20, 2), (20, 2), (31, 3), (31, 1)]
        ]
    assert [done.pages for done in calls] == [20, 0, 11, 0]
    assert {done.reason for done in calls} == {"total_pages"}
    assert {done.next_ready_at for done in calls} == {None}


def test_nothing_is_asked_before_all_have_told_what_they_gave() -> None:
    board = multiprocessing.get_context("spawn").Array("q", room(2))
    mine, other = Shares(board, 0), Shares(board, 1)
    budget = Budget(Campaign(name="t", total_pages=9), 0.0, mine)
    mine.came_with(3)
    assert (budget.pages_left(1), budget.spent(9, 0, 0.0)) == (0, "")
    other.came_with(0)
    assert (budget.pages_left(1), budget.spent(6, 0, 0.0)) == (5, "total_pages")


def test_a_lone_process_leaves_the_total_to_its_frontier() -> None:
    budget = Budget(Campaign(name="t", total_pages=9), 0.0, Shares())
    assert (budget.pages_left(9), budget.spent(9, 0, 0.0)) == (None, "")
