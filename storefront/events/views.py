"""Which products are looked at: by whom only where the visitor agreed, else a count.

The layer lies outside the page cache and looks at one cookie, so a page stays the same
for everyone and is still noted.
"""

import sqlite3
from collections import Counter
from datetime import datetime
from time import monotonic

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from storefront.clicks.agents import BROWSERS, family
from storefront.events.agreed import visitor_of
from storefront.events.event import Event, event_id, moment
from storefront.http.wire import all_of, header, method
from storefront.parts import Parts

log = structlog.get_logger()

_PREFIX = "/products/"
_LOOKED_AT = frozenset({200, 304})
_COUNT_FOR_S = 60.0
_MOST_COUNTED = 5_000


class Views:
    """Notes product pages that were answered."""

    def __init__(self, parts: Parts) -> None:
        self._clock = parts.clock
        self._events = parts.events
        self._visitors = parts.visitors
        self._counts: Counter[str] = Counter()
        self._tell_at = monotonic() + _COUNT_FOR_S
        parts.events.before_close(self.tell)

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def looked_at(scope: Scope, receive: Receive, send: Send) -> None:
            if not scope["path"].startswith(_PREFIX) or method(scope) != "GET":
                await app(scope, receive, send)
                return
            status = 0

            async def send_seen(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            await app(scope, receive, send_seen)
            if status in _LOOKED_AT and not header(scope, b"sec-purpose"):
                sku = scope["path"][len(_PREFIX) :].partition("/")[0]
                # A made-up address is answered 304 too: its tag tells of no product.
                if sku and (status == 200 or scope["state"]["shelf"].item(sku)):
                    self._note(scope, sku)

        return looked_at

    def _note(self, scope: Scope, sku: str) -> None:
        """Keep the view; the page has been answered, so nothing here may fail it."""
        now = self._clock()
        visitor = agreed_visitor(scope)
        try:
            if visitor:
                self._events.append(_view(now, sku, visitor, scope))
                self._visitors.note(visitor, sku, now)
            else:
                self._count(scope, sku)
        except (OSError, sqlite3.Error) as error:
            log.warning("view_not_kept", reason=str(error))

    def _count(self, scope: Scope, sku: str) -> None:
        agent = (header(scope, b"user-agent") or b"").decode("latin-1")
        if family(agent) in BROWSERS and (
            sku in self._counts or len(self._counts) < _MOST_COUNTED
        ):
            self._counts[sku] += 1
        if monotonic() >= self._tell_at:
            self.tell()

    def tell(self) -> None:
        """Write down what was counted."""
        now = self._clock()
        self._tell_at = monotonic() + _COUNT_FOR_S
        for sku, times in list(self._counts.items()):
            event = Event(
                event_id=event_id(now),
                ts=moment(now),
                kind="views",
                sku=sku,
                times=times,
            )
            self._events.append(event)
            del self._counts[sku]


def _view(now: datetime, sku: str, visitor: str, scope: Scope) -> Event:
    return Event(
        event_id=event_id(now),
        ts=moment(now),
        kind="view",
        sku=sku,
        visitor=visitor,
        page=scope["path"][:200],
    )


def agreed_visitor(scope: Scope) -> str | None:
    """Return the pseudonym of whoever asks, if he or she agreed to have one."""
    cookies = all_of(scope, b"cookie")
    if not cookies:
        return None
    return visitor_of(cookies.decode("latin-1"), secure=is_secure(scope))


def is_secure(scope: Scope) -> bool:
    """Say whether a cookie for https alone reaches the visitor, and comes back."""
    return scope["scheme"] == "https"
