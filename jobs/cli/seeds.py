"""`harvestman seeds`: where a campaign starts, and more such places."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from crawler.campaign.model import Campaign
from crawler.campaign.seedfile import Chunk, read_seeds
from crawler.campaign.seedlist import Added, add_seeds
from crawler.campaign.seeds import sources
from crawler.campaign.seedsadded import added_path, with_added
from frontier.inbox import Add
from frontier.values import Kind
from jobs.campaigns import Known, chosen_campaign
from jobs.cli.amounts import counted
from jobs.cli.call import Call
from jobs.cli.place import with_place
from jobs.cli.table import print_table
from jobs.frontiers import is_crawling, leave

_WEB = ("http://", "https://")
_AT_ONCE = 10_000


class _Place(NamedTuple):
    """A call of the program, and the campaign that it is about."""

    call: Call
    known: Known


@click.group(
    epilog="""\b
Examples:
  harvestman seeds add https://shop.example/ --campaign shops
  harvestman seeds import urls.csv
  harvestman seeds list"""
)
def seeds() -> None:
    """See where a campaign starts, and have it start at more places."""


@with_place
def _with_campaign(call: Call, campaign: str | None) -> _Place:
    return _Place(call, chosen_campaign(call.home, campaign))


@seeds.command(
    epilog="""\b
Examples:
  harvestman seeds add https://shop.example/ https://other.example/
  harvestman seeds add --sitemap https://shop.example/sitemap.xml"""
)
@click.argument("urls", nargs=-1, metavar="URL...")
@click.option(
    "--sitemap",
    "sitemaps",
    multiple=True,
    metavar="URL",
    help="A sitemap or feed whose pages are seeds.",
)
@_with_campaign
def add(place: _Place, urls: tuple[str, ...], sitemaps: tuple[str, ...]) -> None:
    """Add seeds to a campaign: its next crawl starts there as well."""
    if not (urls or sitemaps):
        raise click.UsageError("there is nothing to add: give a URL or --sitemap.")
    pages, files = Chunk(list(urls), Kind.PAGE), Chunk(list(sitemaps), Kind.SITEMAP)
    _add(place, [pages, files])


@seeds.command(
    "import",
    epilog="""\b
Examples:
  harvestman seeds import urls.txt
  harvestman seeds import shops.csv products.parquet --campaign shops
  harvestman seeds import sitemap.xml.gz
  harvestman seeds import https://shop.example/feed.rss   # read by the crawl itself""",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE|URL...")
@_with_campaign
def import_(place: _Place, files: tuple[str, ...]) -> None:
    """Add the seeds that files hold.

    Lists with one URL a line; .csv, .jsonl and .parquet with a column url; sitemaps and
    feeds (.xml, .rss, .atom); each also with .gz.
    """
    web = [name for name in files if name.startswith(_WEB)]
    paths = [Path(name) for name in files if not name.startswith(_WEB)]
    for path in paths:
        if not path.is_file():
            raise click.UsageError(f"there is no file {path}.")
    chunks = chain.from_iterable(map(read_seeds, paths))
    _add(place, chain(chunks, [Chunk(web, Kind.SITEMAP)]))


@seeds.command(
    "list",
    epilog="\b\nExamples:\n  harvestman seeds list\n"
    "  harvestman seeds list --campaign shops --limit 1000",
)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@_with_campaign
def list_(place: _Place, limit: int) -> None:
    """List where a campaign starts, and what says so."""
    campaign = place.known.campaign or Campaign(name=place.known.name)
    found = _seeds(with_added(place.call.home, campaign))
    rows = list(islice(found, limit))
    total = len(rows) + sum(1 for _ in found)
    if place.call.json:
        named = [dict(zip(("url", "kind", "from"), row, strict=True)) for row in rows]
        facts = {"campaign": campaign.name, "seeds": named, "total": total}
        place.call.answer(facts, "")
    elif not rows:
        print(
            f"No file and no list says where campaign {campaign.name} starts; add a"
            f" seed with: harvestman seeds add URL --campaign {campaign.name}"
        )
    else:
        print_table(("seed", "kind", "from"), rows)
        if total > len(rows):
            print(f"{total - len(rows):,} more: --limit {total}")


def _seeds(campaign: Campaign) -> Iterator[tuple[str, str, str]]:
    for source, chunk in sources(campaign):
        kind = "page" if chunk.kind is Kind.PAGE else "sitemap or feed"
        for url in chunk.urls:
            yield url, kind, source


def _add(place: _Place, chunks: Iterable[Chunk]) -> None:
    call, name = place.call, place.known.name
    done = add_seeds(added_path(call.home, name), chunks)
    handed = place.known.begun and is_crawling(call.home)
    if handed:
        for begin in range(0, len(done.urls), _AT_ONCE):
            leave(call.home, name, Add(done.urls[begin : begin + _AT_ONCE]))
    if call.json:
        facts = {"campaign": name, **msgspec.structs.asdict(done), "handed": handed}
        del facts["urls"]
        call.answer(facts, "")
    else:
        print(_words(name, done, handed=handed))
    if not (done.added or done.known):
        why = "" if done.refused else ": what was given names no address"
        raise click.ClickException(f"no seed was added{why}")


def _words(name: str, done: Added, *, handed: bool) -> str:
    lines = [f"{counted(done.added, 'seed')} added to campaign {name}"]
    if handed and done.urls:
        lines[0] += "; the crawl that runs takes in what is in its scope"
    if done.known:
        lines.append(f"{done.known:,} known before")
    if done.refused:
        lines.append(
            f"{done.refused:,} refused, such as {done.example!r:.100}: no web address"
        )
    return "\n".join(lines)
