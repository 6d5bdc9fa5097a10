"""The entries of a sitemap or feed, found by their tags.

A scanner rather than an XML parser (lxml, expat): what is sent under these names is
broken as often as not, with a bare `&` or cut off, and a scanner reads on. It has no
entities that could grow and fetches nothing; it holds one entry at a time, where a tree
of 50 MB of tags takes gigabytes; its time is linear in the text, whatever that is.
"""

import re
from itertools import islice
from typing import NamedTuple

# A name may carry a prefix: `<sm:url>`.
_PREFIX = r"(?:[\w.-]{1,50}:)?"
_ROOT = re.compile(rf"<{_PREFIX}(urlset|sitemapindex|rss|feed|RDF)(?=[\s/>])")
_ENTRY = re.compile(rf"<{_PREFIX}(?:url|sitemap|item|entry)(?=[\s/>])")
_FEEDS = frozenset({"rss", "feed", "RDF"})
_ENTRIES = frozenset({"url", "sitemap", "item", "entry"})
# So far into a text its root may stand.
_ROOT_CHARS = 10_000
# No file that keeps to the limit of 50,000 entries has more tags of these kinds, nor
# more comments and sections; no field that is used is longer. Past it reading ends.
_MOST_TAGS = 1_000_000
_MOST_FIELD_CHARS = 8_192
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_OTHER_LINK = re.compile(r"""\srel\s*=\s*+["']?+(?!alternate)""")
_ESCAPE = re.compile(r"&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _tags(entries: str, fields: str) -> re.Pattern[str]:
    """Match an entry's beginning, a field with its text, or an entry's end."""
    return re.compile(
        rf"<(?:([\w.-]{{1,50}}):)?({entries}|{fields})(?=[\s/>])([^<>]*)>([^<]*)"
        rf"|</{_PREFIX}(?:{entries})\s*>"
    )


_SITEMAP = _tags("url|sitemap", "loc|lastmod|changefreq|priority")
_FEED = _tags("item|entry", "link|guid|pubDate|updated|published|date")


class Item(NamedTuple):
    """One entry as it is written: which tag it stands in, and its fields' texts."""

    tag: str
    prefix: str | None
    fields: dict[str, str]


class Scan(NamedTuple):
    """What was found; `root` is empty where there is none."""

    items: list[Item]
    left_out: int
    root: str
    whole: bool


def scanned(text: str, most: int) -> Scan:
    """Return the first `most` entries of `text`, and how many more there are."""
    text = _flat(text)
    found = _ROOT.search(text, 0, _ROOT_CHARS)
    root = found[1] if found else ""
    items: list[Item] = []
    item: Item | None = None
    tags = (_FEED if root in _FEEDS else _SITEMAP).finditer(text)
    for tag in islice(tags, _MOST_TAGS):
        if tag[2] is None or tag[2] in _ENTRIES:
            _finish(items, item)
            item = Item(tag[2], tag[1], {}) if tag[2] else None
            if len(items) == most:
                left_out = sum(1 for _ in _ENTRY.finditer(text, tag.start()))
                return Scan(items, left_out, root, whole=True)
        # A text that nothing follows may be half of what it was.
        elif item is not None and tag.end() < len(text):
            _take(item, tag)
    _finish(items, item)
    whole = text.rstrip().endswith((f"{root}>", "/>") if not items else f"{root}>")
    return Scan(items, 0, root, whole)


def _finish(items: list[Item], item: Item | None) -> None:
    if item is not None and item.fields:
        items.append(item)


def _take(item: Item, tag: re.Match[str]) -> None:
    prefix, name, attributes, text = tag.groups()
    # Another prefix is another vocabulary's field, such as `image:loc`.
    if (prefix != item.prefix and name != "date") or name in item.fields:
        return
    if name == "link":
        text = text.strip() or _href(attributes)
    elif name == "guid" and "false" in attributes:
        return
    text = text.strip()
    if 0 < len(text) <= _MOST_FIELD_CHARS:
        item.fields[name] = _ESCAPE.sub(_unescaped, text) if "&" in text else text


def _href(attributes: str) -> str:
    found = _HREF.search(attributes)
    if found is None or _OTHER_LINK.search(attributes):
        return ""
    return found[1] or found[2] or ""


def _unescaped(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    # What is no character stays as it is written.
    is_character = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else found[0]


def _flat(text: str) -> str:
    """Return `text` without comments and declarations, CDATA as plain text."""
    pieces: list[str] = []
    at = 0
    while (begin := text.find("<!", at)) >= 0 and len(pieces) < _MOST_TAGS:
        pieces.append(text[at:begin])
        if text.startswith("<!--", begin):
            start, end = begin + 4, "-->"
        elif text.startswith("<![CDATA[", begin):
            start, end = begin + 9, "]]>"
        else:
            start, end = _declaration(text, begin)
        stop = text.find(end, start)
        stop = len(text) if stop < 0 else stop
        if end == "]]>":
            pieces.append(
                _escaped(text[start : min(stop, start + _MOST_FIELD_CHARS + 1)])
            )
        at = stop + len(end)
    if begin < 0:
        pieces.append(text[at:])
    return "".join(pieces) if at else text


def _declaration(text: str, begin: int) -> tuple[int, str]:
    """Return where to look for the end of a declaration, and what it ends with."""
    close = text.find(">", begin)
    bracket = text.find("[", begin, close) if close >= 0 else -1
    return (bracket, "]>") if bracket >= 0 else (begin, ">")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
