"""Identifiers that name a product: GTIN with its check digit, part number, stock number.

A GTIN joins shops, so one that merely looks like one is worse than none: length, check
digit and the prefixes GS1 keeps for use inside a single shop are all looked at.
"""

import re

_LENGTHS = frozenset({8, 12, 13, 14})
_SEPARATORS = re.compile(r"[\s\-.]+")
_MAX_CHARS = 100
# What templates print for a fact they do not have.
_EMPTY = frozenset(
    ("-", "--", ".", "0", "n/a", "na", "none", "null", "nil", "undefined", "unknown")
) | frozenset(
    ("false", "true", "nan", "tbd", "default", "does not apply", "not applicable")
)


def gtin(text: str) -> str | None:
    """Return `text` as the 14 digits GS1 stores, or None when it is no global number."""
    digits = _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in _LENGTHS:
        return None
    whole = digits.zfill(14)
    if check_digit(whole[:-1]) != int(whole[-1]) or _is_local(whole, len(digits)):
        return None
    return whole


def from_isbn(text: str) -> str | None:
    """Return the GTIN of a book number, old (ten characters) or new."""
    letters = _SEPARATORS.sub("", text).upper()
    if not re.fullmatch(r"[0-9]{9}[0-9X]", letters):
        return gtin(text)
    values = [10 if letter == "X" else int(letter) for letter in letters]
    if sum((10 - place) * value for place, value in enumerate(values)) % 11:
        return None
    stem = f"978{letters[:9]}"
    return gtin(stem + str(check_digit(stem.zfill(13))))


def check_digit(digits: str) -> int:
    """Return the GS1 check digit of the 13 `digits` before it (weights 3, 1, 3, ...)."""
    total = sum(
        int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(digits)
    )
    return -total % 10


def plain(text: str) -> str | None:
    """Return `text` as an identifier or name; None where it stands for nothing."""
    words = " ".join(text.split())
    if not words or len(words) > _MAX_CHARS or words.lower() in _EMPTY:
        return None
    return words


def _is_local(whole: str, length: int) -> bool:
    """GS1 prefixes for use inside one company, and the number of nothing at all.

    GTIN-13: 02, 04 and 20 to 29; GTIN-8: 0 and 2 (GS1 General Specifications 1.4).
    """
    if length == 8:
        return whole[6] in "02"
    return whole[1:3] in {"02", "04"} or whole[1] == "2" or not int(whole[:-1])
