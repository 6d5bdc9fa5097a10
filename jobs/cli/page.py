"""`harvestman page`: what the extractors see in one page."""

import gzip
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.pretty import Pretty

from extract.view import PageView, view
from frontier.urls import url_key
from jobs.cli.call import Call, with_call
from jobs.errors import NoSuchPage
from lake.ask import ask
from lake.bodies import BodyPlace, read_body

_NEWEST = """
SELECT final_url, content_type, warc_file, warc_offset, warc_length
FROM pages JOIN bodies USING (content_digest)
WHERE url_key = $key ORDER BY fetched_at DESC LIMIT 1
"""


@click.command(
    epilog="""\b
Examples:
  harvestman page https://shop.example/p/1     # as it was last crawled
  harvestman page saved.html --url https://shop.example/p/1
  harvestman page saved.html.gz --json"""
)
@click.argument("target", metavar="URL|FILE")
@click.option("--url", default="http://page.invalid/", help="Where a file came from.")
@with_call(makes_home=True)
def page(call: Call, target: str, url: str) -> None:
    """Show the product, offers, programme and links of a page; nothing is fetched."""
    stored = target.startswith(("http://", "https://"))
    found = _stored(call, target) if stored else _saved(Path(target), url)
    if call.json:
        print(msgspec.json.encode(found).decode())
    else:
        _show(found)


def _stored(call: Call, url: str) -> PageView:
    named: dict[str, object] = {"key": url_key(url)}
    rows = ask(call.home, _NEWEST, named, call.settings.lake).to_pylist()
    if not rows:
        raise NoSuchPage(f"{url} was not crawled; harvestman crawl {url} fetches it")
    row = rows[0]
    place = BodyPlace(row["warc_file"], row["warc_offset"], row["warc_length"])
    return view(row["final_url"], read_body(call.home, place), row["content_type"])


def _saved(path: Path, url: str) -> PageView:
    try:
        body = path.read_bytes()
        return view(url, gzip.decompress(body) if path.suffix == ".gz" else body, None)
    except FileNotFoundError:
        raise click.UsageError(
            f"there is no file {path}; give a file or a URL."
        ) from None
    except (EOFError, gzip.BadGzipFile) as error:
        raise NoSuchPage(f"{path} is no whole gzip file: {error}") from None


def _show(found: PageView) -> None:
    console = Console()
    about = (
        f"{found.kind}: {found.title or 'no title'} ({found.language or 'no language'})"
    )
    console.print(about, markup=False, highlight=False)
    if found.product is None:
        console.print("no product")
    else:
        console.print(Pretty(msgspec.to_builtins(found.product)))
        console.print(Pretty(msgspec.to_builtins(found.offers)))
    if found.programme is not None:
        console.print(Pretty(msgspec.to_builtins(found.programme)))
    console.print(f"{len(found.links)} links; --json lists them")
