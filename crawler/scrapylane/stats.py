"""What the frontier did, in the words of Scrapy's statistics."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from frontier.values import Stats


class SchedulerStats:
    """Counts in plain numbers, and tells Scrapy now and then."""

    def __init__(self, crawler: "Crawler") -> None:
        self._stats = crawler.stats
        self.enqueued = 0
        self.dequeued = 0

    def tell(self) -> None:
        """Add what was counted since the last time."""
        counted = {"enqueued": self.enqueued, "dequeued": self.dequeued}
        self.enqueued = self.dequeued = 0
        for name, number in counted.items():
            if number and self._stats:
                self._stats.inc_value(f"scheduler/{name}", number)
                self._stats.inc_value(f"scheduler/{name}/frontier", number)

    def tell_end(self, then: "Stats", now: "Stats", lost: int) -> None:
        """Tell what became of the rest: `then` is how the call began."""
        self.tell()
        told = {
            "robotstxt/forbidden": now.dropped - then.dropped,
            "scheduler/deferred": now.pending,
            "scheduler/lost": lost,
        }
        for name, number in told.items():
            if number and self._stats:
                self._stats.set_value(name, number)
