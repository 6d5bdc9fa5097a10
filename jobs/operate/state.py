"""How a home does at one moment: what people see, Prometheus reads and alerts ask."""

from datetime import datetime

import msgspec


class Worker(msgspec.Struct, frozen=True, kw_only=True):
    """One worker; `state` is at work, silent (it may hang) or dead."""

    name: str
    state: str
    begun_at: datetime
    seen_at: datetime
    version: str
    broker: str
    in_hand: dict[str, int]
    done: int
    failed: int
    done_per_min: float
    rss_mb: int


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """The work of one kind; `oldest_s`: so long the oldest waits that is due."""

    kind: str
    waiting: int
    at_work: int
    given_up: int
    oldest_s: float


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """One standing job; `state` is paused, under way or empty."""

    name: str
    timetable: str
    next_at: datetime | None
    last_at: datetime | None
    state: str


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """The last run of one stage."""

    stage: str
    started_at: datetime
    seconds: float
    rows_in: int
    rows_out: int
    status: str
    error: str | None


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """What a stage has not looked at yet; `rows` where each of them is an input.

    `seconds` is how long that takes at the pace of this run, or of its last one.
    """

    stage: str
    batches: int
    rows: int | None = None
    seconds: float | None = None


class Crawl(msgspec.Struct, frozen=True, kw_only=True):
    """Where one campaign stands; `pages_per_s` is known at a second look alone.

    `walls` wait for a person: `harvestman campaign review NAME`.
    """

    campaign: str
    pages: int
    pending: int
    walls: int
    paused: bool
    pages_per_s: float | None = None


class Freshness(msgspec.Struct, frozen=True, kw_only=True):
    """When what was last done, and which snapshot is in use.

    `checked_share`: of the items in the shop, the share checked within a day.
    """

    fetched_at: datetime | None = None
    extracted_at: datetime | None = None
    published_at: datetime | None = None
    snapshot: str | None = None
    items: int | None = None
    checked_share: float | None = None


class Disk(msgspec.Struct, frozen=True, kw_only=True):
    """What the home takes of its disk, and what is left, in bytes."""

    lake: int
    warc: int
    spool: int
    spool_files: int
    free: int


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Something that went wrong, and what a person can do."""

    at: datetime
    what: str
    why: str
    do: str


class State(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    at: datetime
    home: str
    crawling: bool
    workers: list[Worker]
    queues: list[Queue]
    schedules: list[Schedule]
    stages: list[Stage]
    ahead: list[Ahead]
    crawls: list[Crawl]
    freshness: Freshness
    disk: Disk
    troubles: list[Trouble]
