"""A Scrapy project that adopts the frontier: its spiders work as before, politely."""

import re
from collections import Counter
from pathlib import Path

import pytest
from adopted import ADDON, KEEP, STOCK, began, scrape
from crawls import rows
from scrapy.settings import Settings
from tree_site import TreeSite, tree_site

from crawler.errors import BadSetting
from crawler.owner import owned
from crawler.scrapylane.adopt import scheduler_settings

DELAY_S = 0.05
PAGES = 40


def by_url(items: list[dict[str, object]]) -> list[str]:
    return sorted(str(item["url"]) for item in items)


def test_an_unchanged_spider_brings_the_items_of_scrapys_own_scheduler(
    tmp_path: Path,
) -> None:
    with tree_site(PAGES, hosts=4) as site:
        stock = scrape("tree", site.start, tmp_path / "stock", **STOCK, **KEEP)
        ours = scrape("tree", site.start, tmp_path / "ours", **KEEP)
    assert by_url(ours.items) == by_url(stock.items)
    assert len(ours.items) == PAGES
    assert ours.stats["finish_reason"] == "finished"
    for home in ("ours", "stock"):
        assert_all_is_kept(tmp_path / home, site)


def assert_all_is_kept(home: Path, site: TreeSite) -> None:
    found = rows(home, "SELECT DISTINCT final_url FROM pages WHERE status = 200")
    assert {url for (url,) in found} == site.urls()
    fetches = rows(home, "SELECT count(*), sum(status) FROM fetches")
    assert fetches == [(PAGES + 1, 200 * (PAGES + 1))]
    assert rows(home, "SELECT count(DISTINCT dst_url) FROM links") == [(PAGES,)]


@pytest.mark.parametrize(
    "engine", ["fast", pytest.param("scrapy", marks=pytest.mark.slow)]
)
def test_the_add_on_brings_it_all_on_each_engine(tmp_path: Path, engine: str) -> None:
    settings = {"HARVESTMAN_ENGINE": engine, "HARVESTMAN_KEEP": True, **ADDON}
    with tree_site(PAGES, hosts=4) as site:
        brought = scrape(
            "inline", site.start, tmp_path, DOWNLOAD_DELAY=0.02, **settings
        )
    assert {item["image"] for item in brought.items} == {200}
    assert {item["url"] for item in brought.items} == site.urls()
    found = rows(
        tmp_path, "SELECT final_url FROM pages WHERE content_type = 'text/html'"
    )
    assert {url for (url,) in found} == site.urls()
    assert min(site.gaps()) >= 0.02 - 0.01


def test_callbacks_are_given_what_they_were_sent_with(tmp_path: Path) -> None:
    with tree_site(PAGES, hosts=1) as site:
        brought = scrape("callbacks", site.start, tmp_path)
    found = [
        {**item, "url": item.get("url", "").rpartition("/")[2]}
        for item in brought.items
    ]
    nothing = {"word": "", "pair": "None", "body": ""}
    assert sorted(map(str, found)) == sorted(
        map(
            str,
            [
                {"url": "1", **nothing, "word": "kept"},
                {"url": "2", **nothing, "pair": "(1, 2)"},
                {"via": "lambda", "url": "3"},
                {"missed": 404, "url": ""},
                {"url": "4", **nothing, "body": "a=1"},
                {"url": "4", **nothing, "body": "a=2"},
                {"url": "data:,hello", **nothing},
            ],
        )
    )


@pytest.mark.parametrize("at_once", [1, pytest.param(16, marks=pytest.mark.slow)])
def test_no_host_is_asked_early_also_for_what_passes_no_scheduler(
    tmp_path: Path, at_once: int
) -> None:
    settings = {"CONCURRENT_REQUESTS": at_once, "HARVESTMAN_DELAY": DELAY_S}
    with tree_site(20, hosts=2) as site:
        brought = scrape("inline", site.start, tmp_path, **settings)
    assert len(site.asked("/image/")) == len(site.asked("/p/")) == 20 + 1
    assert {item["image"] for item in brought.items} == {200}
    assert min(site.gaps()) >= DELAY_S - 0.01


