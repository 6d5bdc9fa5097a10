"""What a request has to be before it may be asked at all."""

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.run import run_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class OutOfScope(IgnoreRequest):
    """A redirect leads where the campaign does not go."""


class Gate:
    """Downloader middleware: keeps redirects inside the campaign, stops at its end."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Gate":
        """Make the middleware for `crawler`, as Scrapy asks."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let `request` pass, or raise what keeps it back."""
        run = run_of(self._crawler)
        if request.meta.get("robots"):
            return
        if run.full():
            raise IgnoreRequest("the campaign has all its pages")
        if not run.belongs(request.url):
            raise OutOfScope(request.url)
