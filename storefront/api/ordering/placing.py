"""From what a program sent to an order: the same submit again is the same order.

A submit is told by its cart and its Idempotency-Key. With the same body it finds its
order, whatever changed since; with another body it is refused.
"""

import hashlib

import msgspec

from ledger.carts import carts
from ledger.locks import Lock, take
from ledger.orders.pages import token_hash
from ledger.orders.place import place, ready
from ledger.orders.submitted import order_key, submitted
from ledger.orders.wish import Buyer
from ledger.selling.quote import wish
from storefront.api.ordering.sent import OrderSent
from storefront.checkout.placing import let_go, token_of
from storefront.checkout.quoting import Priced
from storefront.checkout.sent import Sent, kept_address
from storefront.parts import Parts


class Submit(msgspec.Struct, frozen=True):
    """Which cart is ordered, under which key, and what exactly was sent."""

    cart_hash: str
    key: str
    content: str

    @property
    def name(self) -> str:
        """What tells it from all others."""
        return _digest(f"{self.cart_hash}\0{self.key}".encode())

    @classmethod
    def of(cls, cart_hash: str, key: str, body: OrderSent) -> "Submit":
        """Return the submit of a body; how it was spelled does not count."""
        return cls(cart_hash, key, _digest(msgspec.json.encode(body)))


def cart_hash_of(cart: str) -> str:
    """Return what the ledger knows a cart by."""
    return _digest(cart.encode())


def placed_before(parts: Parts, submit: Submit) -> str | None:
    """Return the token of the order that this very submit became, if it came before."""
    with parts.ledger.read() as connection:
        key = submitted(connection, submit.name, submit.content)
    return token_of(parts, key) if key else None


def placed(parts: Parts, submit: Submit, found: Priced, buyer: Buyer) -> str:
    """Place what was quoted, and return the token of the order."""
    key, now = order_key(submit.name, submit.content), parts.clock()
    token = token_of(parts, key)
    named = wish(found.quote, buyer, key, token_hash(token))
    let_go(parts, submit.cart_hash, key)
    made = ready(named, now)
    with parts.ledger.write() as connection:
        # Of two at once with one key, the second one sees the first.
        take(connection, Lock.CARTS, submit.cart_hash)
        if submitted(connection, submit.name, submit.content) is None:
            order_id = place(connection, made).order_id
            carts.change(
                connection,
                submit.cart_hash,
                lambda cart: msgspec.structs.replace(cart, order_id=order_id),
                now,
            )
    return token


def buyer_of(body: OrderSent, sent: Sent, found: Priced) -> Buyer:
    """Return who buys, and where to."""
    address = kept_address(sent, is_sent=found.quote.needs_shipping)
    evidence = {"bill_to": sent.country}
    if found.has_digital:
        evidence["waiver"] = "downloads begin at once"
    return Buyer(
        email=sent.email.strip(),
        country=found.quote.country,
        region=found.quote.region,
        language=body.language,
        ship_to=address if found.quote.needs_shipping else {},
        bill_to=address,
        evidence=evidence,
    )


def _digest(told: bytes) -> str:
    return hashlib.sha256(told).hexdigest()
