"""The last step before the network in any Scrapy project: who goes there has his turn.

A request of the scheduler holds its host's turn already. Another one (an image of a
pipeline, what a callback awaits) waits here for its own. When the answer is whole the
host's delay starts.
"""

from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from scrapy.http import TextResponse

from crawler.scrapylane.lender import is_web
from crawler.scrapylane.waiting import its_turn

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred


class Pacer(Protocol):
    """Who knows the turns: the scheduler, and in tests another."""

    def asked(self, request: "Request") -> bool:
        """Note that `request` goes to the network; False if it holds no turn."""

    def answered(
        self, request: "Request", response: "Response | None", error: str = ""
    ) -> None:
        """Note that the network gave an answer, or none."""

    def turn(self, request: "Request") -> "Deferred[None]":
        """Return what fires when `request` may be asked."""


class Gate:
    """Scrapy downloader middleware; nearest to the network, so set it to 990."""

    def __init__(self) -> None:
        self._pacer: Pacer | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Gate":
        """Make the gate for `crawler`, as Scrapy asks."""
        return cls()

    def opens(self, pacer: Pacer) -> None:
        """Let `pacer` say whose turn it is."""
        self._pacer = pacer

    async def process_request(self, request: "Request") -> "Response | None":
        """Let `request` go at its host's turn."""
        pacer = self._pacer
        if pacer is None or pacer.asked(request) or not is_web(request.url):
            return None
        if _is_scrapys_robots(request):
            # Its middleware would wait for it in the turn of the page that it is for.
            return TextResponse(request.url, body=b"", request=request)
        await its_turn(pacer.turn(request))
        pacer.asked(request)
        return None

    def process_response(self, request: "Request", response: "Response") -> "Response":
        """Start the delay of the host that answered."""
        if self._pacer:
            self._pacer.answered(request, response)
        return response

    def process_exception(self, request: "Request", exception: Exception) -> None:
        """Start the delay of the host that did not answer."""
        if self._pacer:
            self._pacer.answered(request, None, _described(exception))


def _is_scrapys_robots(request: "Request") -> bool:
    """Whether Scrapy's middleware wants a robots.txt, which the frontier has obeyed."""
    return bool(
        request.meta.get("dont_obey_robotstxt")
        and urlsplit(request.url).path == "/robots.txt"
    )


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
