"""Amounts and numbers as people type them into the console."""

import re
from decimal import Decimal

from ledger.currencies import digits
from storefront.errors import DeedRefused

_AMOUNT = re.compile(r"\d{1,12}([.,]\d{1,3})?")
_MOST_PIECES = 10**9


def minor_of(said: str, currency: str, what: str) -> int:
    """Return the minor units of an amount such as 12.90 or 12,90."""
    text = said.strip()
    if not (text.isascii() and _AMOUNT.fullmatch(text)):
        raise DeedRefused(f"{what}: {said[:40]!r} is no amount; write 12.90.")
    minor = Decimal(text.replace(",", ".")).scaleb(digits(currency))
    if minor != minor.to_integral_value():
        raise DeedRefused(
            f"{what}: {text} has more decimals than the {digits(currency)} of {currency}."
        )
    return int(minor)


def pieces_of(said: str, what: str) -> int:
    """Return a number of pieces, 0 or more."""
    text = said.strip()
    is_one = text.isascii() and text.isdigit() and len(text) < 19
    if not is_one or int(text) > _MOST_PIECES:
        raise DeedRefused(f"{what}: {said[:40]!r} is no number of pieces.")
    return int(text)


def words_of(said: str, what: str, most: int) -> str:
    """Return a line of words; none is empty."""
    text = " ".join(said.split())
    if len(text) > most or not text.isprintable():
        raise DeedRefused(f"{what}: a line of {most} letters at most.")
    return text
