"""What befell an order, as events of the shop: money by line, and nobody named.

    checkout   one row, with the visitor who agreed: it goes when the visitor is forgotten
    order      a row a line, and one without sku for shipping and what the payment costs
    commission a row a change of what a network pays; less than 0 when taken back
    refund     a row a line, and one without sku for the rest; less than 0 when undone

Names and times come from the facts alone, so whoever tells them again tells the same.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from ledger.affiliate.moves import Move
from ledger.orders.sold import GivenBack, Sold
from ledger.orders.totals import half_up
from storefront.events.event import Event, OrderKind, fact_id, moment

_PPM_A_PERCENT = 10_000


def order_key(order_id: str) -> str:
    """Return what stands for an order in the lake."""
    return hashlib.blake2b(order_id.encode(), digest_size=16).hexdigest()


def checkout(order: Sold) -> list[Event]:
    """Return that an order was submitted."""
    whole = _event(order, "checkout", order.placed_at)
    return [
        msgspec.structs.replace(
            whole,
            visitor=order.visitor,
            quantity=sum(line.quantity for line in order.lines),
            amount_minor=order.total_minor,
            tax_minor=order.tax_minor,
        )
    ]


def accepted(order: Sold, payment_percent: float) -> list[Event]:
    """Return what an order that was paid brought and cost; nothing before that."""
    if order.accepted_at is None:
        return []
    rows = [
        msgspec.structs.replace(
            _event(order, "order", order.accepted_at, str(line.line)),
            sku=line.sku,
            quantity=line.quantity,
            amount_minor=line.total_minor,
            tax_minor=line.tax_minor,
            discount_minor=line.discount_minor,
            cost_minor=line.cost_minor,
        )
        for line in order.lines
    ]
    rest = msgspec.structs.replace(
        _event(order, "order", order.accepted_at),
        amount_minor=order.total_minor - sum(one.total_minor for one in order.lines),
        tax_minor=order.tax_minor - sum(one.tax_minor for one in order.lines),
        fee_minor=_part(order.total_minor, payment_percent),
    )
    return [*rows, rest]


def refunded(order: Sold, given: Iterable[GivenBack]) -> list[Event]:
    """Return what went back of an order, and what of that was undone."""
    if order.accepted_at is None:
        return []
    return [row for one in given for row in _refund(order, one)]


def earned(moves: Iterable[Move]) -> list[Event]:
    """Return what each change of a commission brought, or took back."""
    return [
        Event(
            event_id=fact_id(one.moved_at, f"commission:{one.conversion_id}:{one.seq}"),
            ts=moment(one.moved_at),
            kind="commission",
            sku=one.sku,
            amount_minor=one.delta_minor,
            currency=one.currency,
            channel=one.network,
        )
        for one in moves
        if one.delta_minor
    ]


def _refund(order: Sold, given: GivenBack) -> Iterator[Event]:
    by_line = {line.line: line for line in order.lines}
    sign = -1 if given.is_undone else 1
    about = f"{given.refund_id}:{sign}"
    for back in given.lines:
        line = by_line[back.line]
        yield msgspec.structs.replace(
            _event(order, "refund", given.happened_at, f"{about}:{back.line}"),
            sku=line.sku,
            quantity=back.quantity,
            amount_minor=sign * back.amount_minor,
            tax_minor=sign
            * _share(line.tax_minor, back.amount_minor, line.total_minor),
        )
    rest = given.amount_minor - sum(back.amount_minor for back in given.lines)
    if rest or not given.lines:
        yield msgspec.structs.replace(
            _event(order, "refund", given.happened_at, about),
            amount_minor=sign * rest,
            tax_minor=sign * _share(order.tax_minor, rest, order.total_minor),
        )


def _event(order: Sold, kind: OrderKind, at: datetime, part: str = "") -> Event:
    return Event(
        event_id=fact_id(at, f"{kind}:{order.order_id}:{part}"),
        ts=moment(at),
        kind=kind,
        order_key=order_key(order.order_id),
        currency=order.currency,
        channel=order.coupon,
    )


def _part(amount: int, percent: float) -> int:
    return half_up(amount * round(percent * _PPM_A_PERCENT), 100 * _PPM_A_PERCENT)


def _share(tax: int, amount: int, of: int) -> int:
    """Return how much of a tax goes back with a part of what it was in."""
    return half_up(tax * amount, of) if of else 0
