"""Mark-up of our own works, vetted: what is not on the list does not come through.

The posts of generated works are made by templates of ours, yet they hold crawled text,
and files lie on a disk. So their mark-up is taken apart and written anew: tags and
attributes of the lists below, every value held against its pattern, all text escaped,
every element closed. A fault in the file can so make a page ugly and never dangerous.
"""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

from storefront.texts import clean, web_address

_TAGS = frozenset(
    {
        *("p", "h3", "h4", "ul", "ol", "li", "a", "strong", "em", "blockquote", "div"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "time"),
        *("figure", "figcaption", "svg", "rect"),
    }
)
_SILENT = frozenset({"script", "style", "template", "iframe", "object", "title"})
_VOID = frozenset({"rect"})
_CLASSES = frozenset({"soft", "figure", "wide", "bars", "upright", "tiles"})
_NAME = re.compile(r"[a-z0-9-]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")
_BOX = re.compile(r"0 0 [0-9]{1,6} [0-9]{1,6}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_LABEL = 4_000
_REL = ' rel="nofollow sponsored noopener"'


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda value: value if pattern.fullmatch(value) else None


def _among(*values: str) -> Callable[[str], str | None]:
    return lambda value: value if value in values else None


def _classes(value: str) -> str | None:
    # Prefixed, so that no rule of the shop's own pages takes hold of them.
    return " ".join(f"work-{one}" for one in value.split() if one in _CLASSES) or None


_ANYWHERE: dict[str, Callable[[str], str | None]] = {
    "class": _classes,
    "id": lambda value: f"part-{value}" if _NAME.fullmatch(value) else None,
}
_ATTRIBUTES: dict[str, dict[str, Callable[[str], str | None]]] = {
    "a": {"href": web_address},
    "th": {"scope": _among("col", "row")},
    "time": {"datetime": _matching(_DAY)},
    "svg": {
        "viewbox": _matching(_BOX),
        "preserveaspectratio": _among("none"),
        "aria-hidden": _among("true"),
        "role": _among("img"),
        "aria-label": lambda value: clean(value, _LONGEST_LABEL),
    },
    "rect": dict.fromkeys(("x", "y", "width", "height"), _matching(_NUMBER)),
}
# The parser lowers all names; these mean nothing to a browser in lower case alone
# outside of HTML, and are written as SVG writes them.
_CASED = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}


def vetted(markup: str) -> str:
    """Return `markup` with nothing in it but what the lists allow."""
    writer = _Writer()
    # What begins so is no HTML, and the parser raises at some of it.
    writer.feed(markup.replace("<![", "&lt;!["))
    writer.close()
    return writer.whole()


class _Writer(HTMLParser):
    """Writes what it reads anew; `_open` are the elements that still want an end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def whole(self) -> str:
        ends = (f"</{tag}>" for tag in reversed(self._open))
        return "".join((*self._out, *ends))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _TAGS and not self._silent:
            self._out.append(f"<{tag}{_attributes(tag, attrs)}>")
            if tag not in _VOID:
                self._open.append(tag)
            else:
                self._out.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in self._open and not self._silent:
            while (last := self._open.pop()) != tag:
                self._out.append(f"</{last}>")
            self._out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        # Text within a drawing would be read by other rules; there is none in ours.
        if not self._silent and "svg" not in self._open:
            self._out.append(escape(data))


def _attributes(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    rules = _ANYWHERE | _ATTRIBUTES.get(tag, {})
    kept: dict[str, str] = {}
    for name, value in attrs:
        fit = rules[name](value or "") if name in rules else None
        if fit is not None:
            kept.setdefault(_CASED.get(name, name), fit)
    written = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
    return written + _added(tag, kept)


def _added(tag: str, kept: dict[str, str]) -> str:
    """Return what our pages want of an element besides what its work says."""
    if tag == "a" and "href" in kept:
        return _REL
    # A wide table scrolls in a box of its own: the keyboard must get into it.
    return ' tabindex="0"' if "work-wide" in kept.get("class", "") else ""
