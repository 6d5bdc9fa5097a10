"""The checkout: one page with all that an order needs, and the submit that places it.

    do=look     the page again, for another country, way of sending or code
    do=order    the order, and on to where it is paid

Whatever is missing or has changed is said on the page, and nothing is ordered.
"""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from babel import Locale
from litestar import Response, get, post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from ledger.orders.errors import NotForSale, OrderError, PriceChanged, SoldOut
from ledger.orders.wish import Buyer
from ledger.selling.addresses import countries
from ledger.selling.errors import CouponRefused
from storefront.checkout.carts import cart_name, cart_of, change_cart, parts_of
from storefront.checkout.labels import autofill, label
from storefront.checkout.paying import page_of, way_to_pay
from storefront.checkout.placing import order, order_at, unpaid
from storefront.checkout.problems import code_said, said_of
from storefront.checkout.quoting import Priced, home_country, priced
from storefront.checkout.sent import Sent, fields_of, kept_address, wrong_fields
from storefront.checkout.sums import quoted_sums
from storefront.events.views import agreed_visitor
from storefront.http.paying import let_pay
from storefront.http.sessions import Session
from storefront.pages.visit import Asked, Visit
from storefront.pages.words import msg

_KEY_BYTES = 24
_CHANGED = msg("The sum has changed. Please look at it again, and order then.")
_Said = Mapping[str, str]


# Two handlers of one address: litestar would wrap the first one twice (sync_to_thread).
@get("/checkout")
async def checkout(request: Asked) -> Response[Any]:
    """Show what is to be filled in."""
    return await asyncio.to_thread(_begin, request)


@post("/checkout", status_code=200)
async def submit(request: Asked, data: URLEncodedBody[Sent]) -> Response[Any]:
    """Place the order and lead on to where it is paid, or say what is missing."""
    return await asyncio.to_thread(
        _order if data.do == "order" else _look, request, data
    )


def _begin(request: Asked) -> Response[Any]:
    cart = cart_of(request)
    country = cart.country or home_country(request)
    return _look(request, Sent(country=country, coupon=cart.coupon or ""))


def _look(request: Asked, sent: Sent) -> Response[Any]:
    found = priced(request, cart_of(request), sent)
    if not found.cart.lines or found.is_of_the_basket:
        return _to_basket(request)
    wrong = said_of(found.quote, Visit.of(request).words) if sent.do == "look" else {}
    return _page(request, sent, found, wrong)


def _order(request: Asked, sent: Sent) -> Response[Any]:
    words = Visit.of(request).words
    found = priced(request, cart_of(request), sent)
    if not found.cart.lines or found.is_of_the_basket:
        return _to_basket(request)
    told = wrong_fields(
        sent, is_sent=found.quote.needs_shipping, has_digital=found.has_digital
    )
    wrong = {name: words(why) for name, why in told.items()} | said_of(
        found.quote, words
    )
    if wrong:
        return _page(request, sent, found, wrong, 422)
    if sent.total != _total(found) or not sent.has_key:
        return _page(request, sent, found, {"total": words(_CHANGED)}, 409)
    if parts_of(request).gateway is None and found.quote.totals.total_minor:
        return _page(request, sent, found, {}, 503)
    return _placed(request, sent, found)


def _placed(request: Asked, sent: Sent, found: Priced) -> Response[Any]:
    visit, parts = Visit.of(request), parts_of(request)
    name = cart_name(request) or ""
    try:
        made = order(parts, found.quote, _buyer(request, sent, found), (name, sent.key))
    except (SoldOut, NotForSale):
        return _to_basket(request)
    except PriceChanged:
        fresh = priced(request, found.cart, sent)
        return _page(request, sent, fresh, {"total": visit.words(_CHANGED)}, 409)
    except CouponRefused as error:
        why = visit.words(code_said(error.facts.get("why")))
        return _page(request, sent, found, {"coupon": why}, 409)
    except OrderError as error:
        return _page(request, sent, found, {"total": str(error)}, 409)
    _remember(request, sent)
    whole = order_at(parts, made.token)
    if whole is None or whole.order["state"] != "pending":
        return Redirect(visit.to(f"/orders/{made.token}"), status_code=303)
    way = way_to_pay(parts, whole, made.token)
    to = way or page_of(parts, whole, made.token, "?away=1")
    return Redirect(to, status_code=303)


