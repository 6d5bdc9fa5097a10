"""Links that need not become requests, since the scheduler would refuse them.

Only where nobody could tell the difference: no component of the project sees requests
on their way to the scheduler, and nobody hears of a duplicate but the statistics.
"""

from contextvars import ContextVar
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.spidermiddlewares.depth import DepthMiddleware

from crawler import seam

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.engine.core import Engine
    from crawler.engine.seen import Seen
    from crawler.engine.signals import Signals


class Drops:
    """Says which links of a page may be left out, and counts them as duplicates."""

    def __init__(self, engine: "Engine", seen: "Seen", told: "Signals") -> None:
        crawler = engine.crawler
        self.seen = seen
        self._told = told
        self._stats = crawler.stats
        self._depths = crawler.get_spider_middleware(DepthMiddleware) is not None
        self._deepest = engine.settings.getint("DEPTH_LIMIT")

    def allowed(self, response: "Response") -> bool:
        """Return whether links of `response` may be left out."""
        return self._unheard() and not self._is_deepest(response)

    def count(self, links: int, response: "Response") -> None:
        """Count links of `response` that were left out."""
        self.seen.count(links)
        if self._depths:
            depth = response.meta["depth"] + 1
            self._stats.max_value("request_depth_max", depth)

    def _is_deepest(self, response: "Response") -> bool:
        """Return whether links of `response` are ignored for their depth alone."""
        depth = response.meta.get("depth", 0)
        return bool(self._depths and self._deepest and depth >= self._deepest)

    def _unheard(self) -> bool:
        """Return whether nobody would hear of a duplicate but the statistics."""
        scheduled = self._told.hearers(signals.request_scheduled)
        return not self._told.heard(signals.request_dropped) and all(
            type(getattr(one, "__self__", None)) is OffsiteMiddleware
            for one in scheduled
        )


# Of the crawl whose callback is at work; None where nothing may be left out.
DROPS: ContextVar[Drops | None] = ContextVar("DROPS", default=None)


def drops_of(engine: "Engine", seen: "Seen", told: "Signals") -> Drops | None:
    """Return what may be left out in the crawl of `engine`, if anything may."""
    if (
        seen.applies
        and engine.scraper.flat
        and not engine.settings.getbool("DEPTH_STATS_VERBOSE")
        and seam.all_of_scrapy(engine.scraper.spidermw.middlewares)
    ):
        return Drops(engine, seen, told)
    return None
