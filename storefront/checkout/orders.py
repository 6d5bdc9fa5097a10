"""The page of one order, opened by its token alone: no account, no password.

    /orders/TOKEN             where it stands; pay, cancel, downloads, papers
    /orders/TOKEN/return      from the gateway, which is asked how it went
    /orders/TOKEN/withdraw    the right to withdraw, in two steps (withdrawing.py)

Whoever has the token sees what the buyer sees; nobody keeps the page on its way.
"""

import re
from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from ledger.orders.closing import cancel
from ledger.orders.errors import MoveRefused
from ledger.orders.show import Whole
from ledger.orders.withdrawal import withdrawable
from storefront.checkout.carts import cart_of, parts_of
from storefront.checkout.paying import look_after, page_of, shut, way_to_pay
from storefront.checkout.placing import order_at
from storefront.checkout.story import address_of, head_of, steps_of, story_of
from storefront.checkout.sums import sums_of
from storefront.downloads.links import links_for
from storefront.http.paying import let_pay
from storefront.http.sessions import Session
from storefront.pages.visit import Asked, Visit
from storefront.papers.links import papers_of

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@get("/orders/{token:str}", sync_to_thread=True)
def order_page(
    request: Asked,
    token: FromPath[str],
    away: FromQuery[str] = "",
    back: FromQuery[str] = "",
    late: FromQuery[str] = "",
) -> Response[str]:
    """Show an order."""
    parts, visit = parts_of(request), Visit.of(request)
    found = opened(request, token)
    if parts.gateway is not None:
        let_pay(request, parts.gateway.pay_origins)
    now, order = parts.clock(), found.order
    is_open = order["state"] == "pending" and order["expires_at"] > now
    with parts.ledger.read() as connection:
        downloads = links_for(connection, parts.home, order["order_id"], now)
        papers = papers_of(connection, order["order_id"], token, visit.words)
    is_processing = any(one["state"] == "processing" for one in found.payments)
    answer = visit.page(
        "order.html",
        order=order,
        found=found,
        token=token,
        head=head_of(found, visit.words),
        steps=steps_of(found, visit.words),
        story=story_of(found, visit.words),
        address=address_of(found, visit.language),
        sums=sums_of(found),
        downloads=downloads,
        papers=papers,
        pieces=cart_of(request).pieces,
        minutes=_minutes(order["expires_at"], now),
        can_pay=is_open and parts.gateway is not None and not is_processing,
        is_over=order["state"] == "pending" and not is_open,
        is_processing=is_processing,
        follows=order["state"] == "pending" and (bool(back) or is_processing),
        can_cancel=can_cancel(found),
        withdrawable=withdrawable(found, now),
        is_test=parts.gateway is not None and parts.gateway.is_test,
        away=bool(away),
        late=bool(late),
        field=Session.of(request).field,
    )
    answer.headers["x-robots-tag"] = "noindex"
    return answer


@get("/orders/{token:str}/return", sync_to_thread=True)
def come_back(request: Asked, token: FromPath[str]) -> Redirect:
    """Ask the gateway how it went, and lead to the order."""
    parts = parts_of(request)
    look_after(parts, opened(request, token))
    return _to_order(request, token, "?back=1")


@post("/orders/{token:str}/pay", sync_to_thread=True)
def pay(request: Asked, token: FromPath[str]) -> Redirect:
    """Lead to where an order is paid."""
    parts, found = parts_of(request), opened(request, token)
    look_after(parts, found)
    try:
        way = way_to_pay(parts, opened(request, token), token)
    except MoveRefused:
        return _to_order(request, token)
    return Redirect(way or page_of(parts, found, token, "?away=1"), status_code=303)


@post("/orders/{token:str}/cancel", sync_to_thread=True)
def give_up(request: Asked, token: FromPath[str]) -> Redirect:
    """Cancel an order of which nothing was sent."""
    parts, found = parts_of(request), opened(request, token)
    if not can_cancel(found):
        return _to_order(request, token, "?late=1")
    shut(parts, found)
    try:
        with parts.ledger.write() as connection:
            order_id = found.order["order_id"]
            cancel(connection, order_id, "by the buyer", "buyer", parts.clock())
    except MoveRefused:
        return _to_order(request, token, "?late=1")
    return _to_order(request, token)


def opened(request: Asked, token: str) -> Whole:
    """Return the order of a token; a wrong one tells nothing."""
    found = order_at(parts_of(request), token) if _TOKEN.fullmatch(token) else None
    if found is None:
        raise NotFoundException("There is no such order.")
    return found


def _minutes(until: datetime | None, now: datetime) -> int:
    return 0 if until is None else max(1, int((until - now).total_seconds()) // 60)


def can_cancel(found: Whole) -> bool:
    """Say whether the buyer alone may end it: nothing was sent, packed or downloaded."""
    state = found.order["state"]
    is_sent = all(line["kind"] == "physical" for line in found.lines)
    return state == "pending" or (state == "paid" and is_sent)


def _to_order(request: Asked, token: str, query: str = "") -> Redirect:
    to = Visit.of(request).to(f"/orders/{token}{query}")
    return Redirect(to, status_code=303)


HANDLERS: tuple[Any, ...] = (order_page, come_back, pay, give_up)
