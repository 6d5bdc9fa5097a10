"""The seeds of a campaign: where its crawl starts, sown into its frontier.

They stand in the campaign, in files that it names, and in the home's own list of what was
added by hand. There may be millions: no more than a chunk of them is in memory.
"""

from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import msgspec
import numpy as np
import structlog

from crawler.campaign.model import Campaign
from crawler.campaign.score import score_of
from crawler.campaign.seedfile import AT_ONCE, Chunk, read_seeds
from crawler.errors import BadSeeds
from crawler.trail import Trail
from frontier.column import read_urls
from frontier.frontier import Frontier
from frontier.urls import domain
from frontier.values import Kind, Reason

log = structlog.get_logger()


class Sown(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a campaign's seeds; `refused` are those that cannot be asked."""

    accepted: int
    known: int
    refused: int
    example: str  # one of the refused


def sources(campaign: Campaign) -> Iterator[tuple[str, Chunk]]:
    """Return every seed of `campaign`, a chunk at a time, with where it stands."""
    for begin in range(0, len(campaign.seeds), AT_ONCE):
        urls = list(campaign.seeds[begin : begin + AT_ONCE])
        yield "seeds", Chunk(urls, Kind.PAGE)
    for name in ("seed_sitemaps", "seed_feeds"):
        urls = list(getattr(campaign, name))
        if urls:
            yield name, Chunk(urls, Kind.SITEMAP)
    for file in campaign.seed_files:
        for chunk in read_seeds(Path(file)):
            yield file, chunk


def places(campaign: Campaign) -> tuple[str, ...]:
    """Return the hosts of all seeds, or their domains, as the campaign's scope wants."""
    names: dict[str, None] = {}
    known: set[int] = set()
    for _, chunk in sources(campaign):
        urls, _ = read_urls(chunk.urls)
        hosts, first = np.unique(urls.hosts, return_index=True)
        met = zip(hosts.tolist(), first.tolist(), strict=True)
        for key, row in sorted(met, key=itemgetter(1)):
            if key not in known:
                known.add(key)
                name = urls.host(row)
                names[domain(name) if campaign.scope == "domain" else name] = None
    return tuple(names)


def sow(frontier: Frontier, campaign: Campaign, now: float) -> Sown:
    """Have every seed of `campaign` fetched that was not yet."""
    reasons: Counter[int] = Counter()
    example = ""
    score = score_of(campaign)
    given = Trail(given=True).packed()
    for _, chunk in sources(campaign):
        urls, kept = read_urls(chunk.urls)
        found = np.full(len(chunk.urls), Reason.BAD, np.uint8)
        found[kept] = frontier.schedule(
            urls,
            now,
            kind=chunk.kind,
            priority=1 if chunk.kind is Kind.SITEMAP else 0,
            score=score.of_urls(urls.texts(), 0, "seed") if score else None,
            meta=None if chunk.kind is Kind.PAGE else [given] * len(urls),
        ).reasons
        reasons.update(found.tolist())
        bad = np.flatnonzero((found > Reason.DUPLICATE) & (found != Reason.FOREIGN))
        if len(bad):
            example = example or chunk.urls[bad[0]][:200]
    # What another process of the crawl owns, it was told of.
    accepted = reasons[Reason.ACCEPTED] + reasons[Reason.FOREIGN]
    known = reasons[Reason.DUPLICATE]
    refused = reasons.total() - known - accepted
    if refused and not (known or accepted):
        raise BadSeeds(
            f"campaign {campaign.name}: none of its {refused:,} seeds can be fetched,"
            f" such as {example!r}; see `harvestman seeds list` and the campaign's"
            " scope and exclude"
        )
    if refused:
        log.warning("seeds_refused", count=refused, example=example)
    return Sown(accepted=accepted, known=known, refused=refused, example=example)
