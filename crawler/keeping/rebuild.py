"""Remake a frontier from the lake: what pages link to, less what was fetched.

What the frontier still has it keeps: it knows those URLs and takes none a second time.
So this may run whenever in doubt, and twice changes nothing.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from crawler.keeping.rows import FINAL, PART
from crawler.trail import Trail
from frontier.durable import write_whole
from frontier.frontier import Frontier
from lake.store import Lake

_AT_ONCE = 10_000

# What nothing more comes of: answered, or failed for good, or failed too often.
_DONE = """
WITH answered AS (
    SELECT url, final_url FROM pages WHERE campaign = $campaign AND status < 500
)
SELECT url FROM answered
UNION SELECT final_url FROM answered
UNION SELECT url FROM fetches
    WHERE campaign = $campaign AND list_contains($final, error)
UNION SELECT url FROM fetches
    WHERE campaign = $campaign AND NOT starts_with(coalesce(error, ''), $part)
    GROUP BY url
    HAVING count(*) FILTER (error IS NOT NULL OR (status >= 500 AND status <> 503)) >= 6
"""
# A URL that was asked for and that nothing links to was a seed.
_WANTED = """
WITH linked AS (
    SELECT links.dst_url AS url, min(pages.depth) + 1 AS depth,
           arg_min(pages.final_url, pages.depth) AS parent_url
    FROM links JOIN pages ON links.src_url = pages.final_url
    WHERE pages.campaign = $campaign AND pages.status = 200
      AND NOT coalesce(pages.rights.nofollow, false)
      AND NOT contains(coalesce(links.rel, ''), 'nofollow')
    GROUP BY links.dst_url
)
SELECT url, depth, parent_url FROM linked
UNION ALL
SELECT DISTINCT url, 0, NULL FROM fetches
    WHERE campaign = $campaign AND url NOT IN (SELECT url FROM linked)
      AND NOT ends_with(url, '/robots.txt')
      AND NOT starts_with(coalesce(error, ''), $part)
ORDER BY depth, url
"""

Report = Callable[[int, int, str], None]


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """What was put back of one campaign."""

    campaign: str
    fetched: int
    linked: int
    put_back: int


def rebuild(
    lake: Lake,
    frontier: Frontier,
    now: Callable[[], float],
    report: Report = lambda *_: None,
) -> Rebuilt:
    """Put back into `frontier` what `lake` knows and it does not."""
    from lake.sql import current

    campaign = frontier.folder.name
    named = {"campaign": campaign, "part": PART}
    fetched = linked = put_back = 0
    with current(lake) as connection:
        done = connection.execute(_DONE, {**named, "final": list(FINAL)})
        for (urls,) in _columns(done):
            frontier.know(urls)
            fetched += len(urls)
            report(0, 0, f"{fetched:,} pages fetched before")
        wanted = connection.execute(_WANTED, named)
        for urls, depths, parents in _columns(wanted):
            trails = [Trail(parent).packed() if parent else b"" for parent in parents]
            found = frontier.schedule(urls, now(), depth=depths, meta=trails)
            put_back += int(found.accepted.sum())
            linked += len(urls)
            report(linked, 0, f"{put_back:,} of {linked:,} links put back")
    return Rebuilt(campaign=campaign, fetched=fetched, linked=linked, put_back=put_back)


def catch_up(lake: Lake, frontier: Frontier, now: Callable[[], float]) -> None:
    """Rebuild a frontier that is new, or whose campaign reaches elsewhere than before.

    The links that a wider scope lets in lie on pages that are not fetched again.
    """
    reach = msgspec.json.encode((frontier.plan.scope, frontier.plan.max_depth))
    told = frontier.folder / "reach.json"
    if _read(told) != reach:
        if not lake.is_empty:
            rebuild(lake, frontier, now)
        frontier.sync()
        write_whole(told, reach)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _columns(answer: Any) -> Iterator[tuple[list[Any], ...]]:
    """Return the rows of an answer, some at a time, as columns."""
    while rows := answer.fetchmany(_AT_ONCE):
        yield tuple(list(column) for column in zip(*rows, strict=True))
