"""What a crawl is asked for, and what it says at last."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from crawler.campaign.model import Campaign
from crawler.settings import CrawlSettings
from lake.settings import LakeSettings


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the crawling process has to know."""

    home: Path
    campaign: Campaign
    settings: CrawlSettings
    lake: LakeSettings = LakeSettings()
    lane: Literal["auto", "fast", "scrapy"] = "auto"
    store: bool = True  # whether pages are kept; the frontier is in any case
    processes: int = 1
    member: int = 0  # which of them this job is for


class Crawled(msgspec.Struct, frozen=True, kw_only=True):
    """What one call of a crawl did."""

    pages: int
    fetched: int
    errors: int
    duplicates: int
    deferred: int
    forbidden: int
    unrendered: int
    private: int
    blocked: int
    next_ready_at: datetime | None
    seconds: float
    pages_per_s: float
    lane: str
    reason: str


class Refused(msgspec.Struct, frozen=True):
    """Why a process did not do its part, in words for a person."""

    text: str


# What the processes of a crawl count, each for itself.
COUNTS = (
    "pages",
    "fetched",
    "errors",
    "duplicates",
    "deferred",
    "forbidden",
    "unrendered",
    "private",
    "blocked",
)
