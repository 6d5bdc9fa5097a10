"""Crawl one campaign: the caller's side, and the process that does it.

Scrapy's event loop can run once in a process and must not share it with a web
server or a command line, so every crawl is a process of its own that reports over a
pipe. It ends by itself when its caller is gone.
"""

import multiprocessing
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from crawler.campaign import Campaign
from crawler.errors import CrawlDied, CrawlError
from crawler.run import Progress
from crawler.settings import CrawlSettings
from lake.errors import LakeError
from lake.settings import LakeSettings


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the crawling process has to know."""

    home: Path
    campaign: Campaign
    settings: CrawlSettings
    lake: LakeSettings = LakeSettings()


class Crawled(msgspec.Struct, frozen=True, kw_only=True):
    """What one call of a crawl did."""

    pages: int
    fetched: int
    errors: int
    duplicates: int
    deferred: int
    forbidden: int
    unrendered: int
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
    try:
        outcome = _listen(ours, watch)
    finally:
        process.join()
        ours.close()
    if isinstance(outcome, Crawled):
        return outcome
    if isinstance(outcome, _Refused):
        raise CrawlError(outcome.text)
    raise CrawlDied(
        f"the crawl's process ended with code {process.exitcode}; its pages up to then"
        " are kept, so the same command goes on from there"
    )


def _listen(
    pipe: Connection, watch: Callable[[Progress], None]
) -> Crawled | _Refused | None:
    while True:
        try:
            message = pipe.recv()
        except EOFError:
            return None
        # Ctrl-C reaches the crawling process too, which then ends in good order.
        except KeyboardInterrupt:
            continue
        if not isinstance(message, Progress):
            return message
        watch(message)


def _work(job: Job, pipe: Connection, prepare: Callable[[], None] | None) -> None:
    from crawler.process import run_campaign

    if prepare:
        prepare()
    started = time.monotonic()
    try:
        run = run_campaign(job, partial(_tell, pipe))
    except (CrawlError, LakeError) as error:
        _tell(pipe, _Refused(str(error)))
        return
    seconds = time.monotonic() - started
    counts = msgspec.structs.asdict(run.progress)
    for name in ("bytes", "queued", "hosts"):
        del counts[name]
    _tell(
        pipe,
        Crawled(
            **counts,
            next_ready_at=run.next_ready_at(),
            seconds=round(seconds, 3),
            pages_per_s=round(run.progress.pages / seconds, 2) if seconds else 0.0,
            lane="scrapy",
            reason=run.reason,
        ),
    )


def _tell(pipe: Connection, message: Progress | Crawled | _Refused) -> None:
    pipe.send(message)
