"""Prices over time, as SQL: what is newest of each listing, and what changed.

An unchanged page is not read again, so a price that stays, or that comes back with an
old page, leaves no new offer. So every page is looked at that had the body an offer was
read from: each one is a sighting of that offer.

    offers -> _seen -+-> _origin -> _again -+-> offers_latest, price_history
    pages  -> _page -+                      (sightings after the first)

URLs and keys are numbered on the way: joins of ten million rows on numbers cost half of
what they cost on text. Of `touched` listings alone, the URL keys of their pages are
known from `listing_pages` as it is stored, so pages are read once for them.
"""

from typing import NamedTuple

from lake.columns import COMMON, MAKING
from lake.schema.derived import OFFERS_LATEST as _LATEST


class Step(NamedTuple):
    """One step on the way: its name, its query, and whether it is but a name for it."""

    name: str
    query: str
    inline: bool = False


def _numbered(number: str, name: str, source: str) -> str:
    return f"""
SELECT {name}, row_number() OVER ()::INTEGER AS {number}
FROM (SELECT DISTINCT {name} FROM ({source}))
"""  # noqa: S608 # the names are ours


_SEEN = """
SELECT listing, place, seen_at, price_minor, currency
FROM _offers_of JOIN _place USING (url) JOIN _listing USING (listing_key)
"""
_KEYS = """
SELECT url_key FROM pages SEMI JOIN _place USING (url)
WHERE content_digest IS NOT NULL
"""
# A URL that is stored has the keys it is stored with, and those of new pages; the keys
# of any other one have to be looked for.
_TOUCHED_KEYS = """
SELECT url_key FROM _stored_pages SEMI JOIN _place USING (url)
UNION SELECT url_key FROM _new_pages SEMI JOIN _place USING (url)
UNION SELECT url_key FROM pages
    SEMI JOIN (FROM _place ANTI JOIN _stored_pages USING (url)) USING (url)
    WHERE content_digest IS NOT NULL
"""
_PAGE = """
SELECT place, key, content_digest, fetched_at
FROM pages JOIN _key USING (url_key) LEFT JOIN _place USING (url)
WHERE content_digest IS NOT NULL
"""
_OTHER = """
SELECT DISTINCT place, seen_at FROM _seen ANTI JOIN _page
    ON _seen.place = _page.place AND _seen.seen_at = _page.fetched_at
"""
# The page an offer was read from is the newest one of its URL not after seen_at: nearly
# always the one at seen_at.
_ORIGIN = """
SELECT place, fetched_at AS seen_at, key, content_digest
FROM _page SEMI JOIN _seen
    ON _page.place = _seen.place AND _page.fetched_at = _seen.seen_at
UNION ALL
SELECT before.place, before.seen_at, key, content_digest
FROM (
    SELECT _other.place, _other.seen_at, page.fetched_at
    FROM _other ASOF JOIN (FROM _page SEMI JOIN _other USING (place)) AS page
        ON _other.place = page.place AND _other.seen_at >= page.fetched_at
) AS before JOIN _page USING (place, fetched_at)
"""
_AGAIN = """
SELECT DISTINCT _origin.place, _origin.seen_at, _page.fetched_at AS again_at
FROM _origin JOIN _page USING (key, content_digest)
WHERE _page.fetched_at > _origin.seen_at
"""
# Where pages name several prices for one listing at one time, the lowest one stands.
_PRICE = """
SELECT * FROM (
    SELECT listing, seen_at AS sighted_at, price_minor, currency FROM _seen
    UNION ALL
    SELECT listing, again_at, price_minor, currency
    FROM _seen JOIN _again USING (place, seen_at)
)
WHERE price_minor IS NOT NULL
QUALIFY lag(sighted_at) OVER (
    PARTITION BY listing ORDER BY sighted_at, price_minor, currency
) IS DISTINCT FROM sighted_at
"""
_CHANGE = """
SELECT * FROM _price
WINDOW one AS (PARTITION BY listing ORDER BY sighted_at)
QUALIFY lag(sighted_at) OVER one IS NULL
    OR lag(price_minor) OVER one IS DISTINCT FROM price_minor
    OR lag(currency) OVER one IS DISTINCT FROM currency
"""
_CHECKED = """
SELECT listing, place, seen_at, coalesce(again_at, seen_at) AS checked_at
FROM _seen LEFT JOIN (
    SELECT place, seen_at, max(again_at) AS again_at FROM _again GROUP BY ALL
) USING (place, seen_at)
"""
_NEWEST = """
SELECT * FROM _checked JOIN (
    SELECT listing, max(checked_at) AS checked_at FROM _checked GROUP BY listing
) USING (listing, checked_at)
"""
_SHOWN = tuple(column.name for column in (*_LATEST.columns, *MAKING, *COMMON))
_ORDERED = ("listing_key", "checked_at", "seen_at", "price_minor", "input_key")
# Every column has its say in the order, so the same rows always give the same one.
_TIES = ", ".join(name for name in _SHOWN if name not in _ORDERED)
# What each view is made of beyond the shared steps, and its rows.
_OWN = {
    "offers_latest": (Step("_checked", _CHECKED), Step("_newest", _NEWEST)),
    "price_history": (Step("_price", _PRICE), Step("_change", _CHANGE)),
    "listing_pages": (),
}
_ROWS = {
    "offers_latest": f"""
SELECT {", ".join(_SHOWN)} FROM _offers_of JOIN (
    SELECT DISTINCT listing_key, url, seen_at, checked_at
    FROM _newest JOIN _listing USING (listing) JOIN _place USING (place)
) USING (listing_key, url, seen_at)
QUALIFY row_number() OVER (
    PARTITION BY listing_key
    ORDER BY seen_at DESC, price_minor NULLS LAST, input_key, {_TIES}
) = 1
""",  # noqa: S608 # the column names are ours
    "price_history": """
SELECT listing_key, valid_from, valid_to, price_minor, currency FROM (
    SELECT listing, sighted_at AS valid_from, price_minor, currency,
           lead(sighted_at) OVER (PARTITION BY listing ORDER BY sighted_at) AS valid_to
    FROM _change
) JOIN _listing USING (listing)
""",
    "listing_pages": """
SELECT DISTINCT listing_key, url, url_key
FROM (SELECT DISTINCT listing, place FROM _seen)
JOIN _listing USING (listing) JOIN _place USING (place)
LEFT JOIN (SELECT DISTINCT place, key FROM _page) USING (place)
LEFT JOIN _key USING (key)
""",
}


def steps(*, touched: bool) -> tuple[Step, ...]:
    """Return what leads to the rows, of the listings in `_touched` or of all."""
    offers = "FROM offers" + (" SEMI JOIN _touched USING (listing_key)" * touched)
    return (
        Step("_offers_of", offers, inline=not touched),
        Step("_place", _numbered("place", "url", "FROM _offers_of")),
        Step("_listing", _numbered("listing", "listing_key", "FROM _offers_of")),
        Step("_seen", _SEEN),
        Step("_key", _numbered("key", "url_key", _TOUCHED_KEYS if touched else _KEYS)),
        Step("_page", _PAGE),
        Step("_other", _OTHER),
        Step("_origin", _ORIGIN),
        Step("_again", _AGAIN),
    )


def own_steps(name: str) -> tuple[Step, ...]:
    """Return the steps that only the view `name` needs, after the shared ones."""
    return _OWN[name]


def rows(name: str) -> str:
    """Return the query of the rows of the view `name`, after all its steps."""
    return _ROWS[name]
