"""The settings of selling, as jobs/settings.py hands them over."""

from typing import Annotated

import msgspec
from msgspec import Meta


class SellingSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """Where the merchant sells from, where taxes are paid, and what sending costs."""

    country: Annotated[
        Annotated[str, Meta(pattern=r"^[A-Z]{2}$")] | None,
        Meta(
            description="Where the merchant sits, as two letters; without it, the country"
            " that was said on the first day."
        ),
    ] = None
    registrations: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^([A-Z]{2}|OSS|CA-(QC|BC|SK|MB))$")], ...],
        Meta(
            description="Where the merchant is registered for taxes: a country of the EU"
            " as DE, OSS (the EU's one stop shop), CA (GST and HST), CA-QC, CA-BC, CA-SK,"
            " CA-MB. No tax is charged anywhere else."
        ),
    ] = ()
    prices_include_tax: Annotated[
        bool | None,
        Meta(
            description="Whether prices have the tax within them; without it, they do"
            " unless the merchant sits in Canada or the United States."
        ),
    ] = None
    reverse_charge: Annotated[
        bool,
        Meta(
            description="Whether businesses of other EU countries who name a VAT number"
            " pay no tax. Only the number's form is checked: look each one up in VIES."
        ),
    ] = False
    publications: Annotated[
        tuple[str, ...],
        Meta(
            description="Kinds of generated works that are books by law, so that the rates"
            " of electronic publications hold for them."
        ),
    ] = ("niche_ebook",)
    currencies: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[A-Z]{3}$")], ...],
        Meta(
            description="Currencies that may be paid in beside that of the prices, where a"
            " rate is known."
        ),
    ] = ()
    shipping_home_minor: Annotated[
        int,
        Meta(
            description="What sending within the merchant's country costs while no zones"
            " are set, in minor units of the prices' currency.",
            ge=0,
            le=10_000_000,
        ),
    ] = 490
    shipping_abroad_minor: Annotated[
        int,
        Meta(
            description="What sending to any other country costs while no zones are set.",
            ge=0,
            le=10_000_000,
        ),
    ] = 1490
    piece_weight_g: Annotated[
        int,
        Meta(
            description="What a piece weighs, in grams, whose weight nobody says.",
            ge=0,
            le=1_000_000,
        ),
    ] = 1000
