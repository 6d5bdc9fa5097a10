"""Scrapy's own scheduler as a peer: its queues, its filter of duplicates, no network.

The scheduler is made as a crawl makes it, over a real downloader that downloads nothing,
because the host-aware queue asks it which hosts are busy.
"""

import logging
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.core.scheduler import Scheduler
from scrapy.utils.test import get_crawler

# Scrapy's default, which takes turns over hosts, and the faster one that does not.
PER_HOST = "scrapy.pqueues.DownloaderAwarePriorityQueue"
PLAIN = "scrapy.pqueues.ScrapyPriorityQueue"
# What the interpreter, the filter and the libraries keep open beside the queues.
_OTHER_FILES = 200


@contextmanager
def scheduler(queue: str, folder: Path | None = None) -> Iterator[Scheduler]:
    """Open a scheduler in memory, or with `folder` as its JOBDIR."""
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    settings = {
        "SCHEDULER_PRIORITY_QUEUE": queue,
        "JOBDIR": str(folder) if folder else None,
        "DOWNLOAD_HANDLERS": dict.fromkeys(
            ("data", "file", "ftp", "http", "https", "s3")
        ),
    }
    crawler = get_crawler(settings_dict=settings)
    crawler.spider = crawler._create_spider()
    crawler._apply_settings()
    engine: Any = SimpleNamespace(downloader=Downloader(crawler))
    crawler.engine = engine
    opened = Scheduler.from_crawler(crawler)
    opened.open(crawler.spider)
    yield opened
    opened.close("finished")


def enqueue(to: Scheduler, texts: list[str]) -> int:
    """Make a request of each URL and queue it; return how many were new."""
    return sum([to.enqueue_request(Request(text)) for text in texts])


def enqueue_ready(to: Scheduler, requests: list[Request]) -> int:
    """Queue requests that are made already; return how many were new."""
    return sum([to.enqueue_request(request) for request in requests])


def take(source: Scheduler, count: int) -> int:
    """Take `count` requests; return how many came."""
    return sum([source.next_request() is not None for _ in range(count)])


def open_files_allow(hosts: int) -> bool:
    """Raise the limit of open files for a queue file a host; False when it may not."""
    wanted = hosts + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= wanted or soft == resource.RLIM_INFINITY:
        return True
    if hard != resource.RLIM_INFINITY and hard < wanted:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return True
