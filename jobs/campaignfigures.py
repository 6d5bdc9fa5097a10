"""What the lake says of a campaign's crawl so far: answers, errors, hosts."""

from typing import Any

import msgspec

from lake.sql import current
from lake.store import Lake

_OUTCOMES = """
SELECT coalesce(CAST(status AS VARCHAR), split_part(error, ':', 1)) AS outcome,
       count(*) AS attempts, CAST(coalesce(sum(bytes), 0) AS BIGINT) AS bytes
FROM fetches WHERE campaign = $campaign GROUP BY 1 ORDER BY 2 DESC, 1
"""
_HOSTS = """
SELECT host,
       count(*) FILTER (status = 200 AND NOT ends_with(url, '/robots.txt')) AS pages,
       count(*) FILTER (error IS NOT NULL OR status >= 400) AS failed,
       CAST(coalesce(sum(bytes), 0) AS BIGINT) AS bytes,
       CAST(max(fetched_at) AS VARCHAR) AS last_at
FROM fetches
WHERE campaign = $campaign AND NOT coalesce(starts_with(error, 'Part'), false)
GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1 LIMIT $most
"""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How often one status or one error came."""

    outcome: str
    attempts: int
    bytes: int


class HostFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What one host gave."""

    host: str
    pages: int
    failed: int
    bytes: int
    last_at: str


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What a campaign's crawl brought."""

    outcomes: list[Outcome]
    hosts: list[HostFigures]


def figures_of(lake: Lake, campaign: str, most: int) -> Figures:
    """Return the figures of `campaign`, with its `most` fruitful hosts."""
    with current(lake) as connection:
        outcomes = connection.execute(_OUTCOMES, {"campaign": campaign})
        found = _rows(outcomes, Outcome)
        hosts = connection.execute(_HOSTS, {"campaign": campaign, "most": most})
        return Figures(outcomes=found, hosts=_rows(hosts, HostFigures))


def _rows(answer: Any, kind: Any) -> list[Any]:
    names = [column[0] for column in answer.description]
    rows = answer.fetchall()
    return [kind(**dict(zip(names, row, strict=True))) for row in rows]
