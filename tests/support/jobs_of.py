"""Crawls of the sample web, for tests."""

from pathlib import Path
from typing import Any

from crawler.campaign.model import Campaign
from crawler.job import Job
from crawler.sampleweb.serve import Background
from crawler.settings import CrawlSettings

DELAY_S = 0.05


def job(
    home: Path,
    web: Background,
    hosts: tuple[str, ...],
    settings: dict[str, Any] | None = None,
    **campaign: Any,
) -> Job:
    """Return the crawl of `hosts`, from their home pages."""
    seeds = tuple(f"http://{host}:{web.port}/" for host in hosts)
    given = {
        "delay_s": DELAY_S,
        "allow_private": True,
        "js": "never",
        "patience_s": 3.0,
        **(settings or {}),
    }
    return Job(
        home=home,
        campaign=Campaign(name="test", seeds=seeds, **campaign),
        settings=CrawlSettings(resolve=web.resolve, timeout_s=2.0, **given),
    )
