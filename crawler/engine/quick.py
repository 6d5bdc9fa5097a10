"""Two of Scrapy's downloader middlewares, with the same outcome at a part of the price.

Nearly every page passes through both: one looks for a refresh that few pages have, one
makes a request's bytes in order to count them. Only Scrapy's own classes are spared the
work; who inherits from them is called as ever.
"""

import inspect
from collections.abc import Callable
from functools import lru_cache
from types import MethodType
from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.downloadermiddlewares.stats import DownloaderStats, get_status_size
from scrapy.http import TextResponse
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.request import request_httprepr

from crawler.engine.pagehead import head_of

if TYPE_CHECKING:
    from scrapy.http import Headers, Request, Response

Method = Callable[..., Any]

# Where each of them stands for itself in bytes.
_ASCII_LIKE = frozenset({"ascii", "utf-8", "cp1252", "latin-1", "iso8859-1"})
_LINES = len(b" HTTP/1.1\r\n") + len(b"Host: \r\n") + len(b"\r\n") + 1


def quick(method: Method) -> Method:
    """Return `method`, or what does the same sooner."""
    owner = getattr(method, "__self__", None)
    if type(owner) is MetaRefreshMiddleware and method.__name__ == "process_response":
        return lambda request, response: (
            method(request=request, response=response)
            if may_refresh(response)
            else response
        )
    if type(owner) is DownloaderStats:
        counting = Counting(owner)
        if method.__name__ == "process_request":
            return counting.process_request
        if method.__name__ == "process_response":
            return counting.process_response
    return unwarned(method)


def unwarned(method: Method) -> Method:
    """Return a method of Scrapy's without its look for an argument of older days.

    We pass no `spider`, about which it warns, and it looks at every call.
    """
    function = getattr(method, "__func__", method)
    inner: Any = getattr(function, "__wrapped__", None)
    looks = inspect.isfunction(function) and function.__code__.co_name == "sync_inner"
    if not looks or inner.__module__.split(".")[0] != "scrapy":
        return method
    return MethodType(inner, method.__self__) if inspect.ismethod(method) else inner


def may_refresh(response: "Response") -> bool:
    """Return whether Scrapy might find a refresh in the head of `response`."""
    return (
        not isinstance(response, TextResponse)
        or response.encoding not in _ASCII_LIKE
        or b"refresh" in head_of(response.body).lower()
    )


class Counting:
    """Counts requests and responses as `DownloaderStats` does."""

    def __init__(self, owner: DownloaderStats) -> None:
        self._count = unwarned(
            owner.stats.inc_value
        )  # asked for once: the asking is dear

    def process_request(self, request: "Request") -> None:
        """Count a request."""
        count = self._count
        count("downloader/request_count")
        count(_method(request.method))
        count("downloader/request_bytes", request_size(request))

    def process_response(self, request: "Request", response: "Response") -> "Response":
        """Count a response."""
        count = self._count
        count("downloader/response_count")
        count(_status(response.status))
        count("downloader/response_bytes", response_size(response))
        return response


def request_size(request: "Request") -> int:
    """Return how many bytes Scrapy would count, without making them."""
    parsed = urlparse_cached(request)
    path, query = parsed.path, parsed.query
    if parsed.params or path.startswith("//") or not request.url.isascii():
        return len(request_httprepr(request))
    return (
        len(request.method)
        + (len(path) or 1)
        + (1 + len(query) if query else 0)
        + len(parsed.hostname or "")
        + _LINES
        + _lines_size(request.headers)
        + len(request.body)
    )


def response_size(response: "Response") -> int:
    """Return how many bytes Scrapy would count."""
    headers = response.headers
    size = sum(
        2 + len(name) + len(value)
        for name, values in dict.items(headers)
        for value in values
    )
    return (
        len(response.body)
        + size
        + 2 * (len(headers) - 1)
        + _status_size(response.status)
        + 4
    )


def _lines_size(headers: "Headers") -> int:
    if not headers:
        return 0
    lines = [
        4 + len(name) + len(value)
        for name, values in dict.items(headers)
        for value in values
    ]
    return sum(lines) if lines else 2


@lru_cache
def _method(name: str) -> str:
    return f"downloader/request_method_count/{name}"


@lru_cache
def _status(status: int) -> str:
    return f"downloader/response_status_count/{status}"


@lru_cache
def _status_size(status: int) -> int:
    return get_status_size(status)
