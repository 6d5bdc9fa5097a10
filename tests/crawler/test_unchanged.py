"""A second crawl asks for what has changed, and keeps that the rest has not."""

from pathlib import Path

import pytest
from crawled_pages import asked
from small_web import Shown, SmallWeb, small_web
from warcs import warcs

from crawler.campaign.model import Campaign
from crawler.crawl import crawl
from crawler.job import Crawled, Job
from crawler.settings import CrawlSettings

SLOW = pytest.param("scrapy", marks=pytest.mark.slow)
LANES = pytest.mark.parametrize("lane", ["fast", SLOW])


def crawled(home: Path, web: SmallWeb, name: str, lane: str) -> Crawled:
    settings = CrawlSettings(delay_s=0, allow_private=True, js="never", patience_s=1.0)
    campaign = Campaign(name=name, seeds=(f"{web.origins[0]}/p",))
    return crawl(Job(home=home, campaign=campaign, settings=settings, lane=lane))


def conditions(web: SmallWeb) -> list[str | None]:
    return [told.get("If-None-Match") for path, told in web.asked if path == "/p"]


@LANES
def test_a_page_that_has_not_changed_is_not_sent_again(tmp_path, lane):
    with small_web({"/p": Shown(b"<p>one</p>", etag='"v1"')}) as web:
        crawled(tmp_path, web, "first", lane)
        crawled(tmp_path, web, "second", lane)
        assert conditions(web) == [None, '"v1"']
    query = "SELECT campaign, status, content_digest, etag FROM pages ORDER BY 1"
    first, second = asked(tmp_path, query)
    assert (first[1], second[1]) == (200, 304)
    assert first[2:] == second[2:]


@LANES
def test_a_page_that_has_changed_is_kept_anew(tmp_path, lane):
    with small_web({"/p": Shown(b"<p>one</p>", etag='"v1"')}) as web:
        crawled(tmp_path, web, "first", lane)
        web.pages["/p"] = Shown(b"<p>two</p>", etag='"v2"')
        crawled(tmp_path, web, "second", lane)
    query = (
        "SELECT status, etag FROM pages JOIN bodies USING (content_digest) ORDER BY 2"
    )
    assert asked(tmp_path, query) == [(200, '"v1"'), (200, '"v2"')]


def test_a_page_whose_body_was_lost_is_asked_for_as_if_new(tmp_path):
    with small_web({"/p": Shown(b"<p>one</p>", etag='"v1"')}) as web:
        crawled(tmp_path, web, "first", "fast")
        (path,) = warcs(tmp_path)
        path.write_bytes(path.read_bytes()[:300])
        crawled(tmp_path, web, "second", "fast")
        assert conditions(web) == [None, '"v1"', None]
    assert asked(tmp_path, "SELECT status FROM pages") == [(200,), (200,)]
