"""Written numbers as exact ones: the digits, groups and marks of every script.

A point or comma stands before decimals or between thousands. What stands beside it tells
which, and where that leaves both open, the decimals of the currency do.
"""

import unicodedata
from decimal import Decimal

# What is none of these, nor a digit, is a space of some width.
_MARKS = dict(zip(".,٫٬'’‘´`", ".,.,'''''", strict=True))
_THOUSANDS = 3


def plain(number: str) -> str:
    """Return `number` in ASCII digits, points, commas, apostrophes and spaces."""
    if number.isascii():
        return number.replace("`", "'")
    return "".join(map(_plain, number))


def _plain(letter: str) -> str:
    if letter.isdigit():
        return str(unicodedata.digit(letter))
    return _MARKS.get(letter, " ")


def amount(number: str, decimals: int, is_stated: bool = False) -> Decimal:
    """Return the plain `number`, of digits, points and commas, exactly.

    `is_stated`: it was written for machines, by whom a point stands before decimals.
    """
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return Decimal(number)
    whole, mark, rest = number[:last], number[last], number[last + 1 :]
    groups = mark in whole or (
        _may_group(whole, rest, decimals)
        # `34.000` is 34 and `1.299` is not 1.30: a price does not end in broken cents.
        and not (is_stated and mark == "." and decimals and rest.endswith("0"))
    )
    digits = whole.replace(".", "").replace(",", "")
    return Decimal(f"{digits}{rest}" if groups else f"{digits or 0}.{rest}")


def _may_group(whole: str, rest: str, decimals: int) -> bool:
    """Return whether a lone mark between `whole` and `rest` can stand for thousands."""
    if len(rest) != _THOUSANDS or decimals == _THOUSANDS:
        return False
    return whole.isdigit() and len(whole) <= _THOUSANDS and not whole.startswith("0")
