"""A desk at which tests order: wishes made, paid and asked about in few words."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select

from ledger.orders import stock
from ledger.orders.disputes import DisputeFacts, settle_dispute
from ledger.orders.payments import begin_payment, name_payment
from ledger.orders.place import Placed, place, ready
from ledger.orders.settle import PaymentFacts, Settled, settle
from ledger.orders.show import Whole, whole
from ledger.orders.tables import stock_moves
from ledger.orders.wish import Buyer, Piece, Wish
from ledger.pricetables import shelf_states
from ledger.tables import work

# Two that are counted, one that its source has, and a file.
PRICES = {"HV-POT": 1999, "HV-PAN": 2450, "HV-LID": 500, "HV-BOOK": 900}
COUNTED = {"HV-POT": 5, "HV-PAN": 3}


def shelve(connection: Connection, now: datetime) -> None:
    """Put all of it on the shelf."""
    for mark, (sku, price) in enumerate(PRICES.items(), start=1):
        row = {"sku": sku, "mark": mark, "version": mark, "since": now}
        row |= {"price_minor": price, "currency": "EUR", "category": ""}
        connection.execute(insert(shelf_states), row | {"availability": "in_stock"})
    for sku, pieces in COUNTED.items():
        stock.count(connection, sku, pieces, "1", now)


def piece(sku: str, quantity: int = 1, **more: Any) -> Piece:
    """Wish for so many pieces at the price in force."""
    kind = "digital" if sku == "HV-BOOK" else "physical"
    facts: dict[str, Any] = {"sku": sku, "title": sku.title(), "kind": kind}
    return Piece(**(facts | {"quantity": quantity, "shown_minor": PRICES[sku]} | more))


def wish(key: str, *pieces: Piece, **more: Any) -> Wish:
    """Wish for pieces, sent to one address."""
    buyer = Buyer(
        email="ann@buyer.test",
        country="DE",
        language="de",
        ship_to={"name": "Ann Buyer", "street": "Elm 1", "postcode": "10115"},
        evidence={"bill_to": "DE", "network": "DE"},
    )
    facts: dict[str, Any] = {"currency": "EUR", "buyer": buyer} | more
    return Wish(key=key, token_hash=f"token of {key}", pieces=pieces, **facts)


class Desk:
    """One transaction, and what is done in it at one time."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def place(self, key: str = "k", *pieces: Piece, **more: Any) -> Placed:
        """Place an order, of one pot unless something else is said."""
        wanted = pieces or (piece("HV-POT"),)
        made = ready(wish(key, *wanted, **more), self.now)
        # What is refused undoes its transaction.
        with self.connection.begin_nested():
            return place(self.connection, made)

    def pay(self, order_id: str, reference: str = "pi_1", **more: Any) -> Settled:
        """Begin a payment, and let the gateway say that it succeeded."""
        self.begin(order_id, reference)
        return self.say(reference, **more)

    def begin(self, order_id: str, reference: str = "pi_1") -> None:
        """Begin a payment that the gateway calls `reference`."""
        payment = begin_payment(self.connection, order_id, "stripe", self.now)
        name_payment(self.connection, payment.payment_id, reference, self.now)

    def say(self, reference: str = "pi_1", **more: Any) -> Settled:
        """Let the gateway say something of a payment; success unless told."""
        facts = {"provider": "stripe", "reference": reference, "state": "succeeded"}
        facts |= {"amount_minor": PRICES["HV-POT"], "currency": "EUR"}
        said = msgspec.convert(facts | more, PaymentFacts)
        return settle(self.connection, said, self.now)

    def dispute(self, reference: str, state: str) -> bool:
        """Let the gateway tell that a bank takes 7.00 of a payment back."""
        facts = {"provider": "stripe", "reference": reference, "state": state}
        facts |= {"dispute": f"dp_{reference}", "currency": "EUR"}
        said = msgspec.convert(facts | {"amount_minor": 700}, DisputeFacts)
        return settle_dispute(self.connection, said, self.now)

    def paid(self, key: str = "k", *pieces: Piece, **more: Any) -> Placed:
        """Place an order and pay it."""
        order = self.place(key, *pieces, **more)
        self.pay(order.order_id, f"pi_{key}", amount_minor=order.total_minor)
        return order

    def order(self, order_id: str) -> Whole:
        """Return all of an order."""
        found = whole(self.connection, order_id)
        assert found is not None
        return found

    def state(self, order_id: str) -> str:
        """Return the state of an order."""
        return str(self.order(order_id).order["state"])

    def events(self, order_id: str) -> list[str]:
        """Return what befell an order."""
        return [event["kind"] for event in self.order(order_id).events]

    def left(self, sku: str = "HV-POT") -> int | None:
        """Return how many pieces are at hand."""
        return stock.on_hand(self.connection, [sku]).get(sku)

    def works(self) -> list[tuple[str, Any]]:
        """Return all work that was put."""
        rows = self.connection.execute(
            select(work.c.kind, work.c.payload).order_by(work.c.id)
        )
        return [(row.kind, row.payload) for row in rows]

    def moved(self, sku: str) -> int:
        """Return the sum of the moves of a sku."""
        of = select(func.sum(stock_moves.c.delta)).where(stock_moves.c.sku == sku)
        return int(self.connection.scalar(of) or 0)
