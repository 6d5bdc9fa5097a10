"""kill -9 of a Scrapy project that adopted the frontier loses no page."""

import random
from collections import Counter
from pathlib import Path

import pytest
from adopted import KEEP, began, scrape, wait_for_requests
from crawls import rows
from sessions import kill_session
from tree_site import TreeSite, tree_site

IN_FLIGHT = 16
DELAY_S = 0.02
# Between two acknowledgements a host answers so many requests at most.
UNACKNOWLEDGED = IN_FLIGHT * 4


def crawl_with_kills(site: TreeSite, home: Path, moments: list[int]) -> None:
    """Kill the spider each time the site was asked so often; then let it end."""
    settings = {"CONCURRENT_REQUESTS": IN_FLIGHT, "HARVESTMAN_DELAY": DELAY_S, **KEEP}
    for moment in moments:
        child = began("tree", site.start, home, **settings)
        wait_for_requests(site, moment, child)
        kill_session(child.pid)
        child.communicate(timeout=30)
    scrape("tree", site.start, home, **settings)


def lost_in_the_lake(site: TreeSite, home: Path) -> set[object]:
    found = rows(home, "SELECT DISTINCT final_url FROM pages WHERE status = 200")
    return site.urls() - {url for (url,) in found}


@pytest.mark.parametrize(
    ("pages", "kills"), [(200, 2), pytest.param(2000, 5, marks=pytest.mark.slow)]
)
def test_a_project_that_is_killed_loses_no_page(
    tmp_path: Path, pages: int, kills: int
) -> None:
    chance = random.Random(pages)  # noqa: S311 - the same moments each time
    chosen = sorted(chance.sample(range(1, pages), kills))
    with tree_site(pages, hosts=IN_FLIGHT) as site:
        crawl_with_kills(site, tmp_path, chosen)
        times = Counter(one.path for one in site.asked())
        early = [gap for gap in site.gaps() if gap < DELAY_S - 0.01]
    assert lost_in_the_lake(site, tmp_path) == set()
    assert len(times) == pages
    assert times.total() - pages <= kills * UNACKNOWLEDGED
    assert early == []
