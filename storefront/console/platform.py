"""What the console asks of the platform and cannot read in the ledger.

Whoever starts the shop hands it in; a shop without it shows what the ledger tells.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from ledger.schedules import Next


class Worker(msgspec.Struct, frozen=True, kw_only=True):
    """One worker; `state` is at work, silent (it may hang) or dead."""

    name: str
    state: str
    begun_at: datetime
    seen_at: datetime
    in_hand: dict[str, int]
    done: int
    failed: int
    done_per_min: float
    rss_mb: int


class Crawl(msgspec.Struct, frozen=True, kw_only=True):
    """Where one campaign stands; `pages_per_s` is known at a second look alone."""

    campaign: str
    pages: int
    pending: int
    walls: int
    paused: bool
    pages_per_s: float | None = None


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """The last run of one stage."""

    stage: str
    started_at: datetime
    seconds: float
    rows_in: int
    rows_out: int
    status: str


class Freshness(msgspec.Struct, frozen=True, kw_only=True):
    """When what was last done; `checked_share` is that of the last day."""

    fetched_at: datetime | None = None
    extracted_at: datetime | None = None
    published_at: datetime | None = None
    items: int | None = None
    checked_share: float | None = None


class Disk(msgspec.Struct, frozen=True, kw_only=True):
    """What the home takes of its disk, and what is left, in bytes."""

    lake: int
    warc: int
    spool: int
    free: int


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Something that went wrong, and what a person can do."""

    at: datetime
    what: str
    why: str
    do: str


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """How the platform does at one moment."""

    crawling: bool
    workers: list[Worker]
    stages: list[Stage]
    crawls: list[Crawl]
    freshness: Freshness
    disk: Disk
    troubles: list[Trouble]


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A generated product that waits for somebody to let it be sold."""

    generated_key: str
    digest: str
    kind: str
    title: str
    quality: float | None
    path: str | None
    made_at: datetime


class Platform(msgspec.Struct, frozen=True):
    """What the shop's starter lends to the console."""

    look: Callable[[], Sight]
    next_due: Next
    pending: Callable[[], list[Pending]]
