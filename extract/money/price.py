"""Prices as exact integers: text or number and currency in, minor units out.

No float is ever involved. Where a text can be read two ways (`1.234`), the number of
decimals its currency has decides; where that does not decide it either, schema.org
does: a point is a decimal point. No currency without a source.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from extract.money.amount import amount, plain
from extract.money.currencies import CODES, exponent
from extract.money.pricesigns import code_in

# A number with its separators; grouping spaces are spaces of every width.
_NUMBER = re.compile(r"[.,]?\d[\d.,'’٫٬\s\u00a0\u202f\u2009]*")
# Two numbers, or one below zero.
_SEVERAL = re.compile(r"[-−–]\s*[^\w\s]?\s*\d")
_JOINED = re.compile(r"(?<=\d)['\s](?=\d{3})")
# Thousands in order, lakhs too, and at most one mark before decimals.
_ORDERLY = re.compile(
    r"\d{0,15}(?:[.,]\d{1,12})?"
    r"|\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d{1,12})?"
    r"|\d{1,3}(?:\.\d{2,3})*\.\d{3}(?:,\d{1,12})?"
)
# Prices are short; a text of thousands of letters is an attack on the patterns here.
_MAX_CHARS = 80
# 10 billion in a currency of hundredths: past it a text is a number, but no price.
_MAX_MINOR = 10**12


def currency(text: str) -> str | None:
    """Return the ISO code that `text` (`EUR`, `eur`, `€`, `19,99 €`) names."""
    code = text[:_MAX_CHARS].strip().upper()
    if code in CODES:
        return code
    return code_in(text[:_MAX_CHARS])


def minor_units(price: object, code: str) -> int | None:
    """Return `price`, a text or exact number, in the smallest unit of `code`."""
    if isinstance(price, bool):
        return None
    if isinstance(price, int | Decimal):
        exact: Decimal | None = Decimal(price)
    elif isinstance(price, str) and len(price) <= _MAX_CHARS:
        exact = _stated(price, exponent(code))
    else:
        return None
    # The size first: 1e999999 is a valid number that would fill the memory.
    if exact is None or not 0 <= exact < _MAX_MINOR:
        return None
    minor = exact.scaleb(exponent(code)).quantize(Decimal(1), ROUND_HALF_UP)
    return int(minor) if minor < _MAX_MINOR else None


def _stated(text: str, decimals: int) -> Decimal | None:
    """Return the one number of `text`; None where that is disorderly."""
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1 or _SEVERAL.search(text):
        return None
    digits = _JOINED.sub("", plain(numbers[0].rstrip()).rstrip(".,' "))
    if not _ORDERLY.fullmatch(digits):
        return None
    return amount(digits, decimals, is_stated=True)
