"""One process of a crawl, from its first import to its last word.

What it imports is a second of work, so this file is all that the start of a process
needs; the rest comes while the garbage collector rests.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, NoReturn

import msgspec

from crawler.errors import CrawlError
from crawler.job import COUNTS, Crawled, Job, Refused
from crawler.shares import Shares
from frontier.errors import FrontierError
from lake.errors import LakeError

if TYPE_CHECKING:
    from crawler.shares import Board
    from crawler.watch.progress import Progress

INTERRUPTED = 130


def work(
    pipe: Connection, job: Job, prepare: Callable[[], None] | None, board: "Board"
) -> NoReturn:
    """Do this process's part of `job`, report over `pipe`, and end the process."""
    # A terminal sends Ctrl-C to a whole group; the browser is not to die of it.
    os.setpgid(0, 0)
    # Until a lane listens for Ctrl-C nothing was fetched, and nothing is lost.
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    # A crawl multiplies no matrices, and the threads for that turn in circles at first.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 (told, not read)
    gc.disable()  # until a lane begins: what is imported now stays
    from lake.bare import spare_pandas, without

    with without("cffi", "yaml"):  # numba's, for what we do not use: 60 ms
        from crawler import outcome  # noqa: F401 (loads the compiled loops)
        from crawler.process import run_campaign
    spare_pandas()
    if prepare:
        prepare()
    started = time.monotonic()
    shares = Shares(board, job.member) if job.processes > 1 else None
    try:
        run = run_campaign(job, partial(_tell, pipe), shares)
    except (CrawlError, LakeError, FrontierError, OSError) as error:
        _end_with(pipe, Refused(str(error)))
    seconds = time.monotonic() - started
    done = msgspec.structs.asdict(run.progress)
    _end_with(
        pipe,
        Crawled(
            **{name: done[name] for name in COUNTS},
            next_ready_at=_time(run.next_ready_at),
            seconds=round(seconds, 3),
            pages_per_s=round(run.progress.pages / seconds, 2) if seconds else 0.0,
            lane=run.lane,
            reason=run.reason,
        ),
    )


def _time(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)


def _tell(pipe: Connection, message: "Progress") -> bool:
    """Say how it goes; return whether we are told that all is over."""
    pipe.send(message)
    over = False
    while pipe.poll():
        over = pipe.recv() == "over" or over
    return over


def _end_with(pipe: Connection, message: Crawled | Refused) -> NoReturn:
    with suppress(BrokenPipeError):  # the caller may be gone; the pages are safe
        pipe.send(message)
        pipe.close()
    sys.stdout.flush()
    sys.stderr.flush()
    # All is safe and closed; to take an interpreter apart lasts half a second more.
    os._exit(0)
