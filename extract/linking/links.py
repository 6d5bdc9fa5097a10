"""The links of a page: where they lead, what they are called, what kind they look like.

The crawler calls this on every page, so it is one selector, one loop, and rules that
look at a link's own text and address only.
"""

import re
from collections.abc import Iterator

import msgspec
from selectolax.lexbor import LexborNode

from extract.linking.networks import network
from extract.page import Page
from frontier.urls import join

# Past this a page is a link farm or an attack; a crawl gains nothing from the rest.
MAX_LINKS = 2000
MAX_ANCHOR = 200
# What servers and browsers bear; longer ones are data or traps.
MAX_HREF = 8000

_NEXT = re.compile(
    r"(next|next page|older|weiter|nächste( seite)?|vor|suivante?|siguiente|"
    r"successiv[ao]|volgende|następna|[›»→>]+)[\s›»→>]*",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"[?&](page|p|pg|seite|paged|start|offset)=\d+|/page/\d+", re.IGNORECASE
)
_KINDS = (
    ("signup", re.compile(
        r"/(sign-?up|register|registrieren|join|affiliates?|partner(programm|s)?)\b",
        re.IGNORECASE)),
    ("product", re.compile(
        r"/(p|dp|gp/product|products?|produkte?|produit|item|artikel|itm|pd|sku)"
        r"[/\-_.][^/?]*[\w]|-p-?\d+|[?&](product|item|artnr)_?(id)?=",
        re.IGNORECASE)),
    ("list", re.compile(
        r"/(c|cat|category|categories|kategorien?|collections?|shop|browse|brands?|"
        r"marken?|search|s)(/|$|\?)|[?&](cat|category|q)=",
        re.IGNORECASE)),
)  # fmt: skip


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One link of a page; `position` counts from 0 in reading order."""

    dst_url: str
    anchor: str
    rel: str
    position: int
    kind: str
    is_affiliate: bool
    network: str | None


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """The links of one page as columns, in reading order, each address once.

    A link's position is its index; it pays a partner where its kind is `affiliate`.
    """

    urls: list[str]
    anchors: list[str]
    rels: list[str]
    kinds: list[str]
    networks: list[str | None]

    def __len__(self) -> int:
        return len(self.urls)


def columns(found: list[Link]) -> Links:
    """Return `found` as columns."""
    return Links(
        urls=[link.dst_url for link in found],
        anchors=[link.anchor for link in found],
        rels=[link.rel for link in found],
        kinds=[link.kind for link in found],
        networks=[link.network for link in found],
    )


def links(page: Page) -> list[Link]:
    """Return the page's links to the web, each address once."""
    found: dict[str, Link] = {}
    for node, url in _targets(page):
        if url not in found:
            found[url] = _link(node, url, len(found))
            if len(found) == MAX_LINKS:
                break
    return list(found.values())


def _targets(page: Page) -> Iterator[tuple[LexborNode, str]]:
    base = page.base
    for node in page.tree.css("a[href], area[href], link[rel~=next][href]"):
        href = (node.attributes.get("href") or "").strip()
        if not href or href[0] == "#" or len(href) > MAX_HREF:
            continue
        url = join(base, href)
        if url is not None:
            yield node, url


def _link(node: LexborNode, url: str, position: int) -> Link:
    attributes = node.attributes
    anchor = " ".join(node.text()[: 4 * MAX_ANCHOR].split())[:MAX_ANCHOR]
    rel = " ".join((attributes.get("rel") or "").lower().split())
    payer = network(url)
    sponsored = payer is not None or "sponsored" in rel.split()
    return Link(
        dst_url=url,
        anchor=anchor or (attributes.get("title") or "").strip()[:MAX_ANCHOR],
        rel=rel,
        position=position,
        kind="affiliate" if sponsored else kind_of(anchor, rel, url),
        is_affiliate=sponsored,
        network=payer,
    )


def kind_of(anchor: str, rel: str, url: str) -> str:
    """Return what kind of page a link seems to lead to."""
    if "next" in rel.split() or _NEXT.fullmatch(anchor):
        return "next"
    path = url.split("/", 3)[3]
    if _PAGE.search(f"/{path}") or (anchor.isdigit() and len(anchor) < 4):
        return "page"
    for kind, pattern in _KINDS:
        if pattern.search(f"/{path}"):
            return kind
    return "other"
