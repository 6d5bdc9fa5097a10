"""The spider's callbacks and errbacks, and what becomes of the errors they raise."""

import asyncio
import inspect
import logging
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.defer import ensure_awaitable
from scrapy.utils.log import failure_to_exc_info, logformatter_adapter
from scrapy.utils.misc import arg_to_iter, warn_on_generator_with_return_value
from twisted.python.failure import Failure

from crawler import seam
from crawler.engine.failure import failure_of, is_a

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

    from crawler.engine.sieve import Output
    from crawler.engine.signals import Signals

# Scrapy's own name: who filters its log by names finds the line where it was.
log = logging.getLogger("scrapy.core.scraper")


class Callbacks:
    """The methods of one spider that read answers and failures."""

    def __init__(self, crawler: "Crawler", spider: "Spider", told: "Signals") -> None:
        self._crawler = crawler
        self._spider = spider
        self._told = told
        self._looked_at: set[Any] = set()
        self._closing: set[asyncio.Task[None]] = set()

    async def call(self, result: Response | Failure, request: "Request") -> "Output":
        """Return what the callback, or the errback for a failure, makes of `result`."""
        if isinstance(result, Response):
            if result.request is None:
                result.request = request
            asked = result.request
            callback = asked.callback or seam.default_callback(self._spider)
            self._look_at(callback)
            return await _things(callback(result, **asked.cb_kwargs))
        vars(result)["request"] = request  # where an errback looks for it
        if request.errback is None:
            result.raiseException()
        self._look_at(request.errback)
        output = request.errback(result)
        if isinstance(output, Failure):
            output.raiseException()
        return await _things(output)

    def failed(
        self, error: BaseException, request: "Request", source: Response | Failure
    ) -> None:
        """Log and count what a callback raised; CloseSpider ends the crawl."""
        crawler, spider = self._crawler, self._spider
        if isinstance(error, CloseSpider):
            self.close(error.reason or "cancelled")
            return
        failure = failure_of(error)
        self._say(
            crawler.logformatter.spider_error(failure, request, source, spider), failure
        )
        self._told.tell(
            signals.spider_error, failure=failure, response=source, spider=spider
        )
        crawler.stats.inc_value("spider_exceptions/count")
        crawler.stats.inc_value(f"spider_exceptions/{type(error).__name__}")

    def lost(self, failure: Failure, request: "Request") -> None:
        """Log why no answer came, if that was nobody's wish."""
        if not is_a(failure, IgnoreRequest):
            words = self._crawler.logformatter
            self._say(words.download_error(failure, request, self._spider), failure)

    def close(self, reason: str) -> None:
        """End the crawl; waits for nobody, for the one who asks is waited for."""
        task = asyncio.create_task(
            self._crawler.engine.close_spider_async(reason=reason)
        )
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _say(self, words: Any, failure: Failure) -> None:
        log.log(
            *logformatter_adapter(words),
            exc_info=failure_to_exc_info(failure),
            extra={"spider": self._spider},
        )

    def _look_at(self, method: "Callable[..., Any]") -> None:
        """Let Scrapy warn of a generator that returns a value: once is enough."""
        function = getattr(method, "__func__", None)
        if function is not None and function not in self._looked_at:
            self._looked_at.add(function)
            warn_on_generator_with_return_value(self._spider, method)


async def _things(output: Any) -> "Output":
    """Return the requests and items in whatever shape a callback returned them."""
    if inspect.isasyncgen(output):
        return output
    if inspect.isawaitable(output):
        return await _things(await ensure_awaitable(output))
    return arg_to_iter(output)
