"""Scrapy projects in processes of their own, and what they brought."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import adopted_spider
from crawls import rest
from sessions import kill_session
from tree_site import TreeSite

# What a project says that keeps Scrapy's own scheduler.
STOCK = {
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    "DUPEFILTER_CLASS": "scrapy.dupefilters.RFPDupeFilter",
    "DOWNLOADER_MIDDLEWARES": {},
}
# The three lines of a project that adopts us; the frontier's parts come by them.
ADDON = {**STOCK, "ADDONS": {"crawler.addon.Harvestman": 0}, "HARVESTMAN_DELAY": None}
KEEP = {"EXTENSIONS": {"crawler.keep.Keep": 0}}


@dataclass(frozen=True)
class Brought:
    """What one run of a spider gave."""

    stats: dict[str, Any]
    items: list[dict[str, Any]]
    log: str


def scrape(spider: str, start: str, home: Path, **settings: Any) -> Brought:
    """Run a spider to its end."""
    items = home / "items.jsonl"
    feeds = {str(items): {"format": "jsonlines", "overwrite": True}}
    child = began(spider, start, home, FEEDS=feeds, **settings)
    try:
        out, log = child.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        kill_session(child.pid)
        _, log = child.communicate()
        raise AssertionError(log) from None
    assert child.returncode == 0, log
    lines = items.read_text().splitlines() if items.exists() else []
    return Brought(
        json.loads(out.splitlines()[-1]), [json.loads(line) for line in lines], log
    )


def began(
    spider: str, start: str, home: Path, **settings: Any
) -> subprocess.Popen[str]:
    """Start a spider in a session of its own."""
    home.mkdir(exist_ok=True)
    given = {"HARVESTMAN_HOME": str(home), "HARVESTMAN_DELAY": 0, **settings}
    program = str(Path(adopted_spider.__file__))
    return subprocess.Popen(
        [sys.executable, program, spider, start, json.dumps(given)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        start_new_session=True,
    )


def wait_for_requests(site: TreeSite, count: int, child: subprocess.Popen[str]) -> None:
    """Wait until the site was asked so often, or the spider has ended."""
    while len(site.asked()) < count and child.poll() is None:
        rest()
