"""`harvestman page`: what the extractors see in one page."""

import gzip
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.pretty import Pretty

from extract.view import PageView, view


@click.command(
    epilog="""\b
Examples:
  harvestman page saved.html --url https://shop.example/p/1
  harvestman page saved.html.gz --json"""
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", default="http://page.invalid/", help="Where the page came from.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
def page(file: Path, url: str, as_json: bool) -> None:
    """Show the product, offers and links that a saved page holds."""
    body = file.read_bytes()
    if file.suffix == ".gz":
        body = gzip.decompress(body)
    found = view(url, body, None)
    if as_json:
        print(msgspec.json.encode(found).decode())
    else:
        _show(found)


def _show(found: PageView) -> None:
    console = Console()
    console.print(
        f"[bold]{found.kind}[/] {found.title or ''} ({found.language or '?'})"
    )
    if found.product is None:
        console.print("no product")
    else:
        console.print(Pretty(msgspec.to_builtins(found.product)))
        console.print(Pretty(msgspec.to_builtins(found.offers)))
    console.print(f"{len(found.links)} links")
