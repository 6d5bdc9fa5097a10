"""A page for one visitor alone: what was looked at lately, and what goes with it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from storefront.catalogue.answers import Card
from storefront.catalogue.item import Item
from storefront.events.views import agreed_visitor
from storefront.http.sessions import Session
from storefront.pages.consent import forget
from storefront.pages.visit import Asked, Visit
from storefront.texts import clean

if TYPE_CHECKING:
    from storefront.parts import Parts

_LOOKED_AT, _SUGGESTED, _OF_EACH = 12, 12, 3
_LONGEST = 60
# What people looked at together says more than what is alike.
_BEST = ("together", "alike", "brand", "shelf")


class Suggested(msgspec.Struct, frozen=True):
    """Something to look at, and the thing that it goes with."""

    card: Card
    because: str


@get("/for-you", sync_to_thread=False)
def for_you(request: Asked) -> Response[str]:
    """Show a visitor who agreed what was noted, and what comes of it."""
    visit = Visit.of(request)
    parts: Parts = request.app.state["parts"]
    visitor = agreed_visitor(request.scope)
    looks = parts.visitors.lately(visitor, _LOOKED_AT) if visitor else []
    seen = _living(visit, [look.sku for look in looks])
    return visit.page(
        "foryou.html",
        agreed=visitor is not None,
        field=Session.of(request).field,
        looked_at=visit.cards([item.sku for item in seen]),
        suggested=_suggested(visit, seen),
    )


@post("/for-you/forget", sync_to_thread=False)
def forget_me(request: Asked) -> Redirect:
    """Forget the visitor."""
    return forget(request, "/for-you")


def _living(visit: Visit, skus: Sequence[str]) -> list[Item]:
    """Return what is still sold, once each; merged products under their new name."""
    found = (visit.item(visit.shelf.alias(sku) or sku) for sku in skus)
    return list({item.sku: item for item in found if item}.values())


def _suggested(visit: Visit, seen: Sequence[Item]) -> list[Suggested]:
    """Return what goes with the things seen, the latest first, none of them twice."""
    because: dict[str, str] = {}
    known = {item.sku for item in seen}
    for item in seen:
        fresh = (sku for sku in _beside(item) if sku not in known)
        for sku, _ in zip(fresh, range(_OF_EACH), strict=False):
            known.add(sku)
            because[sku] = clean(item.title, _LONGEST) or item.title
    cards = visit.cards(list(because)[:_SUGGESTED])
    return [Suggested(card, because[card.sku]) for card in cards]


def _beside(item: Item) -> Iterator[str]:
    for why in _BEST:
        for one in item.related:
            if one.why == why:
                yield one.sku


HANDLERS = (for_you, forget_me)
