"""The spider of every campaign: asks what the frontier hands out, one lease a request."""

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

import structlog
from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider, DownloadCancelledError
from scrapy.http import Response

from crawler import outcome, robots
from crawler.browser import rendering
from crawler.errors import AddressRefused
from crawler.feed import leases
from crawler.run import Run, described, lease_of
from frontier.errors import DiskFull, FrontierError, Unwritable
from frontier.robots import Answer
from frontier.values import Kind, Lease
from lake.errors import LakeError

if TYPE_CHECKING:
    from twisted.python.failure import Failure

log = structlog.get_logger()

# What ends the crawl, not the page: nothing can be kept any more.
_FAULTS = (LakeError, DiskFull, Unwritable)


class CampaignSpider(Spider):
    """Walks one campaign from what its frontier holds to where its scope ends."""

    name = "campaign"

    def __init__(self, run: Run, **named: Any) -> None:
        super().__init__(**named)
        self.run = run

    async def start(self) -> AsyncIterator[Request]:
        """Ask for what the frontier hands out, until it has nothing more."""
        try:
            async for lease in leases(self.run):
                yield self._request(lease)
        except (LakeError, FrontierError, OSError) as error:
            self.run.fault = error

    def came(self, response: Response) -> None:
        """Keep what came."""
        self.run.landed()
        lease = lease_of(response.request)
        if lease.kind is Kind.ROBOTS:
            answer = robots.answer_of(self.run, response)
            self._carry_out(lambda: robots.tell(self.run, lease, answer))
        else:
            self._carry_out(lambda: self._settle(lease, response))

    def lost(self, failure: "Failure") -> None:
        """Keep why nothing came."""
        self.run.landed()
        # Scrapy puts the request on the failure that it hands to an errback.
        lease = lease_of(vars(failure)["request"])
        self._carry_out(lambda: self._miss(lease, failure.value))

    def _settle(self, lease: Lease, response: Response) -> None:
        try:
            outcome.settle(self.run, response)
        except (*_FAULTS, OSError):
            raise
        # A page may be anything; it costs itself and no other.
        except Exception as error:
            log.exception("page_failed", url=lease.url)
            self.run.progress.errors += 1
            self.run.note(lease.url, described(error))
            outcome.failed(self.run, lease)

    def _miss(self, lease: Lease, error: BaseException | None) -> None:
        if isinstance(error, _FAULTS):
            raise error
        if isinstance(error, AddressRefused):
            # Its other URLs would be refused as well, so the host waits.
            self.run.held.append(lease.id)
            self.run.progress.errors += 1
            self.run.progress.private += 1
            self.run.note(lease.url, str(error)[:500])
            return
        log.info("page_lost", url=lease.url, error=repr(error)[:300])
        if lease.kind is Kind.ROBOTS:
            robots.tell(self.run, lease, Answer(status=None))
        elif isinstance(error, DownloadCancelledError):
            self.run.unsettled.empty.append(lease.id)  # too long, the next time as well
        else:
            outcome.failed(self.run, lease)

    def _carry_out(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (*_FAULTS, OSError) as error:
            self.run.fault = error
            raise CloseSpider("fault") from error

    def _request(self, lease: Lease) -> Request:
        meta: dict[str, Any] = {"lease": lease}
        always = self.run.settings.js == "always"
        if lease.kind is Kind.PAGE and (always or lease.url in self.run.shells):
            meta.update(rendering())
        return Request(
            lease.url,
            callback=self.came,
            errback=self.lost,
            dont_filter=True,
            meta=meta,
        )
