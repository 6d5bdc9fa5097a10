"""The wishlist: what a visitor wants to keep, with the price of that day beside today's.

It lies in the visitor's session, which the first wish begins. A list is shared by an
address that holds the skus and nothing of the visitor.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.exceptions import ValidationException
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Redirect

from storefront.catalogue.answers import Card
from storefront.http.forms import FROM_ANYWHERE_HERE
from storefront.http.sessions import Session
from storefront.pages.visit import Asked, Visit

MOST = 200
# One name a wish: of two that come at the same time neither overwrites the other.
_WISH, _GONE = "wish:", "unwished"
_SKU = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Wish(msgspec.Struct, frozen=True, array_like=True):
    """What a product cost on the day that it was kept."""

    kept: date
    price_minor: int | None = None
    currency: str | None = None


class Named(msgspec.Struct, frozen=True):
    """What the forms send."""

    sku: Annotated[str, msgspec.Meta(max_length=40)]


class Shown(msgspec.Struct, frozen=True):
    """One wish as the page shows it; `change_minor` is what it costs more by now."""

    sku: str
    wish: Wish
    card: Card | None
    change_minor: int | None = None


@get("/wishlist", sync_to_thread=False)
def wishlist(
    request: Asked, removed: FromQuery[str] = "", full: FromQuery[str] = ""
) -> Response[str]:
    """Show what the visitor keeps, the latest first."""
    visit, session = Visit.of(request), Session.of(request)
    wishes = _wishes(session)
    shown = _shown(visit, wishes)
    return visit.page(
        "wishlist.html",
        shown=shown,
        shared=_shared(visit, [one.sku for one in shown if one.card]),
        field=session.field,
        undo=removed if removed in (session.get(_GONE) or {}) else None,
        full=MOST if full and len(wishes) >= MOST else None,
    )


@post("/wishlist/add", sync_to_thread=False, opt={FROM_ANYWHERE_HERE: True})
def add(request: Asked, data: URLEncodedBody[Named]) -> Redirect:
    """Keep a product; one that was removed a moment ago comes back as it was."""
    visit, session = Visit.of(request), Session.of(request)
    sku = _living(visit, data.sku)
    wishes, gone = _wishes(session), session.get(_GONE) or {}
    if sku in wishes:
        return _to_list(visit)
    if len(wishes) >= MOST:
        return _to_list(visit, "?full=1")
    if data.sku in gone:
        wish = msgspec.convert(gone[data.sku], Wish)
    else:
        wish = _wish(visit, sku)
    session.set(_GONE, None)
    _keep(session, sku, wish)
    return _to_list(visit)


@post("/wishlist/remove", sync_to_thread=False)
def remove(request: Asked, data: URLEncodedBody[Named]) -> Redirect:
    """Keep a product no longer; the page offers to take that back."""
    visit, session = Visit.of(request), Session.of(request)
    gone = _wishes(session).get(data.sku)
    if gone is None:
        return _to_list(visit)
    session.set(_GONE, {data.sku: msgspec.to_builtins(gone)})
    _keep(session, data.sku, None)
    return _to_list(visit, f"?removed={data.sku}")


@get("/wishlist/shared", sync_to_thread=False)
def shared(request: Asked, sku: FromQuery[list[str] | None] = None) -> Response[str]:
    """Show the products that an address names; it is for everyone who has it."""
    visit = Visit.of(request)
    asked = list(dict.fromkeys(sku or ()))
    if len(asked) > MOST or not all(map(_SKU.fullmatch, asked)):
        raise ValidationException("that is no list of products")
    found = [visit.shelf.alias(one) or one for one in asked]
    return visit.page("shared.html", cards=visit.cards(list(dict.fromkeys(found))))


def _wishes(session: Session) -> dict[str, Wish]:
    return msgspec.convert(session.named(_WISH), dict[str, Wish])


def _keep(session: Session, sku: str, wish: Wish | None) -> None:
    session.set(f"{_WISH}{sku}", msgspec.to_builtins(wish))


def _living(visit: Visit, sku: str) -> str:
    """Return the sku that answers for `sku`; what was never here cannot be kept."""
    living = visit.shelf.alias(sku) or sku
    if not _SKU.fullmatch(living) or visit.shelf.item(living) is None:
        raise ValidationException("this shop has no such product")
    return living


def _wish(visit: Visit, sku: str) -> Wish:
    card = next(iter(visit.cards([sku])), None)
    day = visit.now.date()
    return Wish(day, card.price_minor, card.currency) if card else Wish(day)


def _shown(visit: Visit, wishes: dict[str, Wish]) -> list[Shown]:
    living = {sku: visit.shelf.alias(sku) or sku for sku in wishes}
    cards = {card.sku: card for card in visit.cards(list(living.values()))}
    shown = [
        Shown(sku, wish, cards.get(living[sku]), _change(wish, cards.get(living[sku])))
        for sku, wish in wishes.items()
    ]
    return shown[::-1]


def _change(wish: Wish, card: Card | None) -> int | None:
    if card is None or card.price_minor is None or wish.price_minor is None:
        return None
    if card.currency != wish.currency:
        return None
    return card.price_minor - wish.price_minor


def _shared(visit: Visit, skus: Sequence[str]) -> str | None:
    asked = "&".join(f"sku={sku}" for sku in skus if _SKU.fullmatch(sku))
    return visit.to(f"/wishlist/shared?{asked}") if asked else None


def _to_list(visit: Visit, query: str = "") -> Redirect:
    return Redirect(visit.to(f"/wishlist{query}"), status_code=303)


HANDLERS: tuple[Any, ...] = (wishlist, add, remove, shared)
