"""What is done with one order: each deed in one transaction, noted in the audit.

Whatever cannot be undone says before what will follow, and is refused where that is no
longer what would follow.
"""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Response, post

from ledger.orders import closing, moving, paid
from ledger.orders.byhand import keep_back_by_hand
from ledger.orders.errors import OrderError
from ledger.orders.search import numbered
from ledger.orders.show import Whole
from ledger.orders.states import UNSENT
from storefront.console.amounts import pieces_of, words_of
from storefront.console.desk import Did, Doing, act, plain
from storefront.console.door import STAFF
from storefront.console.fresh import refuse_stale
from storefront.errors import DeedRefused
from storefront.money import price
from storefront.pages.visit import Asked

_LONGEST = 100
_LONGEST_REASON = 500
_Do = Callable[[Doing, Whole], Did]


@post("/order/place", opt=STAFF)
async def place(request: Asked) -> Response[Any]:
    """Say that a paid order is placed with its supplier, or packed."""
    return await do(request, lambda doing, of: _move(doing, of, "placed", {}))


@post("/order/ship", opt=STAFF)
async def ship(request: Asked) -> Response[Any]:
    """Say that an order is on its way, and with whom."""
    return await do(request, _ship)


@post("/order/deliver", opt=STAFF)
async def deliver(request: Asked) -> Response[Any]:
    """Say that an order is with its buyer."""
    return await do(request, lambda doing, of: _move(doing, of, "delivered", {}))


@post("/order/cancel", opt=STAFF)
async def cancel(request: Asked) -> Response[Any]:
    """Cancel an order; its money goes back."""
    return await do(request, _cancel)


@post("/order/back", opt=STAFF)
async def back(request: Asked) -> Response[Any]:
    """Take pieces back that came back."""
    return await do(request, _back)


@post("/order/keep", opt=STAFF)
async def keep(request: Asked) -> Response[Any]:
    """Let nothing of an order be sent until it is released."""
    return await do(request, _keep)


@post("/order/release", opt=STAFF)
async def release(request: Asked) -> Response[Any]:
    """Let an order that is held go on."""
    return await do(request, _release)


async def do(request: Asked, deed: _Do) -> Response[Any]:
    """Do something with the order of a form, and show it."""
    form = plain((await request.form()).items())
    number = form.get("number", "")
    is_one = number.isascii() and number.isdigit() and len(number) < 19
    shown = f"/console/order?number={number}" if is_one else "/console/orders"
    return await act(request, lambda doing: said_of(doing, deed), shown)


def said_of(doing: Doing, do: _Do) -> Did:
    """Do something with the order of a form; what is refused calls it by its number."""
    number = doing.form.get("number", "")
    is_one = number.isascii() and number.isdigit() and len(number) < 19
    found = numbered(doing.connection, int(number) if is_one else 0)
    if found is None:
        raise DeedRefused("there is no such order.")
    try:
        return do(doing, found)
    except OrderError as error:
        said = str(error).replace(found.order["order_id"], number)
        raise DeedRefused(f"{said}.") from error


def deed_of(doing: Doing, found: Whole, action: str, **facts: object) -> Any:
    """Return what the audit is told of an order."""
    return doing.deed(f"order.{action}", f"order {found.order['number']}", **facts)


def _move(
    doing: Doing, found: Whole, step: moving.Step, facts: Mapping[str, str]
) -> Did:
    order_id, number = found.order["order_id"], found.order["number"]
    by = (doing.user.name, facts)
    if not moving.move(doing.connection, order_id, step, by, doing.now):
        raise DeedRefused(f"order {number} is {step} already.")
    more = " The buyer gets a mail." if step == "shipped" else ""
    return Did(f"Order {number} is {step}.{more}", (deed_of(doing, found, step),))


def _ship(doing: Doing, found: Whole) -> Did:
    said = {
        name: words_of(doing.form.get(name, ""), name, _LONGEST)
        for name in ("carrier", "tracking")
    }
    facts = {name: words for name, words in said.items() if words}
    return _move(doing, found, "shipped", facts)


def _cancel(doing: Doing, found: Whole) -> Did:
    order = found.order
    left = order["paid_minor"] - order["refunded_minor"]
    if left:
        refuse_stale(doing)
    if doing.form.get("goes_back") != str(left):
        raise DeedRefused("another sum would go back by now: look at it again.")
    said = words_of(doing.form.get("reason", ""), "the reason", _LONGEST_REASON)
    reason = said or "cancelled by the shop"
    who, now = doing.user.name, doing.now
    if not closing.cancel(doing.connection, order["order_id"], reason, who, now):
        raise DeedRefused(f"order {order['number']} is cancelled already.")
    went = f" {price(left, order['currency'])} goes back." if left else ""
    return Did(
        f"Order {order['number']} is cancelled.{went} The buyer gets a mail.",
        (deed_of(doing, found, "cancelled", back_minor=left),),
    )


def _back(doing: Doing, found: Whole) -> Did:
    number = found.order["number"]
    pieces = {
        one["line"]: count
        for one in found.lines
        if (count := pieces_of(doing.form.get(f"line{one['line']}") or "0", "pieces"))
    }
    if not pieces:
        raise DeedRefused("say how many pieces came back.")
    who = doing.user.name
    moving.take_back(doing.connection, found.order["order_id"], pieces, who, doing.now)
    many = sum(pieces.values())
    said = "1 piece" if many == 1 else f"{many:,} pieces"
    deed = deed_of(doing, found, "came_back", pieces=many)
    return Did(f"{said} of order {number} came back. Now give the money back.", (deed,))


def _keep(doing: Doing, found: Whole) -> Did:
    number, who = found.order["number"], doing.user.name
    if not keep_back_by_hand(doing.connection, found.order["order_id"], who, doing.now):
        raise DeedRefused(f"order {number} is held already.")
    undo = {"action": "/console/order/release", "fields": {"number": number}}
    said = f"Order {number} is held: nothing of it is sent until it is released."
    return Did(said, (deed_of(doing, found, "held"),), undo)


def _release(doing: Doing, found: Whole) -> Did:
    order = found.order
    number, was_accepted = order["number"], order["accepted_at"] is not None
    who = doing.user.name
    if not paid.release(doing.connection, order["order_id"], who, doing.now):
        raise DeedRefused(f"order {number} is not held.")
    deed = deed_of(doing, found, "released", reason=order["held_reason"])
    # What was put to be done by it cannot be called back.
    can_undo = order["state"] == "pending" or (
        was_accepted and order["state"] in UNSENT
    )
    fields = {"number": number}
    undo = {"action": "/console/order/keep", "fields": fields} if can_undo else None
    return Did(f"Order {number} goes on.", (deed,), undo)


HANDLERS = (place, ship, deliver, cancel, back, keep, release)
