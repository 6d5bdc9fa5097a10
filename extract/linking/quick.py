"""A page's links and rights, read off its bytes by compiled loops.

They give what the parser and links.py give, or nothing, where only the parser can tell:
one page in twenty. Python looks at the odd links alone.
"""

import threading
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice

import msgspec
import numpy as np
from selectolax.lexbor import LexborHTMLParser

from extract.cold import loops
from extract.kernel import Bytes, Ints
from extract.linking import resolve as r
from extract.linking.anchortext import OUT
from extract.linking.linkkinds import NAMES
from extract.linking.links import MAX_ANCHOR, MAX_HREF, MAX_LINKS, Links, kind_of
from extract.linking.networks import network, network_of_host
from extract.linking.scan import (
    FIELDS,
    HREF_AT,
    HREF_END,
    REL_AT,
    REL_END,
    ROWS,
    TITLE_AT,
    TITLE_END,
    WORKSPACE,
    scan,
)
from extract.linking.spans import BASE_AT, LICENCE_AT, METAS, MINING
from extract.markup import wide
from extract.rights import Rights, told
from frontier.errors import BadUrl
from frontier.urls import canonical, join

_KINDS = np.array(NAMES, dtype=object)
_ODD = r.KIND - 1
_KIND_BITS = r.KIND.bit_length() - 1
# Texts are bounded, so that one page cannot take all memory.
_MOST_BYTES = 1 << 25
# What the loops read past a page's end, and write past a text's.
_PADDING = bytes(8)
_SLACK = 1 << 12
# Room for as many links as any page has: two slots a link find it again.
_SLOTS = 1 << 14


class _Room(threading.local):
    """What the loops work in, kept from page to page; each thread has its own."""

    def __init__(self) -> None:
        self.w: Ints = np.empty(WORKSPACE, np.int64)
        self.rows: Ints = self.w[ROWS:].reshape(-1, FIELDS)
        self.kept: Ints = np.empty((_SLOTS, r.KEPT), np.int64)
        self.out: Bytes = np.empty(0, np.uint8)
        self.texts: Bytes = np.empty(0, np.uint8)


room = _Room()


class Found(msgspec.Struct, frozen=True):
    """The links of a page and what it says of its rights."""

    links: Links
    rights: Rights


class _Columns(msgspec.Struct):
    """A page's links while Python looks at the odd ones; no URL is one that goes."""

    base: str
    body: bytes
    urls: list[str]
    anchors: list[str]
    rels: list[str]
    kinds: list[str]
    networks: list[str | None]


def read(url: str, body: bytes, headers: Mapping[str, str]) -> Found | None:
    """Return what the page `body`, in UTF-8, holds; None where the parser must tell.

    That is so for a page without links as well: it may be one that scripts fill.
    """
    count = scanned(body)
    if count <= 0:
        return None
    base = _base(url, body)
    found = _resolved(base, count)
    if found <= 0:
        return None
    links = _columns(base, body, found)
    return Found(links, _rights(base, body, headers)) if links else None


def scanned(body: bytes, *, verbatim: bool = False) -> int:
    """Return how many links the scan found; less than 0 where it is not sure.

    With `verbatim`, texts are kept as they are, neither squeezed nor cut.
    """
    if b"\0" in body or not (loops.ready or loops.look()):
        return -1
    size = len(body) + _SLACK
    if len(room.out) < 4 * size:
        room.out = np.empty(8 * size, np.uint8)
    data = np.frombuffer(body + _PADDING, np.uint8)
    return int(scan(data, room.w, room.out, verbatim))


def is_utf8(body: bytes) -> bool:
    """Return whether `body` is UTF-8."""
    if loops.ready:
        return wide.is_utf8(np.frombuffer(body, np.uint8))
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _resolved(base: str, count: int) -> int:
    """Return how many links were kept; less than 0 where the base is an odd one."""
    try:
        if canonical(base) != base or not base.isascii():
            return -1
    except BadUrl:
        return -1
    w = room.w
    size = int(w[OUT]) + (count + 1) * (len(base) + 8)
    if size > _MOST_BYTES:
        return -1
    if len(room.texts) < size:
        room.texts = np.empty(2 * size, np.uint8)
    room.texts[: len(base)] = np.frombuffer(base.encode(), np.uint8)
    _cut(base, w)
    slots = 4 << count.bit_length()
    return r.resolve(w, room.out, room.texts, room.kept[:slots], count)


def _cut(base: str, w: Ints) -> None:
    path_end = base.find("?")
    path_end = len(base) if path_end < 0 else path_end
    w[r.SCHEME_END : r.BASE_END + 1] = (
        base.index(":") + 1,
        base.index("/", 8),
        base.rindex("/", 0, path_end) + 1,
        path_end,
        len(base),
    )


