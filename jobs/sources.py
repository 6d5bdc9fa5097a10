"""Where the rows stand that a generated product rests on: the pages they were read from.

A key is that of a listing, a group, an opinion, a programme or an article; keys with more
to them, as those of prices of one day, begin with that of a listing.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PAGES = """
WITH asked AS (
    SELECT key, split_part(key, '|', 1) AS first FROM (SELECT unnest($keys::VARCHAR[]) AS key)
), pages AS (
    SELECT a.key, p.source_url AS url FROM asked a JOIN products p ON p.listing_key = a.first
    UNION SELECT a.key, p.source_url FROM asked a
        JOIN enriched_matches m ON m.group_key = a.first
        JOIN products p ON p.listing_key = m.entity_key
    UNION SELECT a.key, p.source_url FROM asked a
        JOIN programmes p ON p.programme_key = a.first
    UNION SELECT a.key, o.url FROM asked a JOIN opinions o
        ON md5(concat_ws('|', o.listing_key, o.url, o.author_hash, o.text)) = a.first
    UNION SELECT a.key, r.url FROM asked a JOIN articles r ON r.url = a.key
)
SELECT key, url FROM pages WHERE url IS NOT NULL ORDER BY key, url
"""


def pages_of(
    connection: "DuckDBPyConnection", keys: Collection[str]
) -> dict[str, list[str]]:
    """Return the addresses of the pages behind each of `keys`."""
    found: dict[str, list[str]] = defaultdict(list)
    asked = {"keys": sorted(set(keys))}
    for key, url in connection.execute(_PAGES, asked).fetchall():
        found[key].append(url)
    return dict(found)


def host_of(url: str) -> str:
    """Return the host that a page lies on."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
