"""`harvestman lake body`: one stored body, as it came, by its URL or its digest."""

import re
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.amounts import size
from jobs.cli.call import Call, with_call
from jobs.cli.lake_pin import lake_of
from jobs.cli.rows import opened
from lake.errors import NoSuchBody

if TYPE_CHECKING:
    from lake.bodies import BodyPlace
    from lake.find import Finder
    from lake.warcrecord import Record

_DIGEST = re.compile(r"[0-9a-fA-F]{32}")
# What a terminal would obey instead of showing.
_UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Stored:
    """One body: where it was seen, and the record that holds it."""

    url: str
    fetched_at: datetime | str
    digest: str
    place: "BodyPlace"
    record: "Record"
    body: bytes


@click.command(
    epilog="""\b
Examples:
  harvestman lake body https://shop.example/p/1 > page.html
  harvestman lake body https://shop.example/p/1 --headers
  harvestman lake body https://shop.example/logo.png -o logo.png
  harvestman lake body 7f9c2ba4e88f827d616045507605853e --json   # pages.content_digest"""
)
@click.argument("target", metavar="URL|DIGEST")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write here instead of to standard output.",
)
@click.option("--headers", is_flag=True, help="The HTTP headers, then the body.")
@with_call()
def body(call: Call, target: str, output: Path | None, headers: bool) -> None:
    """Print the newest body that was stored of a URL, or the one with a digest.

    With --json it is not printed; url, fetched_at, status, content_type, digest and
    place of it are.
    """
    found = _found(call, target)
    head = found.record.http_head + b"\r\n\r\n" if headers else b""
    data = head + found.body
    if output is not None or not call.json:
        if output is None and sys.stdout.isatty():
            _check_shown(data)
        with opened(output) as file:
            file.write(data)
    if call.json:
        call.answer(_facts(found, output, head), "")
    elif output is not None:
        print(f"{size(len(data))} written to {output}")


def _found(call: Call, target: str) -> Stored:
    from lake.find import Finder

    is_digest = _DIGEST.fullmatch(target) is not None
    urls = () if is_digest else _spellings(target)
    finder = Finder(lake_of(call))
    return (
        _by_digest(call, finder, target) if is_digest else _by_url(call, finder, urls)
    )


def _spellings(target: str) -> tuple[str, ...]:
    """Return the URLs that name one page: canonical, under both schemes."""
    from frontier.urls import canonical

    if not target.lower().startswith(("http://", "https://")):
        raise click.UsageError(
            f"{target!r} is no URL with https:// and no digest of 32 hex digits."
        )
    url = canonical(target)
    rest = url.partition("://")[2]
    return url, *({f"http://{rest}", f"https://{rest}"} - {url})


def _by_url(call: Call, finder: "Finder", urls: tuple[str, ...]) -> Stored:
    pages = [(page, url) for url in urls if (page := finder.page(url)) is not None]
    if not pages:
        raise NoSuchBody(_why_nothing(call.home, urls[0]))
    page, url = max(pages, key=lambda one: one[0].fetched_at)
    digest = page.content_digest
    return Stored(url, page.fetched_at, digest, *_read(call, finder, digest))


def _by_digest(call: Call, finder: "Finder", target: str) -> Stored:
    digest = target.lower()
    place, record, body = _read(call, finder, digest)
    seen = record.value("WARC-Date")
    return Stored(record.url, seen, digest, place, record, body)


def _read(
    call: Call, finder: "Finder", digest: str
) -> tuple["BodyPlace", "Record", bytes]:
    from lake.warcread import read_body, read_record

    place = finder.place(digest)
    if place is None:
        raise NoSuchBody(
            f"nothing with the digest {digest} is stored; pages.content_digest has"
            " those that are"
        )
    body = read_body(call.home, place)
    return place, read_record(call.home, place), body


def _why_nothing(home: Path, url: str) -> str:
    from frontier.column import read_urls
    from frontier.forgotten import Forgotten
    from jobs.frontiers import frontier_folder
    from lake.waiting import pending

    urls, _ = read_urls([url])
    if Forgotten.read(frontier_folder(home)).among(urls).any():
        return f"{url} was forgotten; nothing of it is stored, nor fetched again"
    if pending(home):
        return (
            f"nothing is stored of {url}, but batches wait in the spool;"
            " harvestman lake pin takes them in"
        )
    return f"nothing is stored of {url}; harvestman crawl {url} fetches it"


def _check_shown(data: bytes) -> None:
    try:
        strange = _UNSHOWN.search(data.decode()) is not None
    except UnicodeDecodeError:
        strange = True
    if strange:
        raise click.UsageError(
            f"these {size(len(data))} are not for a terminal; name a file with -o."
        )


def _facts(found: Stored, output: Path | None, head: bytes) -> dict[str, object]:
    facts: dict[str, object] = {
        "url": found.url,
        "fetched_at": found.fetched_at,
        "status": found.record.http_status,
        "content_type": found.record.http_value("Content-Type"),
        "digest": found.digest,
        "place": found.place,
        "bytes": len(found.body),
    }
    if head:
        facts["headers"] = head.decode("latin-1").splitlines()[:-1]
    return facts if output is None else facts | {"file": output}
