"""What others make of a page, each in the plainest way its own documentation shows.

None of them is a dependency: one that is not installed is named, with how to get it,
and left out.
"""

import json
import logging
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any
from urllib.parse import urldefrag, urljoin

Way = Callable[[str, bytes], Any]
Peers = Mapping[str, tuple[str, Callable[[], Way]]]
SOME_SYNTAXES = ("json-ld", "microdata", "opengraph")
ALL_SYNTAXES = (*SOME_SYNTAXES, "rdfa", "microformat", "dublincore")


def installed(peers: Peers) -> dict[str, Way]:
    """Return the peers that are here, by name; name the others."""
    here = {}
    for name, (package, load) in peers.items():
        try:
            here[name] = load()
        except ImportError as error:
            print(f"# {name} is left out ({error}): pip install {package}")
    return here


def parsel() -> Way:
    """Return a plain spider's look at a page: its links, title and JSON-LD."""
    selector = import_module("parsel").Selector

    def read(url: str, body: bytes) -> tuple[Any, ...]:
        page = selector(text=body.decode("utf-8", "replace"), type="html")
        base = urljoin(url, page.css("base::attr(href)").get() or "")
        blocks = page.css('script[type="application/ld+json"]::text').getall()
        title = page.css("title::text").get()
        return _links(page, base), title, list(map(_loaded, blocks))

    return read


def _links(page: Any, base: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for node in page.css("a[href]"):
        try:
            url = urldefrag(urljoin(base, node.attrib["href"])).url
        except ValueError:
            continue
        if url.startswith(("http://", "https://")) and url not in found:
            anchor = " ".join("".join(node.css("::text").getall()).split())
            found[url] = anchor, node.attrib.get("rel", "")
    return found


def _loaded(block: str) -> Any:
    try:
        return json.loads(block)
    except ValueError:
        return None


def extruct(syntaxes: tuple[str, ...]) -> Way:
    """Return extruct's reading of `syntaxes`."""
    extract = import_module("extruct").extract
    logging.getLogger("extruct").setLevel(logging.CRITICAL)

    def read(url: str, body: bytes) -> Any:
        return extract(
            body, base_url=url, syntaxes=list(syntaxes), uniform=True, errors="ignore"
        )

    return read


def trafilatura(*, fast: bool) -> Way:
    """Return trafilatura's text, as it is without options or at its fastest."""
    extract = import_module("trafilatura").extract
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

    def read(url: str, body: bytes) -> str:
        return extract(body.decode("utf-8", "replace"), url=url, fast=fast) or ""

    return read


def resiliparse() -> Way:
    """Return resiliparse's main content, without what it adds to words."""
    extract = import_module("resiliparse.extract.html2text").extract_plain_text

    def read(url: str, body: bytes) -> str:
        text = body.decode("utf-8", "replace")
        return str(
            extract(text, main_content=True, list_bullets=False, alt_texts=False)
        )

    return read


def readability() -> Way:
    """Return the words of what readability-lxml keeps."""
    library = import_module("readability.readability")
    words = import_module("html_text").extract_text
    logging.getLogger("readability").setLevel(logging.CRITICAL)

    def read(url: str, body: bytes) -> str:
        page = library.Document(body.decode("utf-8", "replace"), url=url)
        try:
            return str(words(page.summary()))
        except library.Unparseable:
            return ""

    return read


TEXTS: Peers = {
    "trafilatura": ("trafilatura", lambda: trafilatura(fast=False)),
    "trafilatura fast": ("trafilatura", lambda: trafilatura(fast=True)),
    "resiliparse": ("resiliparse", resiliparse),
    "readability": ("readability-lxml html-text", readability),
}
PRODUCTS: Peers = {
    "extruct": ("extruct", lambda: extruct(SOME_SYNTAXES)),
    "extruct, all syntaxes": ("extruct", lambda: extruct(ALL_SYNTAXES)),
}
LINKS: Peers = {"parsel": ("parsel", parsel)}
