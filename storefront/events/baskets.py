"""What is put into a basket, as an event: by whom only where the visitor agreed."""

from datetime import datetime

import msgspec
import structlog
from litestar.types import Scope

from storefront.clicks.agents import family
from storefront.clicks.pseudonym import Pseudonyms
from storefront.events.event import Event, event_id, moment
from storefront.events.segments import FOLDER
from storefront.events.views import agreed_visitor
from storefront.http.wire import header
from storefront.parts import Parts

log = structlog.get_logger()


class Put(msgspec.Struct, frozen=True):
    """So many more pieces of one sku; the price is that of all of them."""

    sku: str
    quantity: int
    amount_minor: int | None = None
    currency: str | None = None


def note_basket(parts: Parts, scope: Scope, put: Put) -> None:
    """Keep that something was put into a basket; a full disk costs the event alone."""
    now = parts.clock()
    try:
        parts.events.append(_event(parts, scope, put, now))
    except OSError as error:
        log.warning("basket_not_kept", reason=str(error))


def _event(parts: Parts, scope: Scope, put: Put, now: datetime) -> Event:
    client = scope.get("client")
    said = (header(scope, b"user-agent") or b"")[:400].decode("ascii", "replace")
    days = Pseudonyms(parts.home / FOLDER)
    return Event(
        event_id=event_id(now),
        ts=moment(now),
        kind="cart",
        session=days.of(client[0] if client else "", said, moment(now).date()),
        visitor=agreed_visitor(scope),
        agent=family(said),
        **msgspec.structs.asdict(put),
    )