def _buyer(request: Asked, sent: Sent, found: Priced) -> Buyer:
    address = kept_address(sent, is_sent=found.quote.needs_shipping)
    evidence: dict[str, Any] = {"bill_to": sent.country}
    if found.has_digital:
        # Without it what was downloaded could be withdrawn from.
        evidence["waiver"] = "downloads begin at once"
    return Buyer(
        email=sent.email.strip(),
        country=found.quote.country,
        region=found.quote.region,
        language=Visit.of(request).language,
        ship_to=address if found.quote.needs_shipping else {},
        bill_to=address,
        evidence=evidence,
        visitor=agreed_visitor(request.scope),
    )


def _remember(request: Asked, sent: Sent) -> None:
    """Keep where the cart goes, for its next order."""
    code = sent.coupon.strip() or None
    change_cart(
        request,
        lambda cart: msgspec.structs.replace(cart, country=sent.country, coupon=code),
    )


def _page(
    request: Asked, sent: Sent, found: Priced, wrong: _Said, status: int = 200
) -> Response[Any]:
    visit, parts = Visit.of(request), parts_of(request)
    if parts.gateway is not None:
        let_pay(request, parts.gateway.pay_origins)
    before = unpaid(parts, found.cart)
    shown = _fields(visit, sent, found)
    return visit.page(
        "checkout.html",
        status=status,
        sent=sent,
        key=sent.key if sent.has_key else secrets.token_urlsafe(_KEY_BYTES),
        total=_total(found),
        quote=found.quote,
        sums=quoted_sums(found.quote),
        things=found.things,
        has_digital=found.has_digital,
        fields=shown,
        labels=_labels(visit, shown),
        countries=_countries(visit),
        wrong=wrong,
        before=before,
        takes_money=parts.gateway is not None or not found.quote.totals.total_minor,
        is_test=parts.gateway is not None and parts.gateway.is_test,
        terms="terms" in visit.shop.own.there,
        field=Session.of(request).field,
    )


def _fields(visit: Visit, sent: Sent, found: Priced) -> list[dict[str, Any]]:
    """Return the fields of the address, with their words and what was typed."""
    if sent.country not in countries():
        return []
    needs_region = any(one.kind == "region_unknown" for one in found.quote.problems)
    asked = fields_of(
        sent.country,
        is_sent=found.quote.needs_shipping,
        needs_region=needs_region or bool(sent.region),
    )
    return [
        {
            "name": one.name,
            "label": visit.words(label(one)),
            "autofill": autofill(one.name),
            "is_required": one.is_required,
            "choices": one.choices,
            "value": getattr(sent, one.name),
        }
        for one in asked
        if one.name != "company"
    ]


def _labels(visit: Visit, shown: list[dict[str, Any]]) -> dict[str, str]:
    """Return what each field is called, for who reads what is wrong above them."""
    said = {one["name"]: one["label"] for one in shown}
    return said | {"country": visit.words("Country")}


def _countries(visit: Visit) -> list[tuple[str, str]]:
    names = Locale.parse(visit.language).territories
    found = [(code, str(names.get(code, code))) for code in countries()]
    return sorted(found, key=lambda one: one[1].casefold())


def _total(found: Priced) -> str:
    """Return what the page shows as the sum, to compare with what comes back."""
    return f"{found.quote.totals.total_minor} {found.quote.currency}"


def _to_basket(request: Asked) -> Redirect:
    return Redirect(Visit.of(request).to("/basket"), status_code=303)


HANDLERS: tuple[Any, ...] = (checkout, submit)
