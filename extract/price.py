"""Prices as exact integers: text or number and currency in, minor units out.

No float is ever involved. Where a text can be read two ways (`1.234`), the number of
decimals its currency has decides; where that does not decide it either, schema.org
does: a point is a decimal point. No currency without a source.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from extract.currencies import CODES, exponent
from extract.pricesigns import code_in

# A number with its separators; grouping spaces are spaces of every width.
_NUMBER = re.compile(r"[.,]?\d[\d.,'’٫٬\s\u00a0\u202f\u2009]*")
_GROUPED = re.compile(r"\d{1,3}(,\d{2,3})*,\d{3}")
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
        amount: Decimal | None = Decimal(price)
    elif isinstance(price, str) and len(price) <= _MAX_CHARS:
        amount = _amount(price, exponent(code))
    else:
        return None
    # The size first: 1e999999 is a valid number that would fill the memory.
    if amount is None or not 0 <= amount < _MAX_MINOR:
        return None
    minor = amount.scaleb(exponent(code)).quantize(Decimal(1), ROUND_HALF_UP)
    return int(minor) if minor < _MAX_MINOR else None


def _amount(text: str, decimals: int) -> Decimal | None:
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1 or re.search(r"[-−–]\s*[^\w\s]?\s*\d", text):
        return None
    digits = "".join(map(_plain, numbers[0])).rstrip(".,' ")
    if digits[:1] in {".", ","}:
        digits = f"0{digits}"
    digits = _pointed(re.sub(r"(?<=\d)[' ](?=\d{3})", "", digits), decimals)
    return Decimal(digits) if re.fullmatch(r"\d{1,15}(\.\d{1,12})?", digits) else None


def _plain(letter: str) -> str:
    """Any script's digit as ASCII, any separator as one of `.`, `,`, `'`, space."""
    if letter.isspace():
        return " "
    known = {"’": "'", "٫": ".", "٬": ","}.get(letter, letter)
    return str(unicodedata.digit(known)) if known.isdigit() else known


def _pointed(digits: str, decimals: int) -> str:
    """Return `digits` with no grouping and a point before the decimals."""
    point, comma = digits.count("."), digits.count(",")
    if point and comma:
        last = max(digits.rfind("."), digits.rfind(","))
        other = "," if digits[last] == "." else "."
        whole = digits[:last]
        grouped = _GROUPED.fullmatch(whole.replace(other, ","))
        return f"{whole.replace(other, '')}.{digits[last + 1 :]}" if grouped else ""
    if not point and not comma:
        return digits
    mark = "." if point else ","
    if _is_grouping(digits, mark, decimals):
        return digits.replace(mark, "")
    return digits.replace(mark, ".")


def _is_grouping(digits: str, mark: str, decimals: int) -> bool:
    if not _GROUPED.fullmatch(digits.replace(mark, ",")):
        return False
    if digits.count(mark) > 1:
        return True
    if digits.startswith("0") or decimals == 3:
        return False
    # `34.000` is 34 and `1.299` is not 1.30: a price does not end in broken cents.
    return mark == "," or decimals == 0 or not digits.endswith("0")
