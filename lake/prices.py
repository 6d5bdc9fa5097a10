"""Prices over time: the views `offers_latest` and `price_history`.

An unchanged page is not read again, so a price that stays, or that comes back with an
old page, leaves no new offer. Both views therefore look at every page that had the
body an offer was read from: each one is a sighting of that offer.
"""

from lake.columns import COMMON, MAKING
from lake.schema.derived import OFFERS_LATEST as _LATEST

# The page an offer was read from is the newest one of its URL not after seen_at.
_SIGHTED = """
WITH page AS (
    SELECT url, url_key, content_digest, fetched_at
    FROM pages WHERE content_digest IS NOT NULL
), origin AS (
    SELECT offers.*, page.url_key, page.content_digest
    FROM offers ASOF LEFT JOIN page
        ON offers.url = page.url AND offers.seen_at >= page.fetched_at
)"""

_COLUMNS = ", ".join(
    column.name
    for column in (*_LATEST.columns, *MAKING, *COMMON)
    if column.name != "checked_at"
)

# Where one page names several prices for one listing, the lowest one stands.
OFFERS_LATEST = f"""
CREATE VIEW offers_latest AS {_SIGHTED}, last AS (
    SELECT url_key, content_digest, max(fetched_at) AS fetched_at
    FROM page GROUP BY url_key, content_digest
), checked AS (
    SELECT origin.*, greatest(origin.seen_at, last.fetched_at) AS checked_at
    FROM origin LEFT JOIN last USING (url_key, content_digest)
)
SELECT {_COLUMNS.replace("confidence,", "confidence, checked_at,")} FROM checked
QUALIFY row_number() OVER (
    PARTITION BY listing_key
    ORDER BY checked_at DESC, seen_at DESC, price_minor NULLS LAST, input_key
) = 1
"""  # noqa: S608 # the column names are ours

PRICE_HISTORY = f"""
CREATE VIEW price_history AS {_SIGHTED}, sighting AS (
    SELECT listing_key, seen_at AS sighted_at, price_minor, currency FROM origin
    UNION ALL
    SELECT listing_key, page.fetched_at, price_minor, currency
    FROM origin JOIN page USING (url_key, content_digest)
    WHERE page.fetched_at > origin.seen_at
), price AS (
    SELECT listing_key, sighted_at, min(price_minor) AS price_minor,
           arg_min(currency, price_minor) AS currency
    FROM sighting WHERE price_minor IS NOT NULL
    GROUP BY listing_key, sighted_at
), change AS (
    SELECT * FROM price
    WINDOW listing AS (PARTITION BY listing_key ORDER BY sighted_at)
    QUALIFY lag(sighted_at) OVER listing IS NULL
        OR lag(price_minor) OVER listing IS DISTINCT FROM price_minor
        OR lag(currency) OVER listing IS DISTINCT FROM currency
)
SELECT listing_key, sighted_at AS valid_from,
       lead(sighted_at) OVER (PARTITION BY listing_key ORDER BY sighted_at) AS valid_to,
       price_minor, currency
FROM change
"""  # noqa: S608 # one constant within another
