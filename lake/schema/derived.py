"""Tables that the lake keeps itself: the newest offers, and prices as they changed.

They follow from the others, whose rows are the truth; see derive.py.
"""

from lake.columns import Column, Table, long, needed, text, time
from lake.schema.extracted import OFFERS

OFFERS_LATEST = Table(
    "offers_latest",
    "The newest offer of each listing.",
    (
        *OFFERS.columns,
        time("checked_at", "The newest fetch that found the page unchanged."),
    ),
    sort=("listing_key",),
    derived=True,
)
PRICE_HISTORY = Table(
    "price_history",
    "The prices of each listing, one row a change.",
    (
        text("listing_key", "The product at this source."),
        time("valid_from", "When the price was first seen."),
        time("valid_to", "When the next one was; empty for the newest."),
        long("price_minor", "The price in minor units of the currency."),
        Column("currency", OFFERS.columns[5].type, "The currency as ISO 4217 code."),
    ),
    sort=("listing_key", "valid_from"),
)
LISTING_PAGES = Table(
    "listing_pages",
    "The pages that each listing's offers were read from.",
    (
        needed(text("listing_key", "The product at this source.")),
        needed(text("url", "The page, as it was asked for.")),
        text("url_key", "Where that led; empty where no stored page has the URL."),
    ),
    sort=("listing_key", "url"),
)

DERIVED = (OFFERS_LATEST, PRICE_HISTORY, LISTING_PAGES)
