"""What the lake already knows of a campaign: what is done, and what is still to do.

Pending is what pages link to and nobody has fetched, so a crawl that was killed goes
on from the lake alone: there is no second file that could disagree with it.
"""

import msgspec

from crawler.campaign import Campaign
from frontier.urls import fingerprint
from lake.sql import current
from lake.store import Lake

# An answer of 429 or 503 means "later", a lost connection "once more".
_DONE = """
SELECT DISTINCT url FROM fetches
WHERE campaign = $campaign
  AND (status NOT IN (429, 503) OR error = 'RobotsForbidden')
UNION
SELECT final_url FROM pages WHERE campaign = $campaign
"""
# A page whose body was known already has its links under the URL that had it first.
_LINKED = """
WITH crawled AS (
    SELECT final_url, content_digest, min(depth) AS depth
    FROM pages WHERE campaign = $campaign AND status = 200 GROUP BY ALL
), sources AS (
    SELECT crawled.final_url AS parent_url, crawled.depth, twin.final_url AS src_url
    FROM crawled JOIN pages AS twin USING (content_digest)
)
SELECT links.dst_url AS url, min(sources.depth) + 1 AS depth,
       arg_min(sources.parent_url, sources.depth) AS parent_url
FROM links JOIN sources USING (src_url)
WHERE NOT contains(coalesce(links.rel, ''), 'nofollow')
GROUP BY links.dst_url
"""


class Pending(msgspec.Struct, frozen=True):
    """One page that a campaign has still to fetch."""

    url: str
    depth: int
    parent_url: str | None


class Known(msgspec.Struct, frozen=True):
    """Where a campaign stands."""

    done: set[int]
    pending: tuple[Pending, ...]
    stored: set[str]


def known(lake: Lake, campaign: Campaign) -> Known:
    """Return where `campaign` stands by what the lake holds."""
    named = {"campaign": campaign.name}
    with current(lake) as connection:
        done = {url for (url,) in connection.execute(_DONE, named).fetchall()}
        linked = connection.execute(_LINKED, named).fetchall()
        digests = connection.execute("SELECT content_digest FROM bodies").fetchall()
    seeds = [Pending(seed, 0, None) for seed in campaign.seeds]
    pages = [*seeds, *(Pending(*row) for row in linked)]
    pages.sort(key=lambda page: (page.depth, page.url))
    limit = campaign.depth
    return Known(
        done={fingerprint(url) for url in done},
        pending=tuple(
            page
            for page in pages
            if page.url not in done and (limit is None or page.depth <= limit)
        ),
        stored={digest for (digest,) in digests},
    )
