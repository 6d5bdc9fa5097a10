"""A desk at which tests ask what a basket comes to, and place what was quoted."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from ledger.orders.payments import begin_payment, name_payment
from ledger.orders.place import Placed, place, ready
from ledger.orders.settle import PaymentFacts, settle
from ledger.orders.wish import Buyer
from ledger.selling import coupons
from ledger.selling.asked import Asked, Destination, Thing
from ledger.selling.coupons import Coupon
from ledger.selling.quote import quote, wish
from ledger.selling.quoted import Quote
from ledger.selling.settings import SellingSettings
from ledger.tables import audit

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
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
        self._noted = connection.scalar(select(func.count()).select_from(audit)) or 0

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

    def pay(self, placed: Placed, reference: str = "pi") -> None:
        """Let an order be paid as it was asked."""
        payment = begin_payment(self.connection, placed.order_id, "stripe", self.now)
        name_payment(self.connection, payment.payment_id, reference, self.now)
        facts = PaymentFacts(
            provider="stripe",
            reference=reference,
            state="succeeded",
            amount_minor=placed.total_minor,
            currency=placed.currency,
        )
        settle(self.connection, facts, self.now)

    def problems(self, *things: Thing, **more: Any) -> list[str]:
        """Return which kinds of problems a basket has."""
        return [one.kind for one in self.quote(*things, **more).problems]

    def add(self, **more: Any) -> Coupon:
        """Make a code, called TEN unless told."""
        return coupons.add(self.connection, coupon(self.now, **more), "1", self.now)

    def coupon(self, code: str = "TEN") -> Coupon:
        """Return a code as it is now."""
        found = coupons.look(self.connection, code)
        assert found is not None
        return found

    def audited(self) -> list[Any]:
        """Return what was noted in the audit since, oldest first."""
        rows = select(audit.c.action, audit.c.subject).order_by(audit.c.seq)
        return list(self.connection.execute(rows))[self._noted :]


def coupon(now: datetime, **more: Any) -> Coupon:
    """Return a code to be made, that holds from now on."""
    facts = {"code": "TEN", "kind": "percent", "valid_from": now}
    return Coupon(**(facts | more))
