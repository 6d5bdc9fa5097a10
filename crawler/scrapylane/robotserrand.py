"""robots.txt, when the frontier wants one read: fetched by Scrapy's downloader.

It passes the project's downloader middlewares (proxy, identity, encodings) and nothing
of the spider. Redirects and retries are the frontier's, as the standard has its own
rules for them.
"""

from collections.abc import Callable
from math import isnan
from time import time
from typing import TYPE_CHECKING

import structlog
from scrapy import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future

from crawler.scrapylane.loans import Loan
from frontier.retryafter import retry_after_s
from frontier.robots import Answer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.scrapylane.loans import Loans
    from frontier.values import Lease

log = structlog.get_logger()

_FRONTIERS_OWN = {
    "dont_redirect": True,
    "dont_retry": True,
    "dont_cache": True,
    "dont_obey_robotstxt": True,
    "handle_httpstatus_all": True,
    "allow_offsite": True,
}
# What is asked for before anything else, as Scrapy itself does it.
_PRIORITY = 1000


class RobotsErrands:
    """Fetches what the frontier asks for, and tells it what came."""

    def __init__(
        self,
        crawler: "Crawler",
        loans: "Loans",
        tell: Callable[["Lease", Answer], None],
    ) -> None:
        self._crawler = crawler
        self._loans = loans
        self._tell = tell

    def send(self, lease: "Lease") -> None:
        """Fetch the robots.txt that `lease` names."""
        request = robots_request(lease)
        self._loans.lend(request, Loan(lease, is_robots=True))
        deferred_from_coro(self._fetch(request, lease))

    async def _fetch(self, request: Request, lease: "Lease") -> None:
        answer = Answer(status=None)
        try:
            engine = self._crawler.engine
            if engine:
                coming = deferred_from_coro(engine.download_async(request))
                response = await maybe_deferred_to_future(coming)
                answer = robots_answer(response, time())
        # Whatever a project's middlewares raise, the file was not read: that forbids.
        except Exception as error:  # noqa: BLE001
            log.info("robots_unread", url=lease.url, error=repr(error)[:300])
        self._tell(lease, answer)
        self._loans.robots_over(request)


def robots_request(lease: "Lease") -> Request:
    """Return the request for the robots.txt that `lease` names."""
    return Request(
        lease.url,
        callback=NO_CALLBACK,
        meta=dict(_FRONTIERS_OWN),
        priority=_PRIORITY,
        dont_filter=True,
    )


def robots_answer(response: "Response", now: float) -> Answer:
    """Return `response` as the frontier reads it."""
    location = response.headers.get("Location")
    asked_s = pause_of(response, now)
    return Answer(
        status=response.status,
        body=response.body,
        location=location.decode("latin-1") if location else None,
        retry_after_s=None if isnan(asked_s) else asked_s,
    )


def pause_of(response: "Response", now: float) -> float:
    """Return the seconds that an answer's Retry-After asks for, NaN without."""
    header = response.headers.get("Retry-After")
    return retry_after_s(header.decode("latin-1") if header else None, now)
