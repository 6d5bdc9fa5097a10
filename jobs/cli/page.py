"""`harvestman page`: what the extractors see in one page."""

import gzip
from pathlib import Path

import click
import msgspec

from extract.look import look
from extract.page import parse
from frontier.urls import url_key
from jobs.cli.call import Call, with_call
from jobs.cli.page_show import show
from jobs.errors import NoSuchPage, SitesDiffer
from jobs.goldens import Difference, Saved, differences, goldens, save_golden
from jobs.sites import read_sites
from lake.ask import ask
from lake.bodies import BodyPlace, read_body

_NEWEST = """
SELECT final_url, content_type, warc_file, warc_offset, warc_length
FROM pages JOIN bodies USING (content_digest)
WHERE url_key = $key ORDER BY fetched_at DESC LIMIT 1
"""
_NOWHERE = "http://page.invalid/"


@click.command(
    epilog="""\b
Examples:
  harvestman page https://shop.example/p/1     # as it was last crawled
  harvestman page saved.html --url https://shop.example/p/1
  harvestman page saved.html.gz --json
  harvestman page https://shop.example/p/1 --save lamp
  harvestman page --check                      # all golden folders"""
)
@click.argument("target", metavar="URL|FILE", required=False)
@click.option("--url", default=_NOWHERE, help="Where a file came from.")
@click.option("--save", metavar="NAME", help="Keep the page as a golden folder.")
@click.option("--check", is_flag=True, help="Read all golden folders again.")
@with_call(makes_home=True)
def page(
    call: Call, target: str | None, url: str, save: str | None, *, check: bool
) -> None:
    """Show every field of a page, and what else it could be; nothing is fetched.

    Page objects in the home's sites/ go before what is found otherwise.
    """
    if check:
        _check(call)
        return
    if target is None:
        raise click.UsageError("name a URL or a FILE, or give --check.")
    stored = target.startswith(("http://", "https://"))
    given = _stored(call, target) if stored else _saved(Path(target), url)
    found = look(
        parse(given.url, given.body, given.content_type), read_sites(call.home)
    )
    if save:
        folder = save_golden(call.home, save, given, found)
        call.say(f"saved as {folder}; mend expected.json where it is wrong")
    if call.json:
        print(msgspec.json.encode(found).decode())
    else:
        show(found)


def _stored(call: Call, url: str) -> Saved:
    named: dict[str, object] = {"key": url_key(url)}
    rows = ask(call.home, _NEWEST, named, call.settings.lake).to_pylist()
    if not rows:
        raise NoSuchPage(f"{url} was not crawled; harvestman crawl {url} fetches it")
    row = rows[0]
    place = BodyPlace(row["warc_file"], row["warc_offset"], row["warc_length"])
    return Saved(
        url=row["final_url"],
        content_type=row["content_type"],
        body=read_body(call.home, place),
    )


def _saved(path: Path, url: str) -> Saved:
    try:
        body = path.read_bytes()
        if path.suffix == ".gz":
            body = gzip.decompress(body)
        return Saved(url=url, body=body)
    except FileNotFoundError:
        raise click.UsageError(
            f"there is no file {path}; give a file or a URL."
        ) from None
    except (EOFError, gzip.BadGzipFile) as error:
        raise NoSuchPage(f"{path} is no whole gzip file: {error}") from None


def _check(call: Call) -> None:
    """Read all golden folders; fail where one is read otherwise than it expects."""
    files, folders = read_sites(call.home), goldens(call.home)
    found = [one for folder in folders for one in differences(folder, files)]
    wrong = len({one.folder for one in found})
    call.answer(
        {"folders": len(folders), "wrong": wrong, "differences": found},
        _told(found) or f"{len(folders)} golden folders, all as expected",
    )
    if found:
        raise SitesDiffer(
            f"{wrong} of {len(folders)} golden folders are read otherwise; mend the"
            " page object, or expected.json where the page is right"
        )


def _told(found: list[Difference]) -> str:
    lines = []
    for place, one in enumerate(found):
        if place == 0 or found[place - 1].folder != one.folder:
            lines.append(one.folder)
        lines += [f"  {one.field}", f"    - {one.expected}", f"    + {one.found}"]
    return "\n".join(lines)
