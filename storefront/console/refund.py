"""Money that goes back: what it comes to is seen first, then it is asked for.

The key of a refund names how many there were before it: a form that is sent twice is one
refund, and so is the same one that two people ask for at once.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response, post

from ledger.orders.errors import RefundRefused
from ledger.orders.refundable import Refundable, comes_to, refundable
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish
from ledger.orders.refunds import refund as ask_back
from ledger.orders.search import numbered
from ledger.orders.show import Whole
from storefront.console.amounts import minor_of, pieces_of, words_of
from storefront.console.desk import Asking, Board, Did, Doing, act, plain
from storefront.console.door import STAFF
from storefront.console.fresh import is_fresh, refuse_stale
from storefront.console.orderdeeds import deed_of, said_of
from storefront.errors import DeedRefused
from storefront.money import amount, price
from storefront.pages.visit import Asked

_LONGEST_REASON = 500


class Parcel(msgspec.Struct, frozen=True):
    """What is to go back, as the form says it."""

    pieces: Mapping[int, int]
    shipping_minor: int
    extra_minor: int

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was said."""
        return not (
            any(self.pieces.values()) or self.shipping_minor or self.extra_minor
        )


def parcel(found: Whole, said: Mapping[str, str]) -> Parcel:
    """Return what a form says is to go back."""
    currency = found.order["currency"]
    return Parcel(
        pieces={
            one["line"]: pieces_of(said.get(f"line{one['line']}") or "0", one["title"])
            for one in found.lines
        },
        shipping_minor=minor_of(said.get("shipping") or "0", currency, "shipping"),
        extra_minor=minor_of(said.get("extra") or "0", currency, "besides"),
    )


def _facts(asking: Asking) -> dict[str, object]:
    found = numbered(asking.connection, asking.number("number") or 0)
    if found is None:
        return {"found": None}
    left, said = refundable(found), dict(asking.query)
    if "all" in said:
        said |= _all_of(left, found.order["currency"])
    return {
        "found": found,
        "order": found.order,
        "left": left,
        "said": said,
        "key": _key(found),
        "plain": lambda minor: amount(minor, found.order["currency"]),
        "is_fresh": is_fresh,
        **_sum(found, said),
    }


BOARD = Board("refund", "Give money back", _facts, "staff", under="orders")


def _all_of(left: Refundable, currency: str) -> dict[str, str]:
    """Say all that is left: by lines and shipping where these come to it."""
    lines = {f"line{one.line}": str(one.quantity) for one in left.lines}
    rest = left.left_minor - left.shipping_minor
    rest -= sum(one.amount_minor for one in left.lines)
    if rest < 0:
        return {"extra": amount(left.left_minor, currency)}
    shipping = {"shipping": amount(left.shipping_minor, currency)}
    return lines | shipping | {"extra": amount(rest, currency)}


def _sum(found: Whole, said: Mapping[str, str]) -> dict[str, object]:
    """Return what it comes to, or what is wrong with it."""
    try:
        wanted = parcel(found, said)
        if wanted.is_nothing:
            return {"minor": None, "wrong": ""}
        minor = _comes_to(found, wanted)
    except (DeedRefused, RefundRefused) as error:
        return {"minor": None, "wrong": str(error)}
    return {"minor": minor, "wrong": ""}


def _comes_to(found: Whole, wanted: Parcel) -> int:
    return comes_to(found, wanted.pieces, wanted.shipping_minor, wanted.extra_minor)


def _key(found: Whole) -> str:
    return f"console:{found.order['order_id']}:{len(found.refunds)}"


@post("/refund/ask", opt=STAFF)
async def ask(request: Asked) -> Response[Any]:
    """Ask for the money of a refund to go back."""
    form = plain((await request.form()).items())
    number = form.get("number", "")
    is_one = number.isascii() and number.isdigit() and len(number) < 19
    shown = f"/console/order?number={number}" if is_one else "/console/orders"
    return await act(request, lambda doing: said_of(doing, _ask), shown)


def _ask(doing: Doing, found: Whole) -> Did:
    refuse_stale(doing)
    order, wanted, key = found.order, parcel(found, doing.form), doing.form.get("key")
    is_again = key in {one["key"] for one in found.refunds}
    if not is_again and key != _key(found):
        raise DeedRefused("there was another refund meanwhile: look at the sum again.")
    if not is_again and doing.form.get("sum") != str(_comes_to(found, wanted)):
        raise DeedRefused("it comes to another sum by now: look at it again.")
    reason = words_of(doing.form.get("reason", ""), "the reason", _LONGEST_REASON)
    wish = RefundWish(
        key=str(key),
        order_id=order["order_id"],
        actor=doing.user.name,
        reason=reason,
        lines=tuple(Back(line, n) for line, n in wanted.pieces.items() if n),
        shipping_minor=wanted.shipping_minor,
        extra_minor=wanted.extra_minor,
    )
    made = ask_back(doing.connection, wish, doing.now)
    said = f"{price(made.amount_minor, order['currency'])} of order {order['number']}"
    deed = deed_of(doing, found, "refund", minor=made.amount_minor)
    deeds = (deed,) if made.is_new else ()
    return Did(f"{said} goes back; the buyer gets a mail when it is there.", deeds)


HANDLERS = (ask,)
