"""The settings of invoices, as jobs/settings.py hands them over."""

from typing import Annotated

import msgspec
from msgspec import Meta


class InvoiceSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """What invoices say of the shop; those that were issued stay as they are."""

    name: Annotated[
        str, Meta(description="Who sells; without it, the shop's name.")
    ] = ""
    address: Annotated[
        tuple[str, ...],
        Meta(description="The seller's address, line by line, and how to be reached."),
    ] = ()
    tax_numbers: Annotated[
        tuple[str, ...],
        Meta(description="The seller's tax numbers as invoices say them, as VAT DE1."),
    ] = ()
    foot: Annotated[
        str, Meta(description="What stands at the end, as a register's number.")
    ] = ""
