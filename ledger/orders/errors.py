"""Why something about an order was not done; each class names one fact.

Each is raised to undo its transaction. `facts` hold what a page has to say of it, so that
nobody reads figures out of a sentence.
"""

from typing import Any

from ledger.errors import LedgerError


class OrderError(LedgerError):
    """Something about an order could not be done."""

    def __init__(self, said: str, **facts: Any) -> None:
        super().__init__(said)
        self.facts = facts


class WishRefused(OrderError):
    """What is wished for is nothing that could be an order."""


class KeyUsedForAnother(OrderError):
    """The key of a submit came again with another content."""


class NotForSale(OrderError):
    """A sku has no price, or its source says that it is not to be had."""


class PriceChanged(OrderError):
    """A price in force is not the one that the buyer saw."""


class SoldOut(OrderError):
    """There are fewer pieces than are wished for."""


class OrderUnknown(OrderError):
    """There is no such order."""


class MoveRefused(OrderError):
    """An order in its state cannot become what is asked."""


class OrderHeld(OrderError):
    """A person must look at an order before it goes on."""


class PaymentUnknown(OrderError):
    """A gateway speaks of a payment that the ledger does not know."""


class RefundUnknown(OrderError):
    """There is no such refund."""


class RefundRefused(OrderError):
    """More would go back than was paid, or than there is of a line."""


class SupplierRefused(OrderError):
    """What is said of a supplier cannot be."""


class FraudRuleRefused(OrderError):
    """What is said is no rule that could be looked for."""
