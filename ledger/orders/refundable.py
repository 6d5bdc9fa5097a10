"""What of an order can still go back, and what a wish for it would come to.

Nothing is written: a person sees the sum first, and refunds.py asks for the same.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from ledger.orders.errors import RefundRefused
from ledger.orders.show import Whole
from ledger.orders.totals import returned_minor


class LineLeft(msgspec.Struct, frozen=True):
    """The pieces of a line that were not refunded, and what they come to.

    `came_back` of them are here again, and wait for their money.
    """

    line: int
    title: str
    quantity: int
    amount_minor: int
    came_back: int


class Refundable(msgspec.Struct, frozen=True):
    """What could go back; more than `at_once_minor` has to go in two refunds."""

    lines: tuple[LineLeft, ...]
    shipping_minor: int
    left_minor: int
    at_once_minor: int


def refundable(found: Whole) -> Refundable:
    """Return what of an order can still go back."""
    order = found.order
    gone = sum(
        one["shipping_minor"] for one in found.refunds if one["state"] != "failed"
    )
    lines = sum(one["total_minor"] for one in found.lines)
    left = [
        one["received_minor"] - one["refunded_minor"]
        for one in found.payments
        if one["received_currency"] == order["currency"]
    ]
    return Refundable(
        lines=tuple(_left(one) for one in found.lines),
        shipping_minor=order["total_minor"] - lines - gone,
        left_minor=order["paid_minor"] - order["refunded_minor"],
        at_once_minor=max(left, default=0),
    )


def comes_to(
    found: Whole, pieces: Mapping[int, int], shipping_minor: int, extra_minor: int
) -> int:
    """Return what so many pieces of lines, shipping and something besides come to.

    It refuses what could not go back, as asking for it would.
    """
    left = refundable(found)
    of = {one["line"]: one for one in found.lines}
    for line, count in pieces.items():
        free = of[line]["quantity"] - of[line]["refunded_quantity"] if line in of else 0
        if not 0 <= count <= free:
            raise RefundRefused(
                f"line {line} has {free} pieces that were not refunded, not {count}",
                line=line,
                left=free,
            )
    if not 0 <= shipping_minor <= left.shipping_minor or extra_minor < 0:
        raise RefundRefused("more of the shipping would go back than was paid for it")
    amount = sum(_worth(of[line], count) for line, count in pieces.items())
    amount += shipping_minor + extra_minor
    if amount > left.at_once_minor:
        raise RefundRefused(
            "so much did not come in by one payment, or went back", left=left.left_minor
        )
    return amount


def _left(row: Mapping[str, Any]) -> LineLeft:
    free = row["quantity"] - row["refunded_quantity"]
    back = row["returned_quantity"] - row["refunded_quantity"]
    return LineLeft(
        row["line"],
        row["title"],
        free,
        row["total_minor"] - row["refunded_minor"],
        max(back, 0),
    )


def _worth(row: Mapping[str, Any], count: int) -> int:
    total, pieces, gone = row["total_minor"], row["quantity"], row["refunded_quantity"]
    after = returned_minor(total, pieces, gone + count)
    return after - returned_minor(total, pieces, gone)
