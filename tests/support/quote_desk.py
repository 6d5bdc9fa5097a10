"""A desk at which tests ask what a basket comes to, and place what was quoted."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from ledger.orders.place import Placed, place, ready
from ledger.orders.wish import Buyer
from ledger.selling.asked import Asked, Destination, Thing
from ledger.selling.quote import quote, wish
from ledger.selling.quoted import Quote
from ledger.selling.settings import SellingSettings

GERMANY = Destination(country="DE", postcode="10115")
FRANCE = Destination(country="FR", postcode="75001")


def thing(sku: str, quantity: int = 1, **more: Any) -> Thing:
    """Return so many pieces of what the shelf of order_desk holds."""
    kind = "digital" if sku == "HV-BOOK" else "physical"
    facts: dict[str, Any] = {"sku": sku, "title": sku.title(), "kind": kind}
    return Thing(**(facts | {"quantity": quantity} | more))


class QuoteDesk:
    """One transaction; what is asked of it is asked at one time."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.selling = SellingSettings(country="DE", registrations=("DE", "OSS"))

    def quote(self, *things: Thing, **more: Any) -> Quote:
        """Quote things, one pot unless told, sent to Germany unless told."""
        facts: dict[str, Any] = {"destination": GERMANY} | more
        asked = Asked(things=things or (thing("HV-POT"),), **facts)
        return quote(self.connection, asked, self.selling, self.now)

    def place(self, quoted: Quote, key: str = "k", email: str = "ann@a.test") -> Placed:
        """Place what was quoted; what is refused undoes its transaction."""
        buyer = Buyer(email=email, country="XX")
        made = ready(wish(quoted, buyer, key, f"token of {key}"), self.now)
        with self.connection.begin_nested():
            return place(self.connection, made)

    def problems(self, *things: Thing, **more: Any) -> list[str]:
        """Return which kinds of problems a basket has."""
        return [one.kind for one in self.quote(*things, **more).problems]
