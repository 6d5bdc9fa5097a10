"""What endpoints are told, by the event of an order that it comes from."""

from collections.abc import Mapping
from typing import Literal, get_args

Kind = Literal[
    "order.paid",
    "order.held",
    "order.placed",
    "order.shipped",
    "order.delivered",
    "order.cancelled",
    "order.expired",
    "order.returned",
    "order.refunded",
    "order.payment_failed",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
OF_EVENTS: Mapping[str, Kind] = {
    "paid": "order.paid",
    "held": "order.held",
    "placed": "order.placed",
    "shipped": "order.shipped",
    "delivered": "order.delivered",
    "cancelled": "order.cancelled",
    "expired": "order.expired",
    "came_back": "order.returned",
    "refund_done": "order.refunded",
    "payment_failed": "order.payment_failed",
}
TEST = "test.ping"
