"""The one file that names what Scrapy keeps to itself, and looks whether it is there.

Two hooks stand here. Through the engine hook a crawler gets our engine; where Scrapy
has changed, it keeps its own, so nothing is lost but speed. Through the ack hook a
frontier learns that a request has settled; where that is gone, pages could be lost, so
the crawl refuses to start.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydispatch import dispatcher
from scrapy.core.downloader.handlers import DownloadHandlers
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.core.spidermw import SpiderMiddlewareManager
from scrapy.crawler import Crawler
from scrapy.dupefilters import RFPDupeFilter
from scrapy.http import Headers, TextResponse
from scrapy.pipelines import ItemPipelineManager
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware
from scrapy.spidermiddlewares.depth import DepthMiddleware
from scrapy.spiders import CrawlSpider, Spider
from scrapy.spiders.crawl import Rule, _identity_process_request

from crawler.errors import SeamMismatch

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

Step = Callable[["Request", "Response"], "Request | None"]

# Whose method, its name, and the names of its parameters: what our engine relies on.
_RELIED_ON: tuple[tuple[type, str, tuple[str, ...]], ...] = (
    (Crawler, "_create_engine", ("self",)),
    (DownloadHandlers, "download_request_async", ("self", "request")),
    (DownloaderMiddlewareManager, "_add_middleware", ("self", "mw")),
    (SpiderMiddlewareManager, "_add_middleware", ("self", "mw")),
    (SpiderMiddlewareManager, "process_start", ("self", "spider")),
    (
        SpiderMiddlewareManager,
        "scrape_response_async",
        ("self", "scrape_func", "response", "request"),
    ),
    (ItemPipelineManager, "open_spider_async", ("self",)),
    (ItemPipelineManager, "process_item_async", ("self", "item")),
    (ItemPipelineManager, "close_spider_async", ("self",)),
    (BaseSpiderMiddleware, "_get_processed", ("self", "o", "response")),
    (BaseSpiderMiddleware, "get_processed_item", ("self", "item", "response")),
    (BaseSpiderMiddleware, "get_processed_request", ("self", "request", "response")),
    (DepthMiddleware, "_init_depth", ("self", "response")),
    (Spider, "_parse", ("self", "response", "kwargs")),
    (CrawlSpider, "_requests_to_follow", ("self", "response")),
    (CrawlSpider, "_build_request", ("self", "rule_index", "link")),
    (RFPDupeFilter, "request_seen", ("self", "request")),
)
_OUTPUT = ("process_spider_output", "process_spider_output_async", "_get_processed")


def mismatch() -> str:
    """Return what of Scrapy is not as our engine knows it, or nothing."""
    return changed(_RELIED_ON)


def changed(relied_on: tuple[tuple[type, str, tuple[str, ...]], ...]) -> str:
    """Return the first of these methods that is gone or takes other arguments."""
    for owner, name, wanted in relied_on:
        method = getattr(owner, name, None)
        if method is None:
            return f"{owner.__name__}.{name} is gone"
        found = tuple(inspect.signature(method).parameters)
        if found != wanted:
            return f"{owner.__name__}.{name} takes ({', '.join(found)})"
    return ""


def install(
    crawler: Crawler, make: Callable[[Crawler, Callable[[], Any]], Any]
) -> None:
    """Let `make` say which engine `crawler` gets; it is handed Scrapy's own maker."""
    made_by_scrapy = crawler._create_engine
    vars(crawler)["_create_engine"] = lambda: make(crawler, made_by_scrapy)


def tell_finished(engine: Any, finished: Callable[["Request"], None]) -> None:
    """Call `finished` with every request that has settled, from now on.

    It has settled when its callback's output went through the pipelines and the
    requests that follow from it are in the scheduler. An exchange that passed no
    scheduler, as for robots.txt, is told of as well.
    """
    slot: Any = getattr(engine, "_slot", None)
    remove = getattr(slot, "remove_request", None)
    if remove is None or tuple(inspect.signature(remove).parameters) != ("request",):
        raise SeamMismatch(
            "this Scrapy does not say when a request has settled, so no page could be"
            " acknowledged safely; install scrapy>=2.19,<2.20"
        )

    def settled(request: "Request") -> None:
        try:
            remove(request)
        finally:
            finished(request)

    slot.remove_request = settled


def wake(engine: Any) -> None:
    """Let the engine ask its scheduler again soon; it sleeps up to 5 s otherwise."""
    slot = getattr(engine, "_slot", None)
    if slot is not None and slot.closing is None:
        slot.nextcall.schedule()