@pytest.mark.parametrize(("start", "times"), [("moved", 1), ("busy", 2)])
def test_redirects_and_retries_wait_for_their_turn(
    tmp_path: Path, start: str, times: int
) -> None:
    with tree_site(5, hosts=1) as site:
        first = site.start.replace("/p/", f"/{start}/")
        brought = scrape("tree", first, tmp_path, HARVESTMAN_DELAY=DELAY_S)
    assert len(brought.items) == 5
    waits = [one.began_at for one in site.asked(f"/{start}/")]
    assert len(waits) == times
    assert waits[-1] - waits[0] >= times - 1  # a second is what Retry-After says
    assert min(site.gaps()) >= DELAY_S - 0.01


def test_robots_txt_forbids_pages_and_what_passes_no_scheduler(tmp_path: Path) -> None:
    robots = b"User-agent: *\nDisallow: /image/\nDisallow: /p/7"
    with tree_site(20, hosts=2, robots=robots) as site:
        brought = scrape("inline", site.start, tmp_path, ROBOTSTXT_OBEY=True)
    assert {item["image"] for item in brought.items} == {"IgnoreRequest"}
    assert "/p/7" not in {one.path for one in site.asked()}
    assert len({one.path for one in site.asked()}) == 20 - 1
    assert [one.path for one in site.asked("/robots.txt")] == ["/robots.txt"] * 2
    assert brought.stats["robotstxt/forbidden"] >= 1


def test_a_second_call_finds_nothing_left_to_do(tmp_path: Path) -> None:
    with tree_site(PAGES, hosts=4) as site:
        scrape("tree", site.start, tmp_path)
        again = scrape("tree", site.start, tmp_path)
    assert len(site.asked()) == PAGES + 1  # a link to the start page counts as new
    assert again.items == []


def test_a_spider_that_was_closed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with tree_site(PAGES, hosts=4) as site:
        first = scrape("tree", site.start, tmp_path, CLOSESPIDER_PAGECOUNT=10)
        second = scrape("tree", site.start, tmp_path)
        paths = Counter(one.path for one in site.asked())
    assert first.stats["scheduler/deferred"] > 0
    assert paths.pop("/p/0") == 2
    assert set(paths.values()) == {1}
    assert len(by_url(first.items + second.items)) == PAGES


def test_a_second_spider_in_a_home_is_told_that_it_is_taken(tmp_path: Path) -> None:
    with owned(tmp_path):
        child = began("tree", "http://127.0.0.2:1/", tmp_path)
        _, log = child.communicate(timeout=60)
    assert "another crawl is running" in log
    assert "Scheduler close failure" not in log


def test_a_project_without_the_gate_is_told_what_is_missing(tmp_path: Path) -> None:
    child = began("tree", "http://127.0.0.2:1/", tmp_path, DOWNLOADER_MIDDLEWARES={})
    _, log = child.communicate(timeout=60)
    assert "'crawler.gate.Gate': 990" in log


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("AUTOTHROTTLE_ENABLED", True, "= True; expected False"),
        ("HARVESTMAN_ORDER", "widest", "= 'widest'; expected breadth, depth or best"),
        ("HARVESTMAN_CAMPAIGN", "A shop", "= 'A shop'; expected at most 64"),
        ("HARVESTMAN_DELAY", "slow", "= 'slow'; expected seconds"),
        ("HARVESTMAN_PATIENCE", -1, "= -1; expected seconds"),
    ],
)
def test_settings_that_cannot_work_are_refused_by_name(
    setting: str, value: object, said: str
) -> None:
    with pytest.raises(BadSetting, match=f"{setting} {said}"):
        scheduler_settings(Settings({setting: value}), "shop")


@pytest.mark.parametrize(
    ("spider", "campaign"),
    [("quotes", "quotes"), ("Quotes.com", "quotes-com"), ("...", "spider")],
)
def test_a_campaign_is_named_after_its_spider(spider: str, campaign: str) -> None:
    assert scheduler_settings(Settings(), spider).campaign == campaign


def test_every_setting_is_documented() -> None:
    root = Path(__file__).parents[2]
    code = (root / "crawler" / "scrapylane" / "adopt.py").read_text()
    page = (root / "docs" / "scrapy.md").read_text()
    names = set(re.findall(r'"(HARVESTMAN_[A-Z_]+)"', code))
    assert {name for name in names if f"| `{name}` |" not in page} == set()
