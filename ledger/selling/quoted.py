"""What a quote says: lines, sums, ways of sending, and what stands against an order."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from ledger.orders.totals import Rate, Tax, Terms, Totals
from ledger.orders.wish import Kind
from ledger.selling.exchange import Exchange

# Why the taxes are what they are; a page and an invoice say it in words.
TaxNote = Literal[
    "charged",  # those of the destination
    "home",  # those of the merchant's country, below the EU's threshold
    "none",  # the merchant is not registered there
    "reverse_charge",  # a business owes them itself
    "export",  # goods leave the EU, or services go outside it
    "import",  # goods come into the EU: owed at the border
    "not_known",  # the destination is not known yet
]
ProblemKind = Literal[
    "nothing",
    "line_refused",
    "not_for_sale",
    "sold_out",
    "currency_unknown",
    "country_unknown",
    "region_unknown",
    "country_not_served",
    "shipping_unknown",
    "vat_number_wrong",
    "coupon_refused",
]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that stands against an order; of `sku` where it is one line's."""

    kind: ProblemKind
    sku: str = ""
    facts: Mapping[str, Any] = {}


class QuotedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line at the price in force; `left` where pieces are counted.

    One that is not for sale has no price, and is in no sum.
    """

    sku: str
    title: str
    kind: Kind
    quantity: int
    edition: str | None = None
    unit_minor: int | None = None
    discount_minor: int = 0
    tax_minor: int = 0
    total_minor: int = 0
    rates: tuple[Rate, ...] = ()
    left: int | None = None


class ShippingOption(msgspec.Struct, frozen=True, kw_only=True):
    """One way of sending; `days` from-to (from 0: at most), None where nobody knows.

    Without a name it is the shop's only one.
    """

    key: str
    name: str
    minor: int
    days: tuple[int, int] | None = None


class CouponOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a code comes to, or `why` it does not."""

    code: str
    kind: str = ""
    discount_minor: int = 0
    saved_shipping_minor: int = 0
    left_minor: int | None = None
    """What stays on a gift after this order."""
    why: str | None = None


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """Which signs show the buyer's country, and which another one.

    For what is downloaded the EU wants two that agree.
    """

    agree: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether two signs agree."""
        return len(self.agree) >= 2


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """What a basket comes to at one moment; with a problem it cannot be ordered."""

    currency: str
    lines: tuple[QuotedLine, ...]
    terms: Terms
    totals: Totals
    taxes: tuple[Tax, ...] = ()
    tax_note: TaxNote = "not_known"
    options: tuple[ShippingOption, ...] = ()
    shipping: str | None = None
    needs_shipping: bool = False
    coupon: CouponOutcome | None = None
    exchange: Exchange | None = None
    currencies: tuple[str, ...] = ()
    """What it can be paid in, that of its prices first."""
    located: Located | None = None
    country: str = ""
    region: str = ""
    business_vat: str | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether it can be ordered as it is."""
        return not self.problems
