"""The listings that batches touched after a position, as SQL.

A listing's prices change with its offers, with pages at their URLs, and with what
counts: releases and withdrawals, and inputs that a newer version made again. Asked is
also of rows that do not count now: they may have counted before. A listing too many
costs its recomputing; one too few would be wrong.
"""

from lake.prices import Step

# The tables on which the derived ones depend.
READ = ("offers", "pages", "made", "releases")

_NEW = "SELECT batch_id FROM batches WHERE position > {position}"
_NEW_PAGES = """
SELECT DISTINCT url, url_key FROM pages SEMI JOIN _new USING (batch_id)
WHERE content_digest IS NOT NULL
"""
_CHANGED = """
SELECT DISTINCT maker, maker_version FROM releases SEMI JOIN _new USING (batch_id)
"""
_REMADE = """
SELECT DISTINCT made.maker, made.input_key
FROM (
    FROM made SEMI JOIN _new USING (batch_id)
    UNION ALL
    FROM made SEMI JOIN _changed USING (maker, maker_version)
) AS made
JOIN released AS older
    ON made.maker = older.maker AND made.maker_version > older.maker_version
WHERE made.error IS NULL
"""
_TOUCHED = """
SELECT listing_key FROM _all_offers SEMI JOIN _new USING (batch_id)
UNION SELECT listing_key FROM _all_offers SEMI JOIN _changed USING (maker, maker_version)
UNION SELECT listing_key FROM _all_offers SEMI JOIN _remade USING (maker, input_key)
UNION SELECT listing_key FROM _stored_pages SEMI JOIN _new_pages USING (url)
UNION SELECT listing_key FROM _stored_pages SEMI JOIN _new_pages USING (url_key)
"""


def touched(position: int) -> tuple[Step, ...]:
    """Return what leads to `_touched`: the listings touched after `position`.

    `_all_offers` has the committed offers, also those that do not count, and
    `_stored_pages` is `listing_pages` as it was at `position` or later.
    """
    return (
        Step("_new", _NEW.format(position=position)),
        Step("_new_pages", _NEW_PAGES),
        Step("_changed", _CHANGED),
        Step("_remade", _REMADE),
        Step("_touched", _TOUCHED),
    )
