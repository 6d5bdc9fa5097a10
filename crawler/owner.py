"""One crawl at a time in a home: two would each keep half of a host's pace."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import HomeBusy


@contextmanager
def owned(home: Path) -> Iterator[None]:
    """Own the crawling of `home` while the block runs; the kernel ends it when we die."""
    with (home / "crawl.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeBusy(
                f"another crawl is running in {home}; wait for it, or use another --home"
            ) from None
        yield
