"""What programs send: one struct a body, each field with its limits.

Prices are not among it: `total_minor` is compared with what the order comes to, so that
nobody pays another sum than was shown.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ledger.carts.carts import MOST_LINES, MOST_PIECES
from storefront.api.asked import Money, Sku

_Short = Annotated[str, Meta(max_length=100)]
Code = Annotated[str, Meta(max_length=64, description="A coupon or gift code.")]
Country = Annotated[
    str, Meta(pattern=r"^[A-Z]{2}$", description="Two letters, as DE.", examples=["DE"])
]
Region = Annotated[
    str,
    Meta(max_length=100, description="Its code, as ON; where taxes differ by region."),
]
Postcode = Annotated[str, Meta(max_length=20)]
Option = Annotated[
    str, Meta(max_length=64, description="The `key` of one of the quote's `options`.")
]
VatNumber = Annotated[
    str, Meta(max_length=64, description="Of a business that owes the tax itself.")
]


class LineSent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many pieces of a product."""

    sku: Sku
    quantity: Annotated[int, Meta(ge=1, le=MOST_PIECES)] = 1


class CartSent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a cart is to hold; each product once."""

    lines: Annotated[tuple[LineSent, ...], Meta(max_length=MOST_LINES)] = ()
    coupon: Code = ""


class QuoteSent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a cart is to go."""

    country: Country
    region: Region = ""
    postcode: Postcode = ""
    shipping: Option = ""
    vat: VatNumber = ""


class AddressSent(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """An address by the rules of its country; of what is downloaded a name is enough."""

    country: Country
    name: _Short
    company: _Short = ""
    street: Annotated[str, Meta(max_length=200)] = ""
    area: _Short = ""
    city: _Short = ""
    region: Region = ""
    postcode: Postcode = ""
    sorting: _Short = ""


class OrderSent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One order of what a cart holds."""

    email: Annotated[str, Meta(max_length=254, examples=["ann@buyer.example"])]
    address: AddressSent
    total_minor: Annotated[
        Money, Meta(description="The total that the quote said, to be compared.")
    ]
    currency: Annotated[
        str, Meta(pattern=r"^[A-Z]{3}$", description="That of the quote.")
    ]
    shipping: Option = ""
    vat: VatNumber = ""
    language: Annotated[
        Literal["en", "de", "fr"], Meta(description="Of mails and pages.")
    ] = "en"
    begin_now: Annotated[
        bool,
        Meta(
            description="The buyer agrees that downloads begin at once, and that the"
            " right to withdraw from them ends with that. They are not sold without it."
        ),
    ] = False
    way: Annotated[
        Literal["checkout", "intent"],
        Meta(
            description="`checkout`: a page of the gateway; `intent`: a client secret"
            " for the gateway's own scripts."
        ),
    ] = "checkout"


class PaymentSent(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """How an order is to be paid."""

    way: Literal["checkout", "intent"] = "checkout"
