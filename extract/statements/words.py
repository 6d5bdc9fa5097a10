"""Plain words out of structured values: text, lists of text, terms, numbers.

schema.org lets nearly every value be a text, an object with a name, or a list of
either; here they all become what a person would read.
"""

import html
import re
from decimal import Decimal, InvalidOperation
from typing import Any

# Tags are matched only where they look like tags: `a < b` is no tag. A comment that does
# not end takes the rest: to look for the end of each of thousands takes seconds.
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]*>", re.DOTALL)
# These stand inside a word or sentence; any other tag ends one.
_INLINE = re.compile(
    r"</?(?:a|b|em|i|mark|s|small|span|strong|su[bp]|u)\b[^<>]*>", re.I
)
_MARKED = re.compile("[&<\0]")
_NUMBER = re.compile(r"\s*(\d{1,12}(?:[.,]\d{1,12})?)\s*")
_MAX_TEXT = 20_000
_MAX_ITEMS = 100


def text(value: Any) -> str | None:
    """Return the first text in `value`, a text, an object or a list."""
    return next(iter(texts(value)), None)


def texts(value: Any) -> list[str]:
    """Return the texts that `value` holds, without mark-up."""
    if value is None:
        return []
    found = []
    for item in (value if isinstance(value, list) else [value])[:_MAX_ITEMS]:
        named = item.get("name", item.get("@value")) if isinstance(item, dict) else item
        named = named[0] if isinstance(named, list) and named else named
        if isinstance(named, int | Decimal) and not isinstance(named, bool):
            named = str(named)
        words = stripped(named) if isinstance(named, str) else ""
        if words:
            found.append(words)
    return found


def stripped(markup: str) -> str:
    """Return `markup` as one line of plain text."""
    if markup.isascii() and not _MARKED.search(markup):
        return " ".join(markup[:_MAX_TEXT].split())
    # Twice, because shops escape the mark-up of their descriptions.
    bare = html.unescape(html.unescape(markup[:_MAX_TEXT]))
    clean = _TAG.sub(" ", _INLINE.sub("", bare)).replace("\x00", "")
    return " ".join(clean.encode("utf-8", "replace").decode().split())


def term(value: Any) -> str:
    """Return a schema.org term bare: `http://schema.org/InStock` is `instock`."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@id", value.get("name"))
    if not isinstance(value, str):
        return ""
    return re.sub(r"[\s_-]+", "", re.split(r"[/#]", value.strip())[-1]).lower()


def number(value: Any) -> Decimal | None:
    """Return `value` as an exact number that is not negative."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value) if 0 <= value < 10**12 else None
    found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    try:
        return Decimal(found[1].replace(",", ".")) if found else None
    except InvalidOperation:
        return None
