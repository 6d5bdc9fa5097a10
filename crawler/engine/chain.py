"""The downloader middlewares around one exchange, called one after the other.

Scrapy makes a coroutine of every call; here only what really waits is awaited.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy.http import Request, Response
from scrapy.utils.defer import ensure_awaitable
from scrapy.utils.deprecate import argument_is_required
from scrapy.utils.python import global_object_name

from crawler.engine.quick import quick

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.core.downloader.middleware import DownloaderMiddlewareManager

Method = Callable[..., Any]
Outcome = Request | Response


class Chain:
    """What the downloader middlewares of a crawl make of requests and answers."""

    def __init__(
        self, manager: "DownloaderMiddlewareManager", spider: "Spider"
    ) -> None:
        def bound(kind: str) -> tuple[Method, ...]:
            return tuple(
                quick(with_spider(one, spider)) for one in manager.methods[kind]
            )

        self._requests = bound("process_request")
        self._responses = bound("process_response")
        self._exceptions = bound("process_exception")

    async def ask(
        self, request: Request, download: Callable[[Request], Awaitable[Response]]
    ) -> Outcome:
        """Return what comes of `request`: an answer, or a request in its place."""
        try:
            outcome = await self._before(request)
            if outcome is None:
                outcome = await download(request)
        except Exception as error:
            # Whoever waits for the network goes first; a middleware may try for ever.
            await asyncio.sleep(0)
            outcome = await self._rescue(request, error)
        return await self._after(request, outcome)

    async def _before(self, request: Request) -> Outcome | None:
        for method in self._requests:
            outcome = method(request=request)
            if outcome is None:
                continue
            outcome = await _settled(outcome, method)
            if outcome is not None:
                return _checked(outcome, method)
        return None

    async def _rescue(self, request: Request, error: Exception) -> Outcome:
        for method in self._exceptions:
            outcome = await _settled(method(request=request, exception=error), method)
            if outcome is not None:
                return _checked(outcome, method)
        raise error

    async def _after(self, request: Request, outcome: Outcome) -> Outcome:
        for method in self._responses:
            if isinstance(outcome, Request):
                break
            changed = method(request=request, response=outcome)
            if changed is not outcome:
                changed = _checked(await _settled(changed, method), method)
                outcome = changed
        return outcome


def with_spider(method: Any, spider: "Spider") -> Method:
    """Return `method`, given the spider if it is one of the old that want it."""
    if argument_is_required(method, "spider"):
        return partial(method, spider=spider)
    return method


async def _settled(outcome: Any, method: Method) -> Any:
    if inspect.isawaitable(outcome):
        return await ensure_awaitable(outcome, _warn=_named(method))
    return outcome


def _checked(outcome: Any, method: Method) -> Outcome:
    if isinstance(outcome, Request | Response):
        return outcome
    raise TypeError(
        f"Middleware {_named(method)} must return a Response or a Request,"
        f" got {type(outcome).__name__}"
    )


def _named(method: Method) -> str:
    return global_object_name(method.func if isinstance(method, partial) else method)
