"""How an answer leaves: marked with how long it holds, packed, and kept if it may be."""

from collections.abc import Iterable

from litestar.types import HTTPResponseStartEvent, Message, Scope, Send

from storefront.http.cache import Page, PageCache
from storefront.http.packing import coding, is_worth_packing
from storefront.http.wire import Headers, header, method

KEPT = b"public, max-age=60"
SEARCHED = b"private, max-age=60"
_VARY = (b"vary", b"accept-encoding")
_NOT_FROM_HERE = frozenset({b"content-length", b"content-encoding"})


class Making:
    """A `send` for a page in the making: holds its start back until it is whole."""

    __slots__ = ("_how", "_pages", "_scope", "_send", "_start", "_tag")

    def __init__(
        self,
        scope: Scope,
        send: Send,
        tag: bytes,
        how: bytes,
        pages: PageCache | None,
    ) -> None:
        self._scope = scope
        self._send = send
        self._tag = tag
        self._how = how
        self._pages = pages
        self._start: HTTPResponseStartEvent | None = None

    async def __call__(self, message: Message) -> None:
        """Take the next part of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        start, self._start = self._start, None
        if start is not None:
            start["headers"] = self._marked(start["status"], list(start["headers"]))
            if not message["more_body"]:
                await self._whole(start, message["body"])
                return
            await self._send(start)
        if method(self._scope) == "HEAD":
            message["body"] = b""
        await self._send(message)

    def _marked(self, status: int, headers: Headers) -> Headers:
        """Add the validator to pages; errors are not to be kept."""
        said = dict(headers)
        how = said.get(b"cache-control")
        if how is None:
            how = b"no-store" if status >= 400 else self._how
            headers = [*headers, (b"cache-control", how)]
        if status == 200 and b"etag" not in said and b"no-store" not in how:
            headers = [*headers, (b"etag", self._tag)]
        return headers

    async def _whole(self, start: HTTPResponseStartEvent, body: bytes) -> None:
        headers = dict(start["headers"])
        media_type = headers.get(b"content-type", b"")
        if not is_worth_packing(media_type, body) or b"content-encoding" in headers:
            if method(self._scope) == "HEAD":
                body = b""
            await self._send(start)
            await self._send(_body(body))
            return
        page = Page(_lasting(start["headers"]), media_type, {b"": body})
        may_keep = headers.get(b"cache-control", b"").startswith(b"public")
        if start["status"] == 200 and may_keep and self._pages is not None:
            self._pages.put(self._tag, page)
        await send_kept(page, self._scope, self._send, start["status"])


def _lasting(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return what every answer with this page has, however it is packed."""
    rest = [one for one in headers if one[0] not in _NOT_FROM_HERE]
    return [*rest, _VARY]


async def send_kept(page: Page, scope: Scope, send: Send, status: int = 200) -> None:
    """Send `page` in the coding that its visitor takes."""
    body, name = page.body(coding(header(scope, b"accept-encoding") or b""))
    headers = [*page.headers, (b"content-length", b"%d" % len(body))]
    if name:
        headers.append((b"content-encoding", name))
    if method(scope) == "HEAD":
        body = b""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send(_body(body))


async def send_not_modified(send: Send, tag: bytes, how: bytes) -> None:
    """Say that the visitor's own copy holds."""
    headers = [(b"etag", tag), (b"cache-control", how), _VARY]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send(_body(b""))


def unless_there(send: Send) -> Send:
    """Return a `send` for whoever holds any copy at all: what is there is not sent."""
    is_there = False

    async def send_unless_there(message: Message) -> None:
        nonlocal is_there
        if message["type"] == "http.response.start":
            said = dict(message["headers"])
            is_there = message["status"] in {200, 206} and b"etag" in said
            if is_there:
                await send_not_modified(send, said[b"etag"], said[b"cache-control"])
        if not is_there:
            await send(message)

    return send_unless_there


def unkept(scope: Scope, send: Send, how: bytes) -> Send:
    """Return a `send` for answers that nobody keeps; they are not packed either.

    A private page holds a secret of its visitor and words that come from elsewhere;
    packed, its length would tell how alike they are.
    """

    async def send_unkept(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [one for one in message["headers"] if one[0] != b"cache-control"]
            message["headers"] = [*map(_with_head, others), (b"cache-control", how)]
        elif message["type"] == "http.response.body" and method(scope) == "HEAD":
            message["body"] = b""
        await send(message)

    return send_unkept


def _with_head(one: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Name HEAD where an address names GET: routes know nothing of it."""
    name, value = one
    if name == b"allow" and b"HEAD" not in value:
        return name, value.replace(b"GET", b"GET, HEAD")
    return one


def _body(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": False}
