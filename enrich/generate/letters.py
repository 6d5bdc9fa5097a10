"""Crawled text as a work may show it: on one line, in letters that its fonts have."""

import re
import unicodedata

# The scripts that the fonts inside the typesetter have letters for.
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
_SIGNS = "°±²³µ·½¼¾×÷–—‘’‚“”„«»‹›…€£¥§©®™†•"


def shown(text: str) -> str:
    """Return `text` with what the fonts can show, on one line."""
    kept = "".join(letter for letter in text if _has_glyph(letter))
    return re.sub(r"\s+", " ", kept).strip()


def cut(text: str, length: int) -> str:
    """Return no more than `length` letters of `text`, and say so by a sign."""
    return text if len(text) <= length else f"{text[:length].rstrip()}…"


def _has_glyph(letter: str) -> bool:
    if letter.isspace() or letter.isascii():
        return letter.isspace() or letter.isprintable()
    if unicodedata.category(letter)[0] == "L":
        return unicodedata.name(letter, "").startswith(_SCRIPTS)
    return letter in _SIGNS
