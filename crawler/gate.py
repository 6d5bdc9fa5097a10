"""What a request has to be before it may be asked at all."""

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.hosts import TurnTooLate
from crawler.resolver import is_public, literal_address
from crawler.run import run_of
from frontier.urls import host

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class OutOfScope(IgnoreRequest):
    """A redirect leads where the campaign does not go."""


class AddressRefused(IgnoreRequest):
    """The URL spells out a private address, and nobody allowed those."""


class Gate:
    """Downloader middleware: keeps to the campaign and to addresses that are allowed."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Gate":
        """Make the middleware for `crawler`, as Scrapy asks."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let `request` pass, or raise what keeps it back."""
        run = run_of(self._crawler)
        address = literal_address(host(request.url))
        if address and not (run.settings.allow_private or is_public(address)):
            raise AddressRefused(request.url)
        if request.meta.get("robots"):
            return
        if run.full():
            raise TurnTooLate(request.url)
        if not run.belongs(request.url):
            raise OutOfScope(request.url)
