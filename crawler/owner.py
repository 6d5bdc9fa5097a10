"""One crawl at a time in a home: two would each keep half of a host's pace."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import HomeBusy


@contextmanager
def owned(home: Path, *, shared: bool = False) -> Iterator[None]:
    """Own the crawling of `home` while the block runs; the kernel ends it when we die.

    The processes of one crawl own it together.
    """
    how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with (home / "crawl.lock").open("a") as file:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeBusy(
                f"another crawl is running in {home}; wait for it, or use another home"
                " (--home, in a Scrapy project HARVESTMAN_HOME)"
            ) from None
        yield


@contextmanager
def in_turn(home: Path) -> Iterator[None]:
    """Let the processes of one crawl do this one after the other."""
    with (home / ".turn.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