def _columns(base: str, body: bytes, found: int) -> Links | None:
    """Return the links kept as columns, after a look at the odd ones."""
    w, look = room.w, room.kept[:found, r.LOOK]
    urls = room.texts[len(base) : w[r.URLS_OUT] - 1].tobytes().decode("ascii")
    texts = room.out[len(room.out) // 2 : w[r.TEXTS_OUT] - 1].tobytes().decode()
    columns = _Columns(
        base=base,
        body=body,
        urls=urls.split("\n"),
        anchors=texts.split("\0"),
        rels=[""] * found,
        kinds=_KINDS[look >> _KIND_BITS].tolist(),
        networks=[None] * found,
    )
    if network_of_host(base.split("/", 3)[2]) is not None:
        look = look | r.FOREIGN
    odd = np.flatnonzero(look & _ODD)
    if len(odd):
        rows = room.rows[room.kept[odd, r.ROW_OF]].tolist()
        for number, flags, row in zip(
            odd.tolist(), look[odd].tolist(), rows, strict=True
        ):
            _look_at(columns, number, flags, row)
    return _kept(columns)


def _look_at(columns: _Columns, number: int, flags: int, row: list[int]) -> None:
    """Put right what the loops left open of one link."""
    if flags & r.JOIN:
        href = room.out[row[HREF_AT] : row[HREF_END]].tobytes().decode().strip()
        columns.urls[number] = _joined(columns.base, href)
        if not columns.urls[number]:
            return
    rel = sponsored = ""
    if flags & r.HAS_REL:
        rel, sponsored, kind = _rel(columns.body[row[REL_AT] : row[REL_END]])
        columns.rels[number] = rel
        columns.kinds[number] = kind or columns.kinds[number]
    if flags & ~r.HAS_REL or sponsored:
        _look_on(columns, number, flags, sponsored)
    if flags & r.HAS_TITLE:
        title = value(columns.body[row[TITLE_AT] : row[TITLE_END]])
        columns.anchors[number] = title.strip()[:MAX_ANCHOR]


def _look_on(columns: _Columns, number: int, flags: int, sponsored: str) -> None:
    """Put right a link's kind and network; its text is not yet its title."""
    url = columns.urls[number]
    if flags & (r.JOIN | r.MAY_BE_NEXT):
        text, rel = columns.anchors[number], columns.rels[number]
        columns.kinds[number] = kind_of(text, rel, url)
    if flags & (r.JOIN | r.FOREIGN):
        columns.networks[number] = network(url)
    if sponsored or columns.networks[number]:
        columns.kinds[number] = "affiliate"


def _joined(base: str, href: str) -> str:
    if not href or href[0] == "#" or len(href) > MAX_HREF:
        return ""
    return join(base, href) or ""


@lru_cache(maxsize=4096)
def _rel(raw: bytes) -> tuple[str, str, str]:
    """Return a rel in small letters, "sponsored" if it is, and the kind it tells."""
    words = value(raw).lower().split()
    return (
        " ".join(words),
        "sponsored" if "sponsored" in words else "",
        "next" if "next" in words else "",
    )


def value(raw: bytes) -> str:
    """Return an attribute's value as the parser does."""
    if b"&" not in raw and b"\r" not in raw:
        return raw.decode()
    quote = b"'" if b'"' in raw else b'"'
    # Both quotes can stand in a value without any.
    quote = b"" if quote in raw else quote
    node = LexborHTMLParser(b"<a title=" + quote + raw + quote + b">").css_first("a")
    return (node.attributes["title"] if node else None) or ""


def _kept(columns: _Columns) -> Links | None:
    """Return the columns without what led nowhere or where another link leads."""
    urls = columns.urls
    if len(set(urls)) == len(urls) <= MAX_LINKS and "" not in urls:
        return _links(columns)
    first: dict[str, int] = {}
    for row, url in enumerate(urls):
        first.setdefault(url, row)
    first.pop("", None)
    rows = list(islice(first.values(), MAX_LINKS))
    for column in (urls, columns.anchors, columns.rels, columns.kinds):
        column[:] = [column[row] for row in rows]
    columns.networks = [columns.networks[row] for row in rows]
    return _links(columns) if rows else None


def _links(columns: _Columns) -> Links:
    return Links(
        urls=columns.urls,
        anchors=columns.anchors,
        rels=columns.rels,
        kinds=columns.kinds,
        networks=columns.networks,
    )


def _base(url: str, body: bytes) -> str:
    at, stop = room.w[BASE_AT : BASE_AT + 2].tolist()
    return (join(url, value(body[at:stop])) if stop > at else None) or url


def _rights(base: str, body: bytes, headers: Mapping[str, str]) -> Rights:
    """Return what the page's head and headers allow."""
    at, stop = room.w[LICENCE_AT : LICENCE_AT + 2].tolist()
    robots, reserved = [], ""
    for row in range(METAS + 1, METAS + 1 + 3 * int(room.w[METAS]), 3):
        which, start, end = room.w[row : row + 3].tolist()
        content = value(body[start:end]).strip()
        if which == MINING:
            reserved = reserved or content
        else:
            robots.append(content)
    licence = join(base, value(body[at:stop])) if stop > at else None
    return told(headers, robots, reserved, licence)
