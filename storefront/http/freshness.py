"""Validators and kept pages: what has not changed is answered before it is made.

A page depends on the snapshot, the prices changed since, the templates, its language,
its address and the time to which ages are rounded ("checked 2 hours ago"). The ETag is
made of just these, so it is known before anything is read or rendered. It is a weak one:
the same page is sent packed in one way or another.
"""

import re
from datetime import UTC, datetime
from hashlib import blake2b

from litestar.types import ASGIApp, Receive, Scope, Send

from storefront.http.answers import (
    KEPT,
    SEARCHED,
    Making,
    send_kept,
    send_not_modified,
    unkept,
    unless_there,
)
from storefront.http.cache import PageCache
from storefront.http.counters import LOOKS
from storefront.http.outside import is_from_outside
from storefront.http.private import is_private
from storefront.http.wire import READING, all_of, as_get, header, method
from storefront.parts import Parts

# Ages on pages are as of the last full five minutes.
_TICK_S = 300
_ANY = b"W/*"
_HIT, _UNCHANGED, _MISS = range(len(LOOKS))
_STREAM, _CONSOLE_STREAMS = "/api/v1/live", "/console/live/"
_LIVE = frozenset({"/health", "/ready", "/metrics", _STREAM})
# What someone looks for is theirs: nobody on the way keeps it, nor does this process.
_SEARCHES = re.compile(rb"(?:^|&)(?:q|%71)=[^&]", re.IGNORECASE)


class Freshness:
    """Pins snapshot and time for a request, and answers what is known already."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.pages = PageCache(parts.settings.page_cache_mb * 1_000_000)

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def fresh(scope: Scope, receive: Receive, send: Send) -> None:
            version = self._pin(scope)
            path = scope["path"].rstrip("/")
            if method(scope) not in READING or _is_live(path):
                asked = scope if path == _STREAM else as_get(scope)
                await app(asked, receive, unkept(scope, send, b"no-store"))
            elif is_private(path):
                send = unkept(scope, send, b"private, no-store")
                is_stream = path.startswith(_CONSOLE_STREAMS)
                await app(scope if is_stream else as_get(scope), receive, send)
            else:
                await self._public(app, scope, receive, send, _tag(version, scope))

        return fresh

    def _pin(self, scope: Scope) -> str:
        """Fix what this request's page is made of; return the name of all that."""
        state = scope["state"]
        self._parts.called.look()
        shelf = self._parts.catalogue.shelf()
        tick = int(self._parts.clock().timestamp()) // _TICK_S * _TICK_S
        state["shelf"] = shelf
        state["live"] = live = self._parts.live.over(shelf.price_mark)
        state["now"] = datetime.fromtimestamp(tick, UTC)
        made_by = self._parts.templates.version
        way = "plain" if state["plain"] else "safe"
        return (
            f"{shelf.id[:16]}-{live.mark}-{made_by}-{tick:x}-{state['language']}-{way}"
        )

    async def _public(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, tag: bytes
    ) -> None:
        searches = _SEARCHES.search(scope["query_string"]) is not None
        how = SEARCHED if searches else KEPT
        if header(scope, b"if-none-match"):
            known = _known(scope)
            if tag in known:
                self._parts.counters.looked(_UNCHANGED)
                await send_not_modified(send, tag, how)
                return
            if _ANY in known:
                send = unless_there(send)
        page = self.pages.get(tag)
        self._parts.counters.looked(_MISS if page is None else _HIT)
        if page is not None:
            await send_kept(page, scope, send)
            return
        pages = None if searches else self.pages
        await app(as_get(scope), receive, Making(scope, send, tag, how, pages))


def _is_live(path: str) -> bool:
    """Say whether the answer is another one each time, or one buyer's own."""
    return path in _LIVE or is_from_outside(path)


def _tag(version: str, scope: Scope) -> bytes:
    address = scope["path"].encode("utf-8", "surrogatepass")
    # A path may have a question mark of its own, as %3F; no query holds a zero.
    digest = blake2b(address + b"\0" + scope["query_string"], digest_size=12)
    return f'W/"{version}-{digest.hexdigest()}"'.encode()


def _known(scope: Scope) -> list[bytes]:
    """Return the tags that the visitor holds; RFC 9110 compares them weakly."""
    sent = all_of(scope, b"if-none-match").split(b",")
    return [b"W/" + tag.strip().removeprefix(b"W/") for tag in sent]
