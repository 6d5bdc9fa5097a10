"""What can go wrong in selling; each class names one fact."""

from ledger.errors import LedgerError
from ledger.orders.errors import OrderError


class AddressWrong(OrderError):
    """An address is none of its country; `facts["fields"]` says why, field by field."""


class QuoteNotReady(OrderError):
    """Something stands against an order; `facts["problems"]` says what."""


class CouponRefused(OrderError):
    """A code cannot be used; `facts["why"]` says why in one word."""


class CouponWrong(LedgerError):
    """A code is set up with something that cannot be."""


class ShippingWrong(LedgerError):
    """A zone or a rate is set up with something that cannot be."""
