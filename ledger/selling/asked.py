"""What a basket asks to be quoted: things, where to, and what changes the sum."""

from collections.abc import Mapping

import msgspec

from ledger.orders.wish import Kind


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """So many pieces of one sku, as the catalogue has it; its price is the ledger's.

    `category` of a generated work is its kind. `delivery_days` are those that its source
    says, at the latest; None where nobody knows.
    """

    sku: str
    title: str
    quantity: int
    kind: Kind = "physical"
    edition: str | None = None
    category: str = ""
    weight_g: int | None = None
    delivery_days: int | None = None
    source: str | None = None


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """Where it goes: what taxes and shipping depend on."""

    country: str
    region: str = ""
    postcode: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One basket; what is not known yet is left out.

    `shipping` is the key of the option that was chosen, `currency` the one to pay in.
    `evidence` are signs of where the buyer is: bill_to, network, payer (their countries).
    """

    things: tuple[Thing, ...]
    destination: Destination | None = None
    coupon: str | None = None
    currency: str | None = None
    shipping: str | None = None
    business_vat: str | None = None
    email: str = ""
    evidence: Mapping[str, str] = {}
