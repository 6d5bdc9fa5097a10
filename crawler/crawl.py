"""Crawl one campaign: the caller's side, and the process that does it.

An event loop must not share a process with a web server or a command line, and Scrapy's
can run once, so a crawl has processes of its own that report over pipes. They end by
themselves when their caller is gone.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from crawler.campaign.model import Campaign
from crawler.errors import CrawlDied, CrawlError
from crawler.owner import owned
from crawler.settings import CrawlSettings
from crawler.shares import Shares, room
from crawler.team import Member, interrupt, listen, team
from crawler.watch.progress import Progress
from frontier.errors import FrontierError
from lake.errors import LakeError
from lake.load import load
from lake.settings import LakeSettings
from lake.store import Lake

if TYPE_CHECKING:
    from crawler.shares import Board

_INTERRUPTED = 130


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


_COUNTS = (
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


class _Refused(msgspec.Struct, frozen=True):
    text: str


def crawl(
    job: Job,
    watch: Callable[[Progress], None] = lambda _: None,
    prepare: Callable[[], None] | None = None,
) -> Crawled:
    """Crawl what `job` asks for; `prepare` runs first in each crawling process."""
    if not job.store:
        job = _apart(job)
    # What was kept is loaded here: beside a crawl's memory it would double the whole.
    lake = Lake.open(job.home, job.lake)
    load(lake)
    count = job.processes
    inbox = job.home / "frontier" / job.campaign.name / "inbox"
    board = multiprocessing.get_context("spawn").Array("q", room(count))
    jobs = [msgspec.structs.replace(job, member=number) for number in range(count)]
    if count > 1:
        with owned(job.home):
            _readdress(inbox, count)
    told = _Told(watch)
    with (
        team(_work, [(one, prepare, board) for one in jobs]) as members,
        _interrupts_sent_to(members, told.stopping),
    ):
        listen(
            members,
            told,
            at_rest=partial(_is_empty, inbox),
            is_well=lambda last: isinstance(last, Crawled),
        )
    done = _outcome(members)
    load(lake)
    return done


# Bags are carried by compiled loops, which a lone process has no need of.
def _readdress(inbox: Path, count: int) -> None:
    from crawler.keeping.bags import readdress

    readdress(inbox, count, time.time())


def _is_empty(inbox: Path, numbers: list[int]) -> bool:
    from crawler.keeping.bags import empty

    return empty(inbox, numbers)


def _apart(job: Job) -> Job:
    """Give a crawl that keeps no pages a frontier of its own: it has fetched nothing."""
    name = f"{job.campaign.name[:54]}-unstored"
    campaign = msgspec.structs.replace(job.campaign, name=name)
    return msgspec.structs.replace(job, campaign=campaign)


def _outcome(members: list[Member]) -> Crawled:
    for member in members:
        if isinstance(member.last, _Refused):
            raise CrawlError(member.last.text)
    codes = [member.process.exitcode for member in members if member.last is None]
    if any(code in (_INTERRUPTED, -signal.SIGINT) for code in codes):
        raise KeyboardInterrupt
    if codes:
        raise CrawlDied(
            f"the crawl's process ended with code {codes[0]}; its pages up to then are"
            " kept, so the same command goes on from there"
        )
    return _whole([member.last for member in members])


def _whole(parts: list[Crawled]) -> Crawled:
    """Return what the processes of a crawl did as one."""
    seconds = max(part.seconds for part in parts)
    pages = sum(part.pages for part in parts)
    counts = {name: sum(getattr(part, name) for part in parts) for name in _COUNTS}
    ready = [part.next_ready_at for part in parts if part.next_ready_at]
    reasons = [part.reason for part in parts]
    return Crawled(
        **counts,
        next_ready_at=min(ready, default=None),
        seconds=seconds,
        pages_per_s=round(pages / seconds, 2) if seconds else 0.0,
        lane=next((part.lane for part in parts if part.lane != "none"), "none"),
        # Who had nothing to do is no reason where others had.
        reason=min(reasons, key=lambda reason: reason in ("finished", "nothing new")),
    )


class _Told:
    """Passes on how the crawl goes, and at once that it was told to stop."""

    def __init__(self, watch: Callable[[Progress], None]) -> None:
        self._watch = watch
        self._last = Progress()

    def __call__(self, progress: Progress) -> None:
        self._last = progress
        self._watch(progress)

    def stopping(self) -> None:
        # The crawl may be over before it tells so itself.
        self._watch(msgspec.structs.replace(self._last, stopping=True))


def _work(
    pipe: Connection, job: Job, prepare: Callable[[], None] | None, board: "Board"
) -> None:
    # A terminal sends Ctrl-C to a whole group; the browser is not to die of it.
    os.setpgid(0, 0)
    # Until a lane listens for Ctrl-C nothing was fetched, and nothing is lost.
    signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
    from crawler.process import run_campaign
    from lake.bare import spare_pandas

    spare_pandas()
    if prepare:
        prepare()
    started = time.monotonic()
    shares = Shares(board, job.member) if job.processes > 1 else None
    try:
        run = run_campaign(job, partial(_tell, pipe), shares)
    except (CrawlError, LakeError, FrontierError, OSError) as error:
        _tell_last(pipe, _Refused(str(error)))
        return
    seconds = time.monotonic() - started
    done = msgspec.structs.asdict(run.progress)
    _tell_last(
        pipe,
        Crawled(
            **{name: done[name] for name in _COUNTS},
            next_ready_at=_time(run.next_ready_at),
            seconds=round(seconds, 3),
            pages_per_s=round(run.progress.pages / seconds, 2) if seconds else 0.0,
            lane=run.lane,
            reason=run.reason,
        ),
    )


def _time(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)


def _tell(pipe: Connection, message: Progress) -> bool:
    """Say how it goes; return whether we are told that all is over."""
    pipe.send(message)
    over = False
    while pipe.poll():
        over = pipe.recv() == "over" or over
    return over


def _tell_last(pipe: Connection, message: Crawled | _Refused) -> None:
    with suppress(BrokenPipeError):  # the caller may be gone; the pages are safe
        pipe.send(message)


@contextmanager
def _interrupts_sent_to(
    members: list[Member], told: Callable[[], None]
) -> Iterator[None]:
    """Pass each Ctrl-C on to the processes: the first one ends them in good order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def pass_on(*_: object) -> None:
        interrupt(members)
        told()

    before = signal.signal(signal.SIGINT, pass_on)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
