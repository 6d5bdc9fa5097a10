"""What enrich/ can be told. Only jobs/settings.py reads it from outside."""

from typing import Annotated

import msgspec
from msgspec import Meta

# Low, likely, high: in 8 of 10 cases the truth lies between the outer two.
Range = tuple[float, float, float]


class EnrichSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """What enriching needs to know; without any model every step has its own way."""

    encoder: Annotated[
        str,
        Meta(
            description="What turns texts into vectors: the directory of a model, NAME "
            "for models/NAME of the home, or hub:OWNER/MODEL for one in Hugging Face's "
            "cache; empty for the built-in word hashes."
        ),
    ] = ""
    pipeline: Annotated[
        str,
        Meta(
            description="The spaCy pipeline that finds names: its directory, or the name "
            "of its installed package; empty for the built-in rules."
        ),
    ] = ""
    taxonomy: Annotated[
        str,
        Meta(
            description="The file of the product taxonomy, as Google or Shopify publish "
            "it; empty: products are classed by your own labels alone."
        ),
    ] = ""
    keep_persons: Annotated[
        bool,
        Meta(
            description="Whether names of persons that a pipeline finds in texts are "
            "kept; they are personal data."
        ),
    ] = False
    threads: Annotated[
        int, Meta(description="How many threads a model computes with.", ge=1, le=256)
    ] = 1
    shipping_percent: Annotated[
        Range,
        Meta(
            description="What shipping costs where an offer does not say, in percent of "
            "its price: low, likely, high. Shops that hide it mostly ship free or at a "
            "flat rate."
        ),
    ] = (0.0, 6.0, 15.0)
    duty_percent: Annotated[
        float,
        Meta(
            description="Duty on offers in another currency than the shop's, in percent "
            "of price and shipping.",
            ge=0,
            le=1000,
        ),
    ] = 0.0
    duty_by_currency: Annotated[
        dict[str, float],
        Meta(
            description="Duty by the currency of the offer, before duty_percent, as in "
            "{ CNY = 4.7 }."
        ),
    ] = {}
    payment_percent: Annotated[
        float,
        Meta(
            description="What a payment costs, in percent of the sale: cards take 1.5 "
            "to 3 with their fixed part.",
            ge=0,
            le=100,
        ),
    ] = 2.5
    returns_percent: Annotated[
        Range,
        Meta(
            description="What returned goods cost, in percent of all sales: low, likely, "
            "high. One in ten comes back and loses a third of its worth, or far fewer."
        ),
    ] = (1.0, 3.0, 6.0)
    conversion_percent: Annotated[
        Range,
        Meta(
            description="How many of a hundred clicks on a partner's link buy: low, "
            "likely, high. Shops state 1 to 4 for all their visitors."
        ),
    ] = (0.5, 2.0, 4.0)
    refund_percent: Annotated[
        Range,
        Meta(
            description="How many of a hundred commissions are taken back, by refunds "
            "and refusals: low, likely, high."
        ),
    ] = (3.0, 8.0, 20.0)
    order_value: Annotated[
        Range,
        Meta(
            description="What is bought at a merchant whose prices are not in the lake, "
            "in whole units of the shop's currency: low, likely, high."
        ),
    ] = (20.0, 50.0, 120.0)
    least_margin_percent: Annotated[
        float,
        Meta(
            description="No price is suggested that leaves less than so much of the cost.",
            ge=0,
            le=1000,
        ),
    ] = 10.0
    recurring_months: Annotated[
        Range,
        Meta(
            description="For how many months a recurring commission is paid: low, "
            "likely, high."
        ),
    ] = (3.0, 8.0, 18.0)
    good_earnings: Annotated[
        float,
        Meta(
            description="What a hundred clicks must earn for half of the points, in "
            "whole units of the shop's currency.",
            gt=0,
        ),
    ] = 20.0
