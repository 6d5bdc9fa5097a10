"""One crawl by several processes: the same pages, one owner a host, nothing lost between."""

import time
from pathlib import Path

import msgspec
import pytest
from crawls import rows, start, stored_urls, wait_for
from sessions import kill_session
from small_web import Shown, small_web

from crawler.campaign.model import Campaign
from crawler.crawl import crawl
from crawler.job import Job
from crawler.keeping.bags import Bags, empty, readdress
from crawler.settings import CrawlSettings

PAGES = 30
HOSTS = 8
NOW = 1_000.0


def web_of_links() -> dict[str, Shown]:
    """Pages that link to the next one; what links to other hosts is added later."""
    made = {f"/{n}": f'<a href="/{n + 1}">next</a>' for n in range(PAGES - 1)}
    made[f"/{PAGES - 1}"] = "the last one"
    return {path: Shown(text.encode()) for path, text in made.items()}


def job(home: Path, seeds: list[str], **changed: object) -> Job:
    """A crawl by two processes without politeness."""
    settings = CrawlSettings(delay_s=0, allow_private=True, patience_s=5, js="never")
    limits = {name: changed.pop(name) for name in ["max_pages"] if name in changed}
    campaign = Campaign(name="test", seeds=tuple(seeds), scope="any", **limits)  # type: ignore[arg-type]
    whole = Job(home=home, campaign=campaign, settings=settings, processes=2)
    return msgspec.structs.replace(whole, **changed)


def test_hosts_are_found_across_processes_and_each_page_is_fetched_once(
    tmp_path: Path,
) -> None:
    with small_web(web_of_links(), HOSTS) as web:
        chain = zip(web.origins, [*web.origins[1:], web.origins[0]], strict=True)
        web.pages["/0"] = Shown(
            "".join(f'<a href="{to}/0">n</a>' for _, to in chain).encode()
            + b'<a href="/1">next</a>'
        )
        done = crawl(job(tmp_path, [f"{web.origins[0]}/0"]))
        assert (done.pages, done.reason) == (HOSTS * PAGES, "finished")
        assert len(web.paths()) == HOSTS * PAGES
    owners = rows(tmp_path, "SELECT count(DISTINCT writer) FROM pages GROUP BY host")
    assert owners == [(1,)] * HOSTS
    assert rows(tmp_path, "SELECT count(DISTINCT writer) FROM pages") == [(2,)]
    assert empty(tmp_path / "frontier" / "test" / "inbox", range(2))


def test_a_budget_of_pages_is_for_all_processes(tmp_path: Path) -> None:
    with small_web(web_of_links(), HOSTS) as web:
        seeds = [f"{origin}/0" for origin in web.origins]
        done = crawl(job(tmp_path, seeds, max_pages=50))
    assert (done.pages, done.reason) == (50, "max_pages")
    assert len(stored_urls(tmp_path)) == 50


def test_killed_processes_lose_no_page(tmp_path: Path) -> None:
    with small_web(web_of_links(), HOSTS) as web:
        asked = job(tmp_path, [f"{origin}/0" for origin in web.origins])
        child = start(asked, tmp_path)
        wait_for(lambda: len(web.paths()) > HOSTS * PAGES // 3, child)
        kill_session(child.pid)
        child.communicate(timeout=30)
        crawl(asked)
    assert len(stored_urls(tmp_path)) == HOSTS * PAGES


def test_other_numbers_of_processes_go_on_where_it_ended(tmp_path: Path) -> None:
    with small_web(web_of_links(), HOSTS) as web:
        seeds = [f"{origin}/0" for origin in web.origins]
        for processes in (3, 2, 1):
            crawl(job(tmp_path, seeds, max_pages=70, processes=processes))
        crawl(job(tmp_path, seeds, processes=2))
        assert len(web.paths()) == HOSTS * PAGES


def test_a_crawl_without_a_store_keeps_no_page_and_hides_none(tmp_path: Path) -> None:
    with small_web(web_of_links(), 1) as web:
        seeds = [f"{web.origins[0]}/0"]
        assert crawl(job(tmp_path, seeds, store=False, processes=1)).pages == PAGES
        assert stored_urls(tmp_path) == set()
        assert crawl(job(tmp_path, seeds, processes=1)).pages == PAGES
    assert len(stored_urls(tmp_path)) == PAGES


def test_links_travel_in_one_bag_and_are_shown_until_they_are_finished(
    tmp_path: Path,
) -> None:
    ours, theirs = Bags(tmp_path, 0, 2), Bags(tmp_path, 1, 2)
    for shard in (1, 3):
        ours.put(shard, b"links of %d" % shard, NOW)
    assert empty(tmp_path, [1])
    ours.flush(NOW)
    theirs.unpack()
    theirs.finished(1, theirs.take(1, 9)[0].name)
    again = Bags(tmp_path, 1, 2)
    again.unpack()
    assert [again.take(shard, 9)[0].data for shard in (1, 3)] == [
        b"links of 1",
        b"links of 3",
    ]
    theirs.finished(3, theirs.take(3, 9)[0].name)
    assert empty(tmp_path, [0, 1])


def test_a_damaged_bag_is_set_aside_and_stops_nobody(tmp_path: Path) -> None:
    ours = Bags(tmp_path, 0, 2)
    ours.put(1, b"links", NOW)
    ours.flush(NOW)
    (bag,) = (tmp_path / "bags" / "1-of-2").iterdir()
    bag.write_bytes(bag.read_bytes()[:-3])
    theirs = Bags(tmp_path, 1, 2)
    theirs.unpack()
    assert theirs.take(1, 9) == []
    assert (tmp_path / "refused" / bag.name).exists()


@pytest.mark.parametrize("owners", [1, 3])
def test_what_was_on_its_way_reaches_the_owners_of_another_crawl(
    tmp_path: Path, owners: int
) -> None:
    before = Bags(tmp_path, 0, 2)
    before.put(5, b"links", NOW)
    before.flush(NOW)
    readdress(tmp_path, owners, time.time())
    after = Bags(tmp_path, 5 % owners, owners)
    after.unpack()
    assert [parcel.data for parcel in after.take(5, 9)] == [b"links"]
