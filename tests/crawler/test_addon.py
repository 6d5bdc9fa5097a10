"""The add-on in a Scrapy project of others, run by Scrapy's own command."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from little_site import Site, linking, little_site
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler import seam
from crawler.addon import Harvestman
from crawler.engine.choice import hindrance

SPIDER = """
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

class Follow(CrawlSpider):
    name = "follow"
    rules = [Rule(LinkExtractor(), callback="read", follow=True)]

    def __init__(self, start, **named):
        super().__init__(**named)
        self.start_urls = [start]

    def read(self, response):
        engine = type(self.crawler.engine).__module__
        yield {"title": response.css("title::text").get(), "engine": engine}
"""
ADDONS = json.dumps({"crawler.addon.Harvestman": 0})
SELECT = "TWISTED_REACTOR=twisted.internet.selectreactor.SelectReactor"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    pages = {f"/{n}": linking(f"page {n}", f"/{n + 1}", "/0") for n in range(6)}
    with little_site(dict(pages)) as served:
        yield served


def scrapy(tmp_path: Path, site: Site, *said: str) -> tuple[int, str, list[Any]]:
    """Run the spider and return the exit code, the log and the items."""
    spider, feed = tmp_path / "spider.py", tmp_path / "items.json"
    spider.write_text(SPIDER)
    settings = [one for text in (f"ADDONS={ADDONS}", *said) for one in ("-s", text)]
    command = [sys.executable, "-m", "scrapy", "runspider", str(spider), *settings]
    started = ["-a", f"start={site.url('/0')}", "-O", str(feed)]
    here = {"PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(
        [*command, *started],
        check=False,
        capture_output=True,
        text=True,
        env=here,
        timeout=60,
    )
    items = json.loads(feed.read_text() or "[]") if feed.exists() else []
    return ran.returncode, ran.stderr, items


@pytest.mark.parametrize(
    ("said", "engine", "reason"),
    [
        ([], "crawler.engine.core", "honours all"),
        (["FORCE_CRAWLER_PROCESS=1"], "crawler.engine.core", "honours all"),
        (["HARVESTMAN_ENGINE=scrapy"], "scrapy.core.engine", "asks for it"),
        ([SELECT], "scrapy.core.engine", "without asyncio"),
    ],
)
def test_a_project_runs_on_the_engine_that_suits_it(
    tmp_path: Path, site: Site, said: list[str], engine: str, reason: str
) -> None:
    code, log, items = scrapy(tmp_path, site, *said)
    found = {item["title"] for item in items}
    assert code == 0
    assert found == {f"page {n}" for n in range(6)}
    assert {item["engine"] for item in items} == {engine}
    assert reason in log


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (["HARVESTMAN_ENGINE=quick"], "it is one of auto, fast, scrapy"),
        (["HARVESTMAN_ENGINE=fast", SELECT], "leave it at 'auto'"),
        (["HARVESTMAN_WIRE=quick"], "expected auto, wire, scrapy"),
        (["HARVESTMAN_RESOLVE=a.test"], "expected addresses by name"),
    ],
)
def test_an_engine_that_cannot_be_had_is_refused(
    tmp_path: Path, site: Site, said: list[str], sentence: str
) -> None:
    code, log, items = scrapy(tmp_path, site, *said)
    assert (code, items) == (1, [])
    assert sentence in log


@pytest.mark.parametrize("reactor", [True, False])
def test_the_wire_fetches_with_a_reactor_and_without(
    tmp_path: Path, site: Site, reactor: bool
) -> None:
    named = {"shop.test": "127.0.0.1"}  # Scrapy's client knows of no such table
    said = [f"HARVESTMAN_RESOLVE={json.dumps(named)}"]
    said.append(f"TWISTED_REACTOR_ENABLED={reactor}")
    there = Site(site.base.replace("127.0.0.1", "shop.test"), {})
    _, log, items = scrapy(tmp_path, there, *said)
    assert len(items) == 6, log


def test_the_add_on_leaves_alone_what_a_project_sets() -> None:
    settings = Settings({"DOWNLOAD_HANDLERS": {"http": "my.Handler"}})
    Harvestman(Crawler(Spider)).update_settings(settings)
    assert dict(settings["DOWNLOAD_HANDLERS"]) == {"http": "my.Handler"}
    assert settings["SCHEDULER"] == "scrapy.core.scheduler.Scheduler"


def test_scrapys_shell_keeps_scrapys_engine() -> None:
    assert "shell" in hindrance(Crawler(Spider))


@pytest.mark.parametrize("command", [["fetch"], ["shell", "-c", "response.text"]])
def test_looking_at_a_page_is_no_part_of_a_crawl(
    tmp_path: Path, site: Site, command: list[str]
) -> None:
    home = tmp_path / "harvest"
    said = ["-s", f"ADDONS={ADDONS}", "-s", f"HARVESTMAN_HOME={home}"]
    said += ["-s", "HARVESTMAN_ENGINE=fast"]  # asked of crawls alone
    for _ in range(2):  # what a crawl fetched once it does not fetch again
        ran = subprocess.run(
            [sys.executable, "-m", "scrapy", *command, *said, site.url("/3")],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert "page 3" in ran.stdout
    assert not home.exists()


def test_a_full_parquet_file_is_refused_before_the_first_page(
    tmp_path: Path, site: Site
) -> None:
    feed = tmp_path / "items.parquet"
    feed.write_text("rows of the day before")
    feeds = json.dumps({str(feed): {"format": "parquet"}})
    code, log, _ = scrapy(tmp_path, site, f"FEEDS={feeds}")
    assert (code, "Spider opened" in log) == (1, False)
    assert "cannot be appended to" in log.splitlines()[-1]


def test_a_changed_scrapy_keeps_its_own_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seam, "_RELIED_ON", ((Crawler, "_make_engine", ()),))
    assert "Crawler._make_engine is gone" in hindrance(Crawler(Spider))
