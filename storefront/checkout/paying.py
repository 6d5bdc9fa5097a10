"""Where a buyer pays: a row first, then the gateway is asked, then its name is noted.

Whoever dies in between asks for the same payment again.
"""

from typing import Literal

import structlog

from connect.errors import GatewayAway, GatewayRefused
from connect.payments.gateway import Asked, AskedLine, PaymentGateway, Started
from connect.payments.settling import settle_now
from ledger.orders.payments import Payment, begin_payment, name_payment
from ledger.orders.settle import settle
from ledger.orders.show import Whole
from storefront.pages.words import SOURCE
from storefront.parts import Parts

log = structlog.get_logger()

Way = Literal["checkout", "intent"]

# A row of such an attempt may still become money.
OPEN = frozenset({"asked", "processing"})


def way_to_pay(parts: Parts, found: Whole, token: str) -> str | None:
    """Return the address of the gateway's page for an order; None where it is away."""
    started = begun(parts, found, token, "checkout")
    return started.url if started else None


def begun(parts: Parts, found: Whole, token: str, way: Way) -> Started | None:
    """Begin the payment of an order, or find the one begun; None where nobody answers."""
    gateway = parts.gateway
    if gateway is None:
        return None
    with parts.ledger.write() as connection:
        order_id = found.order["order_id"]
        payment = begin_payment(connection, order_id, gateway.provider, parts.clock())
    try:
        started = gateway.begin(_asked(parts, found, (payment, way), token))
    except (GatewayAway, GatewayRefused) as error:
        log.warning("payment_not_begun", order_id=order_id, reason=str(error))
        return None
    with parts.ledger.write() as connection:
        name = started.reference
        name_payment(connection, payment.payment_id, name, parts.clock())
    return started


def look_after(parts: Parts, found: Whole) -> None:
    """Ask the gateway how the open payments of an order stand, and heed it."""
    for reference in _open_ones(found):
        if parts.gateway is None:
            return
        try:
            settle_now(parts.ledger, parts.gateway, reference, parts.clock())
        except (GatewayAway, GatewayRefused) as error:
            log.warning("payment_not_looked_at", reason=str(error))
            return


def shut(parts: Parts, found: Whole) -> None:
    """See to it that an order cannot be paid any more; what was paid is heeded first."""
    gateway: PaymentGateway | None = parts.gateway
    for reference in _open_ones(found):
        if gateway is None:
            return
        try:
            facts = gateway.close(reference)
        except (GatewayAway, GatewayRefused) as error:
            # What is paid yet is asked back when it is told: settle sees to it.
            log.warning("payment_not_closed", reason=str(error))
            return
        with parts.ledger.write() as connection:
            settle(connection, facts, parts.clock())


def page_of(parts: Parts, found: Whole, token: str, rest: str = "") -> str:
    """Return the whole address of an order's page, in the buyer's language."""
    language = found.order["language"]
    prefix = "" if language == SOURCE else f"/{language}"
    return f"{parts.settings.address}{prefix}/orders/{token}{rest}"


def _open_ones(found: Whole) -> list[str]:
    return [
        one["reference"]
        for one in found.payments
        if one["state"] in OPEN and one["reference"]
    ]


def _asked(parts: Parts, found: Whole, by: tuple[Payment, Way], token: str) -> Asked:
    order, (payment, way) = found.order, by
    return Asked(
        key=payment.gateway_key,
        order_id=order["order_id"],
        number=str(order["number"]),
        payment_id=payment.payment_id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        email=order["email"],
        language=order["language"],
        return_url=page_of(parts, found, token, "/return"),
        cancel_url=page_of(parts, found, token),
        lines=tuple(
            AskedLine(line["title"], line["quantity"], line["total_minor"])
            for line in found.lines
        ),
        way=way,
        reference=payment.reference,
    )
