"""Validators: a page that has not changed is answered 304 before it is made.

A page depends on the snapshot, the templates, its address and the time to which ages
are rounded ("checked 2 hours ago"). The ETag is made of just these, so it is known
before anything is read or rendered.
"""

import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from storefront.catalogue.reader import Catalogue

if TYPE_CHECKING:
    from litestar.types.asgi_types import HTTPScope

# Ages on pages are as of the last full five minutes.
_TICK_S = 300
_PAGE = b"public, max-age=60"
_ERROR = b"no-store"
_LIVE = frozenset({"/health"})


class Freshness(ASGIMiddleware):
    """Pins snapshot and time for a request, and answers 304 where both are known."""

    scopes = (ScopeType.HTTP,)

    def __init__(
        self, catalogue: Catalogue, clock: Callable[[], datetime], version: str
    ) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._version = version

    async def handle(
        self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp
    ) -> None:
        """Answer 304, or pass the request on and mark its response."""
        shelf = self._catalogue.shelf()
        tick = int(self._clock().timestamp()) // _TICK_S * _TICK_S
        state = scope.setdefault("state", {})
        state["shelf"] = shelf
        state["now"] = datetime.fromtimestamp(tick, UTC)
        address = zlib.crc32(
            scope["path"].encode("utf-8", "surrogatepass")
            + b"?"
            + scope["query_string"]
        )
        tag = f'"{shelf.id[:16]}-{self._version}-{tick:x}-{address:08x}"'.encode()
        if (
            _method(scope) in {"GET", "HEAD"}
            and scope["path"] not in _LIVE
            and tag in _known(scope)
        ):
            await _not_modified(send, tag)
            return
        await next_app(_as_get(scope), receive, _marking(scope, send, tag))


def _method(scope: Scope) -> str:
    return cast("HTTPScope", scope)["method"]


def _known(scope: Scope) -> list[bytes]:
    """Return the tags that the visitor holds; RFC 9110 compares them weakly."""
    sent = [value for name, value in scope["headers"] if name == b"if-none-match"]
    return [tag.strip().removeprefix(b"W/") for tag in b",".join(sent).split(b",")]


def _as_get(scope: Scope) -> Scope:
    """Return `scope` as one that routes answer: HEAD is GET without its body."""
    if _method(scope) != "HEAD":
        return scope
    return cast("HTTPScope", {**scope, "method": "GET"})


async def _not_modified(send: Send, tag: bytes) -> None:
    headers = [(b"etag", tag), (b"cache-control", _PAGE)]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _marking(scope: Scope, send: Send, tag: bytes) -> Send:
    """Return a `send` that adds the validator to pages; errors are not to be kept."""
    without_body = _method(scope) == "HEAD"

    async def send_marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = _marked(message["status"], message["headers"], tag)
        elif message["type"] == "http.response.body" and without_body:
            message["body"] = b""
        await send(message)

    return send_marked


def _marked(
    status: int, headers: Iterable[tuple[bytes, bytes]], tag: bytes
) -> list[tuple[bytes, bytes]]:
    headers = list(headers)
    if any(name == b"cache-control" for name, _ in headers):
        return headers
    if status != 200:
        return [*headers, (b"cache-control", _ERROR if status >= 400 else _PAGE)]
    return [*headers, (b"etag", tag), (b"cache-control", _PAGE)]
