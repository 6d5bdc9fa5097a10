"""Which pages a host says it has: sitemaps, their indexes, feeds and plain lists.

A file costs nothing but itself: what can be read of it is read, the rest is named in
`damage`. Whether it may speak for a page is for `may_name` to tell.
"""

import re
from collections.abc import Callable, Collection

import msgspec

from frontier.errors import BadUrl
from frontier.lastmod import lastmod
from frontier.sitemapbytes import text_of, unpacked
from frontier.sitemaptags import Item, scanned
from frontier.urls import canonical, join

# The protocol's limit for a file.
MOST_ENTRIES = 50_000
_DATES = ("lastmod", "updated", "pubDate", "date", "published")
_FREQUENCIES = frozenset(
    {"always", "hourly", "daily", "weekly", "monthly", "yearly", "never"}
)
_MOST_PRIORITY_CHARS = 32
_LINE = re.compile(r"[^\r\n]+")
_WEB = ("http://", "https://", "HTTP://", "HTTPS://")


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One page as a sitemap names it; `priority` is from 0 to 1."""

    url: str
    lastmod: float | None = None
    changefreq: str | None = None
    priority: float | None = None


class Sitemap(msgspec.Struct, frozen=True):
    """What one file names, and what was wrong with it."""

    pages: list[Entry]
    nested: tuple[str, ...] = ()
    damage: tuple[str, ...] = ()


def read(body: bytes, url: str) -> Sitemap:
    """Return what `body`, which came from `url`, names; nothing it holds is an error."""
    body, damage = unpacked(body)
    text = text_of(body)
    if text[:1000].lstrip()[:1] == "<":
        return _read_tags(text, url, damage)
    return _read_lines(text, damage)


def may_name(
    sitemap_url: str, page_url: str, sitemaps_of: Callable[[str], Collection[str]]
) -> bool:
    """Tell whether a sitemap may speak for a page; both URLs are canonical.

    It may for its own host, and for a host whose robots.txt names it: `sitemaps_of` (of
    Robots) tells for an origin. For a nested sitemap give the index that is named there.
    """
    origin = page_url[: page_url.index("/", 8)]
    own = sitemap_url[: sitemap_url.index("/", 8)]
    return _host(origin) == _host(own) or sitemap_url in sitemaps_of(origin)


def _read_tags(text: str, url: str, damage: list[str]) -> Sitemap:
    scan = scanned(text, MOST_ENTRIES)
    pages: list[Entry] = []
    nested: dict[str, None] = {}
    refused = 0
    for item in scan.items:
        target = _address(item, url)
        if target is None:
            refused += bool(item.fields)
        elif item.tag == "sitemap":
            nested[target] = None
        else:
            pages.append(_entry(target, item))
    if not scan.items and not scan.root:
        damage.append("is no sitemap and no feed")
    elif not scan.whole:
        damage.append("ends in the middle")
    return Sitemap(pages, tuple(nested), _told(damage, refused, scan.left_out))


def _read_lines(text: str, damage: list[str]) -> Sitemap:
    pages: list[Entry] = []
    refused = left_out = 0
    for found in _LINE.finditer(text):
        line = found[0].strip()
        target = _canonical(line) if line.startswith(_WEB) else None
        if target is not None:
            pages.append(Entry(target))
        elif line:
            refused += 1
        if len(pages) == MOST_ENTRIES or refused > MOST_ENTRIES:
            rest = text[found.end() :].strip()
            left_out = rest.count("\n") + bool(rest)
            break
    if refused and not pages:
        return Sitemap([], (), (*damage, "is no sitemap and no list of addresses"))
    return Sitemap(pages, (), _told(damage, refused, left_out))


def _address(item: Item, url: str) -> str | None:
    text = item.text("loc") or item.text("link") or item.text("guid")
    if text.startswith(_WEB):
        return _canonical(text)
    return join(url, text) if text else None


def _canonical(text: str) -> str | None:
    try:
        return canonical(text)
    except BadUrl:
        return None


def _entry(url: str, item: Item) -> Entry:
    fields = item.fields
    changefreq = fields.get("changefreq", "").strip().lower()
    return Entry(
        url,
        _changed(fields),
        changefreq if changefreq in _FREQUENCIES else None,
        _priority(fields["priority"]) if "priority" in fields else None,
    )


def _changed(fields: dict[str, str]) -> float | None:
    for name in _DATES:
        date = lastmod(fields[name]) if name in fields else None
        if date is not None:
            return date
    return None


def _priority(text: str) -> float | None:
    try:
        value = float(text[:_MOST_PRIORITY_CHARS].replace(",", "."))
    except ValueError:
        return None
    return value if 0.0 <= value <= 1.0 else None


def _told(damage: list[str], refused: int, left_out: int) -> tuple[str, ...]:
    if refused:
        damage = [*damage, f"{refused:,} entries have no web address"]
    if left_out:
        damage = [*damage, f"{left_out:,} past the limit of {MOST_ENTRIES:,} left out"]
    return tuple(damage)


def _host(origin: str) -> str:
    return origin.partition("://")[2]
