"""What this project makes of a page: the parts that are measured beside peers."""

import subprocess
import sys
from typing import NamedTuple

from benchmarks.articlefacts import Said
from extract import warm
from extract.cold import is_cold, loops
from extract.goods.product import Product, read_products
from extract.linking.links import Links, columns, links
from extract.linking.quick import is_utf8, read
from extract.markup.charset import as_utf8
from extract.page import parse
from extract.statements.structured import Graph, graph
from extract.stories.authors import authors
from extract.stories.dates import published
from extract.stories.headline import headline
from extract.text.kind import chances, kind
from extract.text.maintext import main_text


class Seen(NamedTuple):
    """All that is judged of one page."""

    text: str
    kind: str
    said: Said


def ready() -> None:
    """Have the loops compiled, that no page is timed with it."""
    if is_cold():
        # A process of its own, as a crawl does it: the name is a module's here.
        command = [sys.executable, "-m", warm.__name__]
        subprocess.run(command, check=True)  # noqa: S603
    loops.ready = True
    warm.warm()


def spider(url: str, body: bytes) -> tuple[Links, str | None, Graph]:
    """Return the links, the title and what is stated; odd pages' links by the parser."""
    page = parse(url, body)
    found = read(url, as_utf8(body, None, is_utf8)[0], {})
    told = found.links if found else columns(links(page))
    return told, page.title, graph(page)


def products(url: str, body: bytes) -> list[Product]:
    """Return the products of a page with all their fields."""
    page = parse(url, body)
    return read_products(page, graph(page)).products


def text(url: str, body: bytes) -> str:
    """Return a page's text."""
    page = parse(url, body)
    return main_text(page.layout, chances(page)).text


def seen(url: str, body: bytes) -> Seen:
    """Return text, kind and facts, each told what the stage tells it."""
    page = parse(url, body)
    stated, likely = graph(page), chances(page)
    named = kind(page, stated, read_products(page, stated).products, likely)
    title = headline(page, stated)
    date = published(page, stated, kind=named)
    said = Said(
        title.value if title else page.title,
        tuple(authors(page, stated, kind=named)),
        str(date.day) if date else None,
    )
    return Seen(main_text(page.layout, likely).text, named, said)
