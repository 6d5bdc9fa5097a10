"""What a campaign says is what its crawl does: on a server, in processes of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from crawls import rows
from shops import Shops, gtin, listing, product, serving

from crawler.campaign.file import make_campaign
from crawler.campaign.model import Campaign
from crawler.campaign.settings import settings_of
from crawler.crawl import crawl
from crawler.job import Crawled, Job
from crawler.settings import CrawlSettings
from frontier.inbox import Pause, Resume, drop

HOST, OTHER = "a.test", "b.test"
PRODUCTS = [f"/p/{number}-pot" for number in range(1, 5)]
SOON = {"max_time": 0.5, "politeness": {"delay": 0.2}}
PLAIN = [f"/about/{number}" for number in range(1, 5)]


@pytest.fixture
def shops() -> Iterator[Shops]:
    links = [link for pair in zip(PLAIN, PRODUCTS, strict=True) for link in pair]
    pages = {path: listing(path) for path in PLAIN}
    pages |= {path: product(path, gtin(len(path)), 100) for path in PRODUCTS}
    pages["/"] = listing("Pots", *links)
    other = {path: listing(path) for path in ("/in-file", "/in-map", "/in-feed", "/")}
    with serving({HOST: pages, OTHER: other}) as served:
        root = (
            f"http://{OTHER}:{served.port}"  # a feed of one host names another's page
        )
        other["/map.xml"] = f"<urlset><url><loc>{root}/in-map</loc></url></urlset>"
        item = f"<item><link>{root}/in-feed</link></item>"
        pages["/feed.rss"] = f"<rss><channel>{item}</channel></rss>"
        yield served


def run(home: Path, shops: Shops, **said: Any) -> Crawled:
    seeds = [shops.url(HOST, "/")]
    table = {"name": "c", "seeds": seeds, "render": {"js": "never"}, **said}
    campaign = make_campaign(table, "test")
    settings = CrawlSettings(
        resolve=shops.resolve, allow_private=True, delay_s=0.01, patience_s=1.0
    )
    return crawl(job(home, campaign, settings))


def job(home: Path, campaign: Campaign, settings: CrawlSettings) -> Job:
    return Job(home=home, campaign=campaign, settings=settings_of(campaign, settings))


def asked(shops: Shops, host: str = HOST) -> list[str]:
    paths = [one.removeprefix(host) for one in shops.asked if one.startswith(host)]
    return [path for path in paths if path != "/robots.txt"]


def test_a_crawl_starts_from_files_sitemaps_and_feeds(
    tmp_path: Path, shops: Shops
) -> None:
    (tmp_path / "urls.txt").write_text(shops.url(OTHER, "/in-file"))
    done = run(
        tmp_path,
        shops,
        seeds=[],
        seed_files=[str(tmp_path / "urls.txt")],
        seed_sitemaps=[shops.url(OTHER, "/map.xml")],
        seed_feeds=[shops.url(HOST, "/feed.rss")],
    )
    wanted = {"/in-file", "/map.xml", "/in-map", "/in-feed"}
    assert set(asked(shops, OTHER)) == wanted
    assert done.pages == 3


def test_the_best_pages_are_fetched_first(tmp_path: Path, shops: Shops) -> None:
    run(tmp_path, shops, order="best", score='begins(path, "/p/") - position / 100')
    assert asked(shops) == ["/", *PRODUCTS, *PLAIN]


def test_only_what_is_included_is_fetched_and_seeds_are(
    tmp_path: Path, shops: Shops
) -> None:
    done = run(tmp_path, shops, include=["/p/"], exclude=["/p/2"])
    assert done.reason == "finished"
    assert set(asked(shops)) == {"/", *PRODUCTS} - {"/p/2-pot"}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"max_pages": 3}, "max_pages"),
        pytest.param({"max_bytes": 2000}, "max_bytes", marks=pytest.mark.slow),
        pytest.param(SOON, "max_time", marks=pytest.mark.slow),
    ],
)
def test_a_call_ends_with_its_budget_and_the_next_one_goes_on(
    tmp_path: Path, shops: Shops, said: dict[str, Any], reason: str
) -> None:
    first = run(tmp_path, shops, **said)
    assert first.reason == reason
    assert 0 < first.pages < 9
    second = run(tmp_path, shops)
    assert (second.reason, first.pages + second.pages) == ("finished", 9)
    assert sorted(asked(shops)) == sorted(["/", *PRODUCTS, *PLAIN])


@pytest.mark.slow
@pytest.mark.parametrize(
    "budget", ["total_pages", "pages_per_host", "pages_per_domain"]
)
def test_a_budget_over_all_calls_holds_and_is_what_ends_them(
    tmp_path: Path, shops: Shops, budget: str
) -> None:
    calls = [run(tmp_path, shops, **{budget: 4}) for _ in range(2)]
    assert len(asked(shops)) == 4
    told = [(done.reason, done.deferred, done.next_ready_at) for done in calls]
    assert told == [(budget, 5, None)] * 2


def test_a_budget_that_keeps_nothing_back_is_no_reason(
    tmp_path: Path, shops: Shops
) -> None:
    assert run(tmp_path, shops, total_pages=9).reason == "finished"


@pytest.mark.slow
@pytest.mark.usefixtures("chromium_path")
def test_what_waits_for_a_browser_has_its_part_of_a_budget(
    tmp_path: Path, shops: Shops
) -> None:
    render = {"js": "auto", "always": ["/p/"]}
    done = run(tmp_path, shops, pages_per_host=7, render=render)
    assert (done.pages, done.reason) == (7, "pages_per_host")


@pytest.mark.slow
@pytest.mark.usefixtures("chromium_path")
def test_a_browser_renders_what_a_pattern_names_and_nothing_else(
    tmp_path: Path, shops: Shops
) -> None:
    run(tmp_path, shops, render={"js": "never", "always": ["/p/[12]-"]})
    found = rows(tmp_path, "SELECT final_url, renderer FROM pages")
    rendered = {str(url)[-8:] for url, renderer in found if renderer == "chromium"}
    assert rendered == {"/p/1-pot", "/p/2-pot"}
    assert len(found) == 9


@pytest.mark.slow
def test_a_paused_campaign_asks_nothing_until_it_is_resumed(
    tmp_path: Path, shops: Shops
) -> None:
    inbox = tmp_path / "frontier" / "c" / "inbox"
    drop(inbox, Pause(), 1.0)
    assert (run(tmp_path, shops).reason, shops.asked) == ("paused", [])
    # Nobody waits for the word of a person who spoke before.
    assert run(tmp_path, shops, patience=3600).reason == "paused"
    drop(inbox, Resume(), 2.0)
    assert run(tmp_path, shops).pages == 9
