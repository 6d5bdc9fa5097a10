"""The crawl's heartbeat: makes rows safe, takes orders, tells how it goes."""

import asyncio

from crawler.run import Run
from frontier.errors import FrontierError
from frontier.orders import take_links, take_orders
from lake.errors import LakeError

_TIDY_EVERY_S = 3600.0
_TELL_EVERY_S = 0.1


async def beat(run: Run) -> None:
    """Beat until rows cannot be kept any more, or nobody is there to be told."""
    tidy_at = run.clock.now() + _TIDY_EVERY_S
    tell_at = 0.0
    while True:
        await asyncio.sleep(run.settings.flush_s)
        flush(run)
        run.conduct.beat()
        _take_orders(run)
        _take_links(run)
        if run.clock.now() >= tidy_at:
            tidy_at = run.clock.now() + _TIDY_EVERY_S
            _tidy(run)
        if run.clock.now() >= tell_at:
            tell_at = run.clock.now() + _TELL_EVERY_S
            if not _told(run):
                return
        if run.fault:
            return


def flush(run: Run) -> None:
    """Make everything safe that came; what prevents it ends the crawl."""
    try:
        if not run.fault:
            run.flush()
            run.frontier.sync()
    except (LakeError, FrontierError, OSError) as error:
        run.fault = error


def _tidy(run: Run) -> None:
    """Let the frontier forget what is done with, so that weeks leave no heap."""
    try:
        if not run.fault:
            run.frontier.checkpoint()
    except (FrontierError, OSError) as error:
        run.fault = error


def _take_orders(run: Run) -> None:
    try:
        if not run.fault and take_orders(run.frontier, run.clock.now()):
            run.woken.set()
    except (FrontierError, OSError) as error:
        run.fault = error


def _take_links(run: Run) -> None:
    """Take in what other processes found for us."""
    try:
        if run.bags and not run.fault:
            run.bags.unpack()
            if take_links(run.frontier, run.clock.now()):
                run.progress.idle = False
                run.woken.set()
    except (FrontierError, OSError) as error:
        run.fault = error


def _told(run: Run) -> bool:
    run.count()
    try:
        run.over = run.watch(run.progress) or run.over
    except BrokenPipeError:
        return False
    return True
