"""/go/<offer_key>: the way to another shop, answered before any page is thought of.

/go/join/<programme_key> and /go/read/<programme_key> lead to a partner programme's page
to sign up, and to where it was read.

The target stands in the open snapshot and nowhere else: nothing in the request can name
another. The click is written before the answer leaves, so an answered click is never
lost. Whether a person clicked is judged later, in the lake.
"""

import re
from urllib.parse import quote

import structlog
from litestar.types import ASGIApp, Receive, Scope, Send

from storefront.catalogue.shelf import Shelf
from storefront.clicks.agents import family
from storefront.clicks.older import product_of
from storefront.clicks.pseudonym import Pseudonyms
from storefront.clicks.targets import LONGEST_KEY, Target, Targets
from storefront.events.event import Event, event_id, moment
from storefront.events.segments import FOLDER
from storefront.http.wire import READING, Headers, header, method
from storefront.parts import Parts
from storefront.texts import slug

log = structlog.get_logger()

PREFIX = "/go/"
_LONGEST_PAGE = 200
_PATH_ENDS = re.compile(rb"[?#]")
_SKU = re.compile(r"(?:^|&)sku=([A-Za-z0-9-]{1,40})(?:&|$)")
_HEADERS: Headers = [
    (b"cache-control", b"no-store"),
    (b"x-robots-tag", b"noindex, nofollow"),
    # The other shop learns that we sent someone, not from which page.
    (b"referrer-policy", b"origin"),
    (b"content-length", b"0"),
]


class OutLinks:
    """Answers /go/ addresses; everything else goes on to the pages."""

    def __init__(self, parts: Parts) -> None:
        self._catalogue = parts.catalogue
        self._clock = parts.clock
        self._events = parts.events
        self._pseudonyms = Pseudonyms(parts.home / FOLDER)
        self._targets = Targets()

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def led_out(scope: Scope, receive: Receive, send: Send) -> None:
            if not scope["path"].startswith(PREFIX):
                await app(scope, receive, send)
                return
            if method(scope) not in READING:
                await _answer(send, 405, [(b"allow", b"GET, HEAD")])
                return
            found = self._led_to(scope)
            if found is None:
                await app(scope, receive, send)
                return
            await _answer(send, 302, [(b"location", found)])

        return led_out

    def _led_to(self, scope: Scope) -> bytes | None:
        """Return where the request is led, and keep the click; None is for no place."""
        key = scope["path"][len(PREFIX) :]
        shelf = self._catalogue.shelf()
        target = self._targets.of(shelf, key)
        page = _page(scope)
        if target is None:
            return _way_back(shelf, key, scope["query_string"], page)
        if method(scope) == "HEAD":
            return target.plain
        click = self._kept(scope, key, target, page)
        # Without a click the network must not be told of one.
        return target.told_of(click) if click else target.plain

    def _kept(
        self, scope: Scope, key: str, target: Target, page: str | None
    ) -> str | None:
        """Write the click and return its name; a full disk costs it, not the way."""
        now = self._clock()
        click = event_id(now)
        agent = _agent(scope)
        client = scope.get("client")
        try:
            event = Event(
                event_id=click,
                ts=moment(now),
                kind="click",
                session=self._pseudonyms.of(
                    client[0] if client else "", agent, moment(now).date()
                ),
                sku=target.sku,
                offer_key=key,
                host=target.host,
                agent="prefetch" if header(scope, b"sec-purpose") else family(agent),
                page=page,
            )
            self._events.append(event)
        except OSError as error:
            log.error("click_not_kept", reason=str(error), sku=target.sku)  # noqa: TRY400
            return None
        return click


def _way_back(shelf: Shelf, key: str, query: bytes, page: str | None) -> bytes | None:
    """Return the product's page for an offer that is no longer there.

    Links that stand elsewhere say which that is, the page that the link stood on tells
    it, and else the snapshots of before know it.
    """
    told = _SKU.search(query.decode("latin-1"))
    asked = (page or "").partition("/products/")[2].split("/")[0]
    found = _product(shelf, told[1] if told else "") or _product(shelf, asked)
    if found is None and 0 < len(key) <= LONGEST_KEY:
        found = _product(shelf, product_of(key, shelf.folder) or "")
    return found


def _product(shelf: Shelf, sku: str) -> bytes | None:
    item = shelf.item(shelf.alias(sku) or sku) if sku else None
    return f"/products/{item.sku}/{slug(item.title)}".encode() if item else None


def _page(scope: Scope) -> str | None:
    """Return the path of the page of ours that the link stood on."""
    # scheme://host/path: what somebody looked for stands behind it and stays theirs.
    parts = (header(scope, b"referer") or b"").split(b"/", 3)
    if len(parts) < 4 or not parts[2] or parts[2] != header(scope, b"host"):
        return None
    path = b"/" + _PATH_ENDS.split(parts[3], 1)[0][:_LONGEST_PAGE]
    return quote(path, safe="%/:@!$&'()*+,;=-._~")[:_LONGEST_PAGE]


def _agent(scope: Scope) -> str:
    return (header(scope, b"user-agent") or b"")[:400].decode("ascii", "replace")


async def _answer(send: Send, status: int, headers: Headers) -> None:
    told = [*headers, *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
