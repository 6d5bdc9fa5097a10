"""One order: all that is known of it, what may be done next, and its story."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ledger.orders.refundable import Refundable, refundable
from ledger.orders.search import numbered
from ledger.orders.show import Whole
from ledger.orders.states import UNSENT, State, is_allowed
from ledger.trail import people
from storefront.console.desk import Asking, Board
from storefront.console.orderparts import parts_facts
from storefront.console.orders import KINDS
from storefront.console.story import DIGITAL, NEXT, address_lines, told, why_held

_WHO: Mapping[str, str] = {
    "buyer": "the buyer",
    "gateway": "the gateway",
    "clock": "time",
}
_KEEPABLE = UNSENT | {"pending"}


class May(msgspec.Struct, frozen=True):
    """What may be done with an order as it is."""

    place: bool
    ship: bool
    deliver: bool
    cancel: bool
    take_back: bool
    refund: bool
    keep_back: bool
    release: bool


def may(found: Whole, left: Refundable) -> May:
    """Return what may be done with an order."""
    order = found.order
    state: State = order["state"]
    held = order["held_reason"] is not None
    out = [one for one in found.lines if _is_out(one)]
    return May(
        place=not held and state == "paid" and bool(out),
        ship=not held and state == "placed",
        deliver=not held and (state == "shipped" or (state == "paid" and not out)),
        cancel=state != "cancelled" and is_allowed(state, "cancelled"),
        take_back=state in {"shipped", "delivered"} and bool(out),
        refund=left.left_minor > 0,
        keep_back=not held and state in _KEEPABLE,
        release=held,
    )


def _is_out(line: Mapping[str, Any]) -> bool:
    return line["kind"] == "physical" and line["returned_quantity"] < line["quantity"]


def _facts(asking: Asking) -> dict[str, object]:
    found = numbered(asking.connection, asking.number("number") or 0)
    if found is None:
        return {"found": None}
    known, currency = people(asking.connection), found.order["currency"]
    left = refundable(found)
    return {
        "found": found,
        "order": found.order,
        "may": may(found, left),
        "left": left,
        "out": [one for one in found.lines if _is_out(one)],
        "next": _next(found),
        "why_held": why_held,
        "address_lines": address_lines,
        "kinds": KINDS,
        **parts_facts(asking, found),
        "story": [
            (
                event["happened_at"],
                told(event["kind"], event["facts"] or {}, currency),
                _WHO.get(event["actor"]) or known.get(event["actor"], event["actor"]),
            )
            for event in reversed(found.events)
        ],
    }


def _next(found: Whole) -> str:
    is_sent = any(one["kind"] == "physical" for one in found.lines)
    state: str = found.order["state"]
    return NEXT[state] if is_sent or state != "paid" else DIGITAL


BOARD = Board("order", "Order", _facts, under="orders")
