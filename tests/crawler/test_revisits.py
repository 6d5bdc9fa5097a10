"""A campaign that visits its pages again: when each is due, and only what has changed."""

import time
from pathlib import Path

import pytest
from crawled_pages import asked
from small_web import Shown, SmallWeb, small_web

from crawler.campaign.check import checked
from crawler.campaign.model import Campaign, Revisit
from crawler.crawl import crawl
from crawler.job import Crawled, Job
from crawler.settings import CrawlSettings
from frontier.due import is_offer, metas, new_dues, recalled

HOME = b'<a href="/p">p</a><a href="/q">q</a>'
FEED = b"<rss><channel>%s</channel></rss>"
OFFER = b'<meta itemprop="priceCurrency" content="EUR"> price %d'


def crawled(home: Path, web: SmallWeb, revisit: Revisit) -> Crawled:
    settings = CrawlSettings(delay_s=0, allow_private=True, js="never", patience_s=0.2)
    seeds = (f"{web.origins[0]}/",)
    feeds = (f"{web.origins[0]}/feed",)
    campaign = Campaign(name="watch", seeds=seeds, seed_feeds=feeds, revisit=revisit)
    return crawl(Job(home=home, campaign=campaign, settings=settings))


def visits(web: SmallWeb, path: str) -> int:
    return sum(one == path for one, _ in web.asked)


@pytest.fixture
def web():
    pages = {
        "/": Shown(HOME, etag='"home"'),
        "/p": Shown(OFFER % 1, etag='"p1"'),
        "/q": Shown(b"<p>about us</p>", etag='"q"'),
        "/feed": Shown(FEED % b"", "application/rss+xml"),
    }
    with small_web(pages) as web:
        yield web


def test_pages_are_asked_again_when_they_are_due_and_not_before(tmp_path, web):
    revisit = Revisit(on=True, offers=12.0, pages=3600.0, shortest=1.0)
    began = time.monotonic()
    crawled(tmp_path, web, revisit)
    crawled(tmp_path, web, revisit)
    assert [visits(web, path) for path in ("/", "/p", "/q")] == [1, 1, 1]
    web.pages["/p"] = Shown(OFFER % 2, etag='"p2"')
    time.sleep(max(0.0, began + 15.0 - time.monotonic()))
    done = crawled(tmp_path, web, revisit)
    assert [visits(web, path) for path in ("/", "/p", "/q")] == [1, 2, 1]
    assert done.pages == 1
    conditions = [told.get("If-None-Match") for path, told in web.asked if path == "/p"]
    assert conditions == [None, '"p1"']
    query = "SELECT status, etag FROM pages WHERE url LIKE '%/p' ORDER BY fetched_at"
    assert asked(tmp_path, query) == [(200, '"p1"'), (200, '"p2"')]


def test_a_page_that_has_not_changed_stays_among_those_that_are_visited(tmp_path, web):
    revisit = Revisit(on=True, offers=1.0, pages=3600.0, shortest=1.0, longest=3600.0)
    crawled(tmp_path, web, revisit)
    new = f"<item><link>{web.origins[0]}/new</link></item>".encode()
    web.pages["/feed"] = Shown(FEED % new, "application/rss+xml")
    for wanted in (2, 3):
        while visits(web, "/p") < wanted:
            time.sleep(0.5)
            crawled(tmp_path, web, revisit)
    found = asked(tmp_path, "SELECT status FROM pages WHERE url LIKE '%/p' ORDER BY 1")
    assert found[:3] == [(200,), (304,), (304,)]
    assert visits(web, "/q") == 1
    # A feed is looked at again as well, and so what is new is found.
    assert visits(web, "/new") == 1


def test_without_revisit_nothing_is_asked_again(tmp_path, web):
    for _ in range(2):
        crawled(tmp_path, web, Revisit())
        time.sleep(0.1)
    assert visits(web, "/p") == 1


def test_a_campaign_says_it_in_words():
    said = {"on": True, "offers": "90m", "pages": "2d", "longest": "30d"}
    table = {"name": "watch", "seeds": ["https://shop.example/"], "revisit": said}
    revisit = checked(table).revisit
    assert (revisit.offers, revisit.pages) == (5400.0, 172_800.0)


@pytest.mark.parametrize(
    "said", [{"offers": "30s"}, {"pages": "60d"}, {"shortest": "soon"}, {"often": True}]
)
def test_what_makes_no_sense_is_refused(said):
    table = {"name": "watch", "seeds": ["https://shop.example/"], "revisit": said}
    with pytest.raises(ValueError, match="revisit"):
        checked(table)


def test_a_long_trail_is_no_record_of_a_visit():
    trail = b"\x94\xd9\x40" + b"https://shop.example/" * 4
    found = recalled(["https://shop.example/p"], [trail])
    assert found.records["visits"].tolist() == [0]
    assert not is_offer(trail)
    dues = new_dues(["https://shop.example/p"])
    dues.records["visits"] = 3
    again = recalled(dues.urls, metas(dues))
    assert again.records["visits"].tolist() == [3]
