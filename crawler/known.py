"""What the lake already knows of a campaign: what is done, and what is still to do.

Pending is what pages link to and nobody has fetched, so a crawl that was killed goes
on from the lake alone: there is no second file that could disagree with it.
"""

from datetime import datetime
from typing import Any

import msgspec

from crawler.campaign import Campaign
from crawler.rows import FINAL
from crawler.sink import Kept
from frontier.urls import fingerprint
from lake.keys import input_key
from lake.sql import current
from lake.store import Lake

# A page is done when it is stored, or when nothing can come of it. A server's error is
# asked again, and so is a connection that failed, but not for ever.
_DONE = """
WITH answered AS (
    SELECT url, final_url FROM pages WHERE campaign = $campaign AND status < 500
)
SELECT url FROM answered
UNION SELECT final_url FROM answered
UNION SELECT url FROM fetches
    WHERE campaign = $campaign AND list_contains($final, error)
UNION SELECT url FROM fetches WHERE campaign = $campaign
    GROUP BY url
    HAVING count(*) FILTER (error IS NOT NULL OR (status >= 500 AND status <> 503)) >= 6
"""
_LINKED = """
SELECT links.dst_url AS url, min(pages.depth) + 1 AS depth,
       arg_min(pages.final_url, pages.depth) AS parent_url
FROM links JOIN pages ON links.src_url = pages.final_url
WHERE pages.campaign = $campaign AND pages.status = 200
  AND NOT coalesce(pages.rights.nofollow, false)
  AND NOT contains(coalesce(links.rel, ''), 'nofollow')
GROUP BY links.dst_url
"""
# A host's clock goes on where it stood, whichever campaign asked it last.
_CLOCKS = """
SELECT host,
       max(epoch(fetched_at) + coalesce(delay_s, 0)) - epoch($now::TIMESTAMPTZ) AS rest_s,
       max(epoch(fetched_at) + coalesce(retry_after, 0)) - epoch($now::TIMESTAMPTZ)
           AS pause_s
FROM fetches GROUP BY host
HAVING rest_s > 0 OR pause_s > 0
"""


class Pending(msgspec.Struct, frozen=True):
    """One page that a campaign has still to fetch."""

    url: str
    depth: int
    parent_url: str | None


class Known(msgspec.Struct, frozen=True):
    """Where a campaign stands, and the hosts that still want to rest."""

    done: set[int]
    pending: tuple[Pending, ...]
    kept: Kept
    clocks: tuple[tuple[str, float, float], ...]


def known(lake: Lake, campaign: Campaign, now: datetime) -> Known:
    """Return where `campaign` stands by what the lake holds."""
    named = {"campaign": campaign.name}
    with current(lake) as connection:
        done = _column(connection.execute(_DONE, {**named, "final": list(FINAL)}))
        linked = connection.execute(_LINKED, named).fetchall()
        bodies = _column(connection.execute("SELECT content_digest FROM bodies"))
        pages = connection.execute(
            "SELECT DISTINCT url_key, content_digest FROM pages"
        ).fetchall()
        clocks = connection.execute(_CLOCKS, {"now": now.isoformat()}).fetchall()
    return Known(
        done={fingerprint(url) for url in done},
        pending=_pending(campaign, linked, done),
        kept=Kept(bodies, {input_key(key, digest) for key, digest in pages}),
        clocks=tuple(clocks),
    )


def _pending(
    campaign: Campaign, linked: list[tuple[str, int, str]], done: set[str]
) -> tuple[Pending, ...]:
    seeds = [Pending(seed, 0, None) for seed in campaign.seeds]
    pages = [*seeds, *(Pending(*row) for row in linked)]
    pages.sort(key=lambda page: (page.depth, page.url))
    limit = campaign.depth
    return tuple(
        page
        for page in pages
        if page.url not in done and (limit is None or page.depth <= limit)
    )


def _column(answer: Any) -> set[str]:
    return {value for (value,) in answer.fetchall()}
