"""Crawl one campaign: the caller's side.

An event loop must not share a process with a web server or a command line, and Scrapy's
can run once, so a crawl has processes of its own that report over pipes. They end by
themselves when their caller is gone.
"""

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec

from crawler.errors import CrawlDied, CrawlError
from crawler.job import COUNTS, Crawled, Job, Refused
from crawler.member import INTERRUPTED, work
from crawler.owner import owned
from crawler.shares import room
from crawler.team import Member, interrupt, listen, team
from crawler.watch.progress import Progress
from lake.waiting import take_in


def crawl(
    job: Job,
    watch: Callable[[Progress], None] = lambda _: None,
    prepare: Callable[[], None] | None = None,
) -> Crawled:
    """Crawl what `job` asks for; `prepare` runs first in each crawling process."""
    if not job.store:
        job = _apart(job)
    # What was kept is loaded here: beside a crawl's memory it would double the whole.
    take_in(job.home, job.lake)
    count = job.processes
    inbox = job.home / "frontier" / job.campaign.name / "inbox"
    board = multiprocessing.get_context("spawn").Array("q", room(count))
    jobs = [msgspec.structs.replace(job, member=number) for number in range(count)]
    if count > 1:
        with owned(job.home):
            _readdress(inbox, count)
    told = _Told(watch)
    with (
        team(work, [(one, prepare, board) for one in jobs]) as members,
        _interrupts_sent_to(members, told.stopping),
    ):
        listen(
            members,
            told,
            at_rest=partial(_is_empty, inbox),
            is_well=lambda last: isinstance(last, Crawled),
        )
    done = _outcome(members)
    take_in(job.home, job.lake)
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
        if isinstance(member.last, Refused):
            raise CrawlError(member.last.text)
    codes = [member.process.exitcode for member in members if member.last is None]
    if any(code in (INTERRUPTED, -signal.SIGINT) for code in codes):
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
    counts = {name: sum(getattr(part, name) for part in parts) for name in COUNTS}
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
