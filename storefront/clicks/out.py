"""/go/<offer_key>: the way to another shop, answered before any page is thought of.

The target stands in the open snapshot and nowhere else: nothing in the request can name
another. The click is written before the answer leaves, so an answered click is never
lost. Whether a person clicked is judged later, in the lake.
"""

import re
from urllib.parse import quote

import msgspec
import structlog
from litestar.types import ASGIApp, Receive, Scope, Send

from storefront.catalogue.shelf import Shelf
from storefront.clicks.agents import family
from storefront.clicks.networks import location, tagged
from storefront.clicks.older import product_of
from storefront.clicks.pseudonym import Pseudonyms
from storefront.events.event import Event, event_id, moment
from storefront.events.segments import FOLDER
from storefront.http.wire import READING, Headers, header, method
from storefront.parts import Parts
from storefront.texts import slug

log = structlog.get_logger()

PREFIX = "/go/"
_LONGEST_KEY, _LONGEST_PAGE = 64, 200
_PATH_ENDS = re.compile(rb"[?#]")
# Stands for a click's name while an address is made; no address holds it otherwise.
_MARK = "0CLICK0NAME0GOES0HERE0"
_REMEMBERED = 8_192
_SKU = re.compile(r"(?:^|&)sku=([A-Za-z0-9-]{1,40})(?:&|$)")
_HEADERS: Headers = [
    (b"cache-control", b"no-store"),
    (b"x-robots-tag", b"noindex, nofollow"),
    # The other shop learns that we sent someone, not from which page.
    (b"referrer-policy", b"origin"),
    (b"content-length", b"0"),
]


class Target(msgspec.Struct, frozen=True):
    """Where an offer is, and what it is an offer of.

    A network is told of the click between `before` and `after`; others have no `after`.
    """

    sku: str
    host: str
    plain: bytes
    before: bytes
    after: bytes | None

    def told_of(self, click: str) -> bytes:
        """Return the address with the name of the click, where there is a place for it."""
        if self.after is None:
            return self.plain
        return b"%b%b%b" % (self.before, click.encode(), self.after)


class OutLinks:
    """Answers /go/ addresses; everything else goes on to the pages."""

    def __init__(self, parts: Parts) -> None:
        self._catalogue = parts.catalogue
        self._clock = parts.clock
        self._events = parts.events
        self._pseudonyms = Pseudonyms(parts.home / FOLDER)
        self._targets = _Targets()

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


class _Targets:
    """The targets asked for lately; they go with the shelf that they stand on."""

    def __init__(self) -> None:
        self._shelf: Shelf | None = None
        self._known: dict[str, Target] = {}

    def of(self, shelf: Shelf, key: str) -> Target | None:
        """Return where the offer `key` leads, or None."""
        if shelf is not self._shelf or len(self._known) >= _REMEMBERED:
            self._shelf, self._known = shelf, {}
        target = self._known.get(key) or _read(shelf, key)
        if target:
            self._known[key] = target
        return target


def _read(shelf: Shelf, key: str) -> Target | None:
    found = shelf.offer(key) if 0 < len(key) <= _LONGEST_KEY else None
    plain = location(found[1].url) if found else None
    if found is None or plain is None:
        return None
    sku, offer = found
    told = location(tagged(offer.url, _MARK, sku)) or plain
    before, mark, after = told.partition(_MARK.encode())
    return Target(sku, offer.host, plain, before, after if mark else None)


def _way_back(shelf: Shelf, key: str, query: bytes, page: str | None) -> bytes | None:
    """Return the product's page for an offer that is no longer there.

    Links that stand elsewhere say which that is, the page that the link stood on tells
    it, and else the snapshots of before know it.
    """
    told = _SKU.search(query.decode("latin-1"))
    asked = (page or "").partition("/products/")[2].split("/")[0]
    found = _product(shelf, told[1] if told else "") or _product(shelf, asked)
    if found is None and 0 < len(key) <= _LONGEST_KEY:
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
