"""Crawl one campaign: the caller's side, and the process that does it.

Scrapy's event loop can run once in a process and must not share it with a web
server or a command line, so every crawl is a process of its own that reports over a
pipe. It ends by itself when its caller is gone.
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
from typing import Literal

import msgspec

from crawler.campaign import Campaign
from crawler.errors import CrawlDied, CrawlError
from crawler.progress import Progress
from crawler.settings import CrawlSettings
from frontier.errors import FrontierError
from lake.errors import LakeError
from lake.settings import LakeSettings

_INTERRUPTED = 130


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the crawling process has to know."""

    home: Path
    campaign: Campaign
    settings: CrawlSettings
    lake: LakeSettings = LakeSettings()
    lane: Literal["auto", "fast", "scrapy"] = "auto"


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


class _Refused(msgspec.Struct, frozen=True):
    text: str


def crawl(
    job: Job,
    watch: Callable[[Progress], None] = lambda _: None,
    prepare: Callable[[], None] | None = None,
) -> Crawled:
    """Crawl what `job` asks for; `prepare` runs first in the crawling process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(job, theirs, prepare), name="crawl")
    process.start()
    theirs.close()
    told = _Told(watch)
    try:
        with _interrupts_sent_to(process.pid or 0, told.stopping):
            outcome = _listen(ours, told)
            process.join()
    finally:
        ours.close()
    if isinstance(outcome, Crawled):
        return outcome
    if isinstance(outcome, _Refused):
        raise CrawlError(outcome.text)
    if process.exitcode in (_INTERRUPTED, -signal.SIGINT):
        raise KeyboardInterrupt
    raise CrawlDied(
        f"the crawl's process ended with code {process.exitcode}; its pages up to then"
        " are kept, so the same command goes on from there"
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


def _listen(
    pipe: Connection, watch: Callable[[Progress], None]
) -> Crawled | _Refused | None:
    while True:
        try:
            message = pipe.recv()
        except EOFError:
            return None
        if not isinstance(message, Progress):
            return message
        watch(message)


def _work(job: Job, pipe: Connection, prepare: Callable[[], None] | None) -> None:
    # A terminal sends Ctrl-C to a whole group; the browser is not to die of it.
    os.setpgid(0, 0)
    # Until Scrapy listens for Ctrl-C nothing was fetched, and nothing is lost.
    signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
    from crawler.process import run_campaign

    if prepare:
        prepare()
    started = time.monotonic()
    try:
        run = run_campaign(job, partial(_tell, pipe))
    except (CrawlError, LakeError, FrontierError, OSError) as error:
        _tell_last(pipe, _Refused(str(error)))
        return
    seconds = time.monotonic() - started
    counts = msgspec.structs.asdict(run.progress)
    for name in ("bytes", "queued", "hosts", "stopping", "summary"):
        del counts[name]
    _tell_last(
        pipe,
        Crawled(
            **counts,
            next_ready_at=_time(run.next_ready_at),
            seconds=round(seconds, 3),
            pages_per_s=round(run.progress.pages / seconds, 2) if seconds else 0.0,
            lane=run.lane,
            reason=run.reason,
        ),
    )


def _time(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)


def _tell(pipe: Connection, message: Progress) -> None:
    pipe.send(message)


def _tell_last(pipe: Connection, message: Crawled | _Refused) -> None:
    with suppress(BrokenPipeError):  # the caller may be gone; the pages are safe
        pipe.send(message)


@contextmanager
def _interrupts_sent_to(pid: int, told: Callable[[], None]) -> Iterator[None]:
    """Pass each Ctrl-C on to the process `pid`: the first one ends it in good order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def pass_on(*_: object) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        told()

    before = signal.signal(signal.SIGINT, pass_on)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