def receivers(sender: object, signal: object) -> list[Callable[..., Any]]:
    """Return who hears `signal` of `sender`; most signals are heard by nobody.

    Scrapy asks its dispatcher in 3 us and applies a receiver in 7; that is the larger
    part of what a link costs, so an empty answer comes by four look-ups.
    """
    tables = dispatcher.connections
    heard: list[Any] = []
    for whose in (sender, dispatcher.Any):
        table = tables.get(id(whose))
        if table:
            heard += table.get(signal, ())
            heard += table.get(dispatcher.Any, ())
    return list(_alive(heard)) if heard else heard


def _alive(heard: list[Any]) -> Iterator[Callable[..., Any]]:
    seen = set()
    for one in dispatcher.liveReceivers(heard):
        if one not in seen:
            seen.add(one)
            yield one


class _Looking(DownloaderInterface):
    """Says how busy hosts are: at every request Scrapy asks for all that wait."""

    def __init__(self, downloader: Any) -> None:
        self.downloader = downloader

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        slots = self.downloader.slots
        return [
            (len(slots[name].active) if name in slots else 0, name)
            for name in possible_slots
        ]


def look_sooner(scheduler: object) -> None:
    """Let the queues of Scrapy's own scheduler see in a third of the time who is busy."""
    for kind in ("mqs", "dqs"):
        queue = getattr(scheduler, kind, None)
        if type(queue) is DownloaderAwarePriorityQueue:
            asked = getattr(queue, "_downloader_interface", None)
            if type(asked) is DownloaderInterface:
                queue._downloader_interface = _Looking(asked.downloader)


def headers_of(pairs: list[tuple[bytes, bytes]]) -> Headers:
    """Return `pairs` as Scrapy's headers, in a fifth of the time it takes to make them.

    They are a dict of lists by names with capitals; while that holds, it is made at once.
    """
    if not _MADE_OF_LISTS:
        return Headers(pairs)
    headers = Headers()
    for name, value in pairs:
        dict.setdefault(headers, _titled(name), []).append(value)
    return headers


@lru_cache(maxsize=4096)
def _titled(name: bytes) -> bytes:
    return name.title()


_MADE_OF_LISTS = list(dict.items(Headers([(b"x-a", b"1"), (b"X-A", b"2")]))) == [
    (b"X-A", [b"1", b"2"])
]


def let_go(response: object) -> None:
    """Free the tree of a page that was read; whoever still asks it gets another one.

    A response and its selector name each other, so trees waited for the garbage
    collector by the hundred, and made it run in the middle of other work.
    """
    if isinstance(response, TextResponse):
        response._cached_selector = None


def default_callback(spider: Spider) -> Callable[..., Any]:
    """Return what reads an answer to a request without a callback."""
    return spider._parse


def step_of(middleware: object) -> Step | None:
    """Return what a spider middleware does to one request, or None if it does more.

    A middleware built on Scrapy's base class handles one request at a time, so it
    needs no generator of its own around the callback's output.
    """
    kind = type(middleware)
    if not isinstance(middleware, BaseSpiderMiddleware):
        return None
    plain = kind is DepthMiddleware or all(
        getattr(kind, name) is getattr(BaseSpiderMiddleware, name) for name in _OUTPUT
    )
    return middleware.get_processed_request if plain else None


def before_output(middleware: object) -> Callable[["Response"], None] | None:
    """Return what a spider middleware does to a response before its output is read."""
    return middleware._init_depth if type(middleware) is DepthMiddleware else None


def rules_of(spider: CrawlSpider) -> list[Rule]:
    """Return the compiled rules of `spider`."""
    return spider._rules


def follows_plainly(spider: Spider) -> bool:
    """Return whether `spider` makes its requests from its rules as Scrapy does."""
    return isinstance(spider, CrawlSpider) and all(
        getattr(type(spider), name) is getattr(CrawlSpider, name)
        for name in ("_requests_to_follow", "_build_request")
    )


def follow_with(
    spider: CrawlSpider, follow: Callable[["Response"], Iterator["Request | None"]]
) -> None:
    """Let `follow` make the requests of the rules of `spider`."""
    vars(spider)["_requests_to_follow"] = follow


def request_of(spider: CrawlSpider, rule: int, link: Any) -> "Request":
    """Return the request that `spider` makes of a link found by its rule `rule`."""
    return spider._build_request(rule, link)


def keeps_requests(rule: Rule) -> bool:
    """Return whether `rule` sends its requests as they were made."""
    return rule.process_request is _identity_process_request


def all_of_scrapy(components: tuple[Any, ...]) -> bool:
    """Return whether Scrapy itself brought all of `components`."""
    return all(type(one).__module__.split(".")[0] == "scrapy" for one in components)
