"""The entries of a sitemap or feed, found by their tags.

A scanner rather than an XML parser: what is sent under these names is broken as often as
not, with a bare `&` or cut off, and a scanner reads on. It has no entities that could
grow and fetches nothing; its memory is the text's, where a tree of 50 MB of tags takes
gigabytes; its time is linear in the text, whatever that is. A file without faults lxml
reads faster (benchmarks/frontier_robots.py); both take half a second for 50,000 entries.
"""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

# A name may carry a prefix: `<sm:url>`.
_PREFIX = r"(?:[\w.-]{1,50}:)?"
_ROOT = re.compile(rf"<{_PREFIX}(urlset|sitemapindex|rss|feed|RDF)(?=[\s/>])")
_ENTRY = re.compile(rf"<{_PREFIX}(?:url|sitemap|item|entry)(?=[\s/>])")
_FEEDS = frozenset({"rss", "feed", "RDF"})
_ENTRIES = frozenset({"url", "sitemap", "item", "entry"})
_LINKS = frozenset({"link", "guid"})
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
    """One entry as it is written: the tag it stands in, and its fields."""

    tag: str
    fields: dict[str, str]

    def text(self, name: str) -> str:
        """Return the text of a field, empty where there is none to be used."""
        text = self.fields.get(name, "").strip()
        if len(text) > _MOST_FIELD_CHARS:
            return ""
        return _ESCAPE.sub(_unescaped, text) if "&" in text else text


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
    # A text that no tag follows may be half of what it was.
    end = max(text.rfind("<"), 0)
    tags = (_FEED if root in _FEEDS else _SITEMAP).finditer(text, 0, end)
    items, rest = _items(islice(tags, _MOST_TAGS), most)
    if rest is not None:
        left_out = sum(1 for _ in _ENTRY.finditer(text, rest.start()))
        return Scan(items, left_out, root, whole=True)
    whole = text.rstrip().endswith((f"{root}>", "/>") if not items else f"{root}>")
    return Scan(items, 0, root, whole)


def _items(
    tags: Iterable[re.Match[str]], most: int
) -> tuple[list[Item], re.Match[str] | None]:
    """Return the entries, and the tag of the first one too many."""
    items: list[Item] = []
    own: str | None = None
    fields: dict[str, str] | None = None
    # Six turns an entry: what can wait until a field is used is done by `Item.text`.
    for tag in tags:
        prefix, name, attributes, text = tag.groups()
        if name is None:
            fields = None
        elif name in _ENTRIES:
            if len(items) == most:
                return items, tag
            own, fields = prefix, {}
            items.append(Item(name, fields))
        # Another prefix is another vocabulary's field, such as `image:loc`.
        elif fields is not None and (prefix == own or name == "date"):
            if name in _LINKS:
                text = _link(name, attributes, text)
            if text:
                fields.setdefault(name, text)
    return items, None


def _link(name: str, attributes: str, text: str) -> str:
    if name == "guid":
        return "" if "false" in attributes else text
    return text.strip() or _href(attributes)


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
