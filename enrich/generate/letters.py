"""Crawled text as a work may show it: on one line, in letters that its fonts have."""

import re
import unicodedata

from enrich.generate.adjectives import MOST

# Latin with its accents, Greek, Cyrillic, and Latin as Vietnamese writes it: what the
# typesetter's own fonts have. A letter without a glyph would be no PDF for all readers.
_LETTERS = (
    (0xAA, 0x24F),
    (0x386, 0x3FF),
    (0x400, 0x481),
    (0x48A, 0x4FF),
    (0x1E00, 0x1EFF),
)
_SIGNS = frozenset("°±²³µ·½¼¾×÷–—‘’‚“”„«»‹›…€£¥§©®™†•")
# What a shop cries, where a name should stand: a price, a share, praise. Pounds may be a
# weight, so they are a price only behind a word of prices.
_CRIED = re.compile(
    r"[%€$£¥]|\d[.,]\d\d\b|\d[.,]-|\d\s*(?:euros?|dollars?|percent|per cent)\b|"
    r"\b(?:now|from|just|save|under|reduced to|instead of)\s+\d|"
    r"\b(?:for|at|price)\s+\d+\s*pounds?\b|#\s*1\b|"
    r"\b(?:eur|usd|gbp|cheap\w*|only|sale|half[- ]price|number one|no\.? ?1|"
    r"twice as|unbeatable|unbeaten|unmatched|ever|"
    r"top[ -]?\d+|free shipping|special offer|guarantee\w*|discount\w*|bargain\w*|deals?|"
    rf"award\w*|proven|best\w*|{MOST})\b",
    re.IGNORECASE,
)


def shown(text: str) -> str:
    """Return `text` with what the fonts can show, on one line."""
    spaced = re.sub(r"\s", " ", text)
    kept = "".join(letter for letter in spaced if has_glyph(letter))
    return re.sub(" +", " ", kept).strip()


def cut(text: str, length: int) -> str:
    """Return no more than `length` letters of `text`, and say so by a sign."""
    return text if len(text) <= length else f"{text[:length].rstrip()}…"


def is_name(text: str) -> bool:
    """Return whether `text` names something: it has letters, and cries nothing."""
    return bool(re.search(r"[^\W\d_]{2}", text)) and not _CRIED.search(text)


def has_glyph(letter: str) -> bool:
    """Return whether the fonts inside the typesetter show `letter`."""
    if letter.isascii():
        return letter.isprintable()
    if unicodedata.category(letter)[0] == "L":
        return any(first <= ord(letter) <= last for first, last in _LETTERS)
    return letter in _SIGNS
