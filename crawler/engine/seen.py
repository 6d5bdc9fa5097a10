"""URLs that the scheduler has answered for, so that it is not asked twice.

Scrapy's duplicate filter makes a URL canonical and hashes it in 19 us, at every link
of every page; most links were met before in the very same letters. What was asked once
would get the same answer again, so a set of hashes gives it. The set is a cache: it may
be emptied at any time.
"""

from typing import TYPE_CHECKING, Any

from scrapy.core.scheduler import Scheduler
from scrapy.dupefilters import RFPDupeFilter
from scrapy.utils.request import RequestFingerprinter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.link import Link

# About 70 bytes each.
_MOST = 1_000_000


class Seen:
    """A memory in front of a scheduler that refuses what it has seen."""

    def __init__(self, scheduler: Any, crawler: "Crawler") -> None:
        self._scheduler = scheduler
        self._stats = crawler.stats
        self._hashes: set[int] = set()
        # isinstance() would ask what a scheduler can do, not what it is.
        own = type(scheduler) is Scheduler
        self._filter: RFPDupeFilter | None = scheduler.df if own else None
        self.applies = _refuses_for_good(scheduler, crawler)

    def has(self, url: str) -> bool:
        """Return whether a plain request for `url` would be refused for certain."""
        return hash(url) in self._hashes or (
            "#" in url and hash(url.partition("#")[0]) in self._hashes
        )

    def fresh(self, links: "Iterable[Link]") -> "list[Link]":
        """Return those of `links` of which `has` does not hold."""
        hashes, has = self._hashes, self.has
        return [
            link
            for link in links
            if hash(link.url) not in hashes and not ("#" in link.url and has(link.url))
        ]

    def enqueue(self, request: "Request", spider: "Spider") -> bool:
        """Hand `request` to the scheduler; return whether it was taken."""
        plain = self.applies and not request.dont_filter and _plain(request)
        if plain and self.has(request.url):
            if self._filter is None:
                self.count(1)
            else:
                self._filter.log(request, spider)
            return False
        taken: bool = self._scheduler.enqueue_request(request)
        if plain:
            self.add(request.url)
        return taken

    def add(self, url: str) -> None:
        """Remember `url` as one that was answered for."""
        if len(self._hashes) >= _MOST:
            self._hashes.clear()
        self._hashes.add(hash(url))

    def count(self, links: int) -> None:
        """Count links that were refused before they became requests."""
        self._stats.inc_value("dupefilter/filtered", links)


def _plain(request: "Request") -> bool:
    """Return whether the URL alone says whether `request` was seen."""
    return (
        request.method == "GET"
        and not request.body
        and not request.meta.get("verbatim_url")
    )


def _refuses_for_good(scheduler: Any, crawler: "Crawler") -> bool:
    """Return whether what `scheduler` has seen, it will always refuse."""
    if getattr(scheduler, "remembers", False):
        return True
    return (
        type(scheduler) is Scheduler
        and type(scheduler.df) is RFPDupeFilter
        and type(crawler.request_fingerprinter) is RequestFingerprinter
        # Each duplicate gets a line of its own, with where it came from.
        and not scheduler.df.debug
    )
