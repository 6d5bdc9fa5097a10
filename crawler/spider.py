"""The spider of every campaign: stores what comes, follows what belongs."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

import structlog
from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response

from crawler.browser import own_meta, rendered
from crawler.clock import now
from crawler.gate import AddressRefused
from crawler.hosts import BUSY, HostLeftForLater, TurnTooLate, asked_pause_s
from crawler.read import Read, read
from crawler.robots import ForbiddenByRobots, RobotsUnreachable
from crawler.rows import FINAL, Fetched
from crawler.run import Run
from frontier.urls import canonical, host
from lake.errors import LakeError

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawler.known import Pending

log = structlog.get_logger()

_RETRIES = 2


class CampaignSpider(Spider):
    """Walks one campaign from what is pending to where its scope ends."""

    name = "campaign"
    # Every final answer is a fact worth keeping; redirects are followed.
    handle_httpstatus_list: ClassVar = list(range(400, 600))

    def __init__(self, run: Run, pending: "tuple[Pending, ...]", **named: Any) -> None:
        super().__init__(**named)
        self.run = run
        self._pending = pending

    async def start(self) -> AsyncIterator[Request]:
        """Ask for what the campaign still has to fetch."""
        for page in self._pending:
            if self.run.is_new(page.url):
                yield self._request(page.url, page.depth, page.parent_url)

    def parse(self, response: Response) -> Iterator[Request]:
        """Store `response` and ask for the pages it leads to."""
        self.run.settled()
        try:
            yield from self._outcome(response)
        # A page may be anything; it costs itself and no other.
        except Exception as error:
            if isinstance(error, LakeError | OSError):
                self.run.fault = error
                raise CloseSpider("fault") from error
            log.exception("page_failed", url=response.url)
            self.run.progress.errors += 1
            self.run.note(
                _first_url(response), f"{type(error).__name__}: {error}"[:500]
            )

    def _outcome(self, response: Response) -> Iterator[Request]:
        if response.status in BUSY:
            yield from self._again(response)
            return
        page = read(response)
        if page.shell and "playwright" not in response.meta:
            if self.run.browser:
                self.run.asked()
                yield rendered(_asked(response))
                return
            self._skip_unrendered(response)
        if not self.run.full() and self._store(response, page):
            yield from self._follow(response, page)

    def lost(self, failure: "Failure") -> None:
        """Count what could not be fetched."""
        self.run.settled()
        error, request = failure.value, _request_of(failure)
        first = _first_of(request)
        if isinstance(error, TurnTooLate):
            return
        if isinstance(error, HostLeftForLater | RobotsUnreachable):
            self.run.defer(request.url)
        elif isinstance(error, IgnoreRequest):
            self._close(first, type(error).__name__)
        else:
            log.info("page_lost", url=request.url, error=repr(error)[:300])
            if first != canonical(request.url):
                self.run.note(first, f"{type(error).__name__}: {error}"[:500])

    def _close(self, url: str, why: str) -> None:
        """Keep that `url` gives no page, in this call and in later ones."""
        if why == ForbiddenByRobots.__name__:
            self.run.progress.forbidden += 1
        elif why == AddressRefused.__name__:
            self.run.progress.errors += 1
            self.run.progress.private += 1
        # Scrapy says nothing more of a redirect that goes on for ever.
        self.run.note(url, why if why in FINAL else "TooManyRedirects")

    def _again(self, response: Response) -> Iterator[Request]:
        """Give a busy host its pause, then ask again, or leave it for a later call."""
        pause_s = asked_pause_s(response.headers.get("Retry-After"), now())
        self.run.hosts.pause(host(response.url), pause_s)
        tries = response.meta.get("tries", 0) + 1
        if pause_s >= self.run.settings.patience_s or tries > _RETRIES:
            self.run.defer(response.url)
            return
        asked = _asked(response)
        self.run.asked()
        yield asked.replace(meta={**own_meta(asked), "tries": tries}, dont_filter=True)

    def _skip_unrendered(self, response: Response) -> None:
        if not self.run.progress.unrendered:
            log.warning(
                "javascript_pages_skipped",
                host=host(response.url),
                hint="install chromium to render them",
            )
        self.run.progress.unrendered += 1

    def _store(self, response: Response, page: Read) -> bool:
        """Hand `response` to the lake, unless a redirect led to a known page."""
        first, final = _first_url(response), canonical(response.url)
        if final != first and not self.run.is_new(final):
            self.run.progress.duplicates += 1
            self.run.note(first, "Duplicate")
            return False
        self.run.sink.page(
            Fetched(
                url=first,
                final_url=final,
                fetched_at=now(),
                status=response.status,
                headers=response.headers.to_string(),
                asked=_asked(response).headers.to_string(),
                content_type=page.content_type,
                charset=page.charset,
                body=response.body,
                depth=response.meta["depth"],
                parent_url=response.meta.get("parent_url"),
                renderer="chromium" if "playwright" in response.meta else "http",
                robots_state="allowed" if self.run.settings.obey_robots else "ignored",
                rights=page.rights,
                links=page.links,
            )
        )
        if response.status == 200:
            self.run.progress.pages += 1
        return response.status == 200 and not page.rights.nofollow

    def _follow(self, response: Response, page: Read) -> Iterator[Request]:
        depth = response.meta["depth"] + 1
        limit = self.run.campaign.depth
        if limit is not None and depth > limit:
            return
        parent = canonical(response.url)
        for link in page.links:
            if "nofollow" not in link.rel.split() and self.run.is_new(link.dst_url):
                yield self._request(link.dst_url, depth, parent)

    def _request(self, url: str, depth: int, parent_url: str | None) -> Request:
        self.run.asked()
        request = Request(
            url,
            callback=self.parse,
            errback=self.lost,
            dont_filter=True,
            priority=-depth,
            meta={"depth": depth, "parent_url": parent_url},
        )
        return rendered(request) if self.run.settings.js == "always" else request


def _request_of(failure: "Failure") -> Request:
    # Scrapy puts the request on the failure that it hands to an errback.
    request: Request = vars(failure)["request"]
    return request


def _first_of(request: Request) -> str:
    return canonical(request.meta.get("redirect_urls", [request.url])[0])


def _asked(response: Response) -> Request:
    if response.request is None:
        raise IgnoreRequest(response.url)
    return response.request


def _first_url(response: Response) -> str:
    return _first_of(_asked(response))
