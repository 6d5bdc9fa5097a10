"""A price as people write it: its amount, exactly, and the sign of its currency.

Four of five are a number beside a sign and no more: one look reads those, at a third of
the price of looking for all signs and numbers that a text may hold.
"""

import re
from decimal import Decimal

import msgspec

from extract.money.amount import amount, plain
from extract.money.currencies import CODES, exponent
from extract.money.currencysign import SPACE, Sign, hinted, meant, sign_beyond, sign_in
from extract.money.pricesigns import DOUBTFUL, MEANT

# A text of thousands of letters is no price, and an attack on patterns.
_MAX_CHARS = 300
# Digits in groups: of three behind a space, and behind marks as they come. All of a
# number, or none of it: what stands behind may say that it is a share, or a bound
# ("free shipping from $49+").
# (Its first piece is a digit, for which a search looks fastest.)
_NUMBER = re.compile(
    rf"\d(?>\d*(?:[{SPACE}]\d{{3}}(?!\d))*"
    rf"(?:[.,'’‘`´٫٬]\d+|[.,][{SPACE}]\d\d(?![\d.,]))*)(?![{SPACE}]?[%٪]|\+)"
)
_CENTS = re.compile(r"\d\d(?![\d.,])")
_DATE = re.compile(
    r"\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d\d-\d\d|[^\W\d_]{3,9}\.?,? (?:19|20)\d\d"
)
_RANGE = re.compile(rf"[{SPACE}]*(?:to|bis|à|до|[-–—])[{SPACE}]*")
_FREE = re.compile(r"\b(?:free|gratis|gratuit|kostenlos|бесплатно)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# One number and all beside it; its marks are looked at when it has some.
_ONE = re.compile(
    rf"([^0-9]{{0,60}}+)([0-9]{{1,20}}+(?:[{SPACE}.,'][0-9]{{1,20}}+){{0,9}}+)([^0-9]{{0,60}}+)"
).fullmatch
# A mark before thousands, and another one before cents.
_GROUPED = re.compile(
    rf"([1-9][0-9]{{0,2}})([{SPACE}.,'])[0-9]{{3}}(?:\2[0-9]{{3}})*+((?!\2)[.,][0-9]++)?"
).fullmatch
_SHARE = re.compile(r"\s?[%٪]|\+")
# A code, or a part of a sign of two words: `US $`.
_CODE = re.compile(r"[A-Z]{2}|[^\0-\x7f]")
# A sign and its code by what stands beside a number when nothing else does.
_ALONE: dict[str, Sign] = {
    beside: (sign, code or None)
    for sign, code in MEANT.items()
    for space in ("", " ")
    for beside in (sign + space, space + sign)
} | dict.fromkeys(("", " ", "\n"), (None, None))
# Currencies of three decimals: their `4.250` has no thousands.
_MILS = frozenset(code for code in CODES if exponent(code) == len("mil"))


class PriceText(msgspec.Struct, frozen=True, gc=False):
    """What a text says of a price; what it does not say is None."""

    amount: Decimal | None
    digits: str | None  # the amount as it is written
    sign: str | None  # the currency as it is written
    code: str | None  # its ISO code, where the sign has only one


def read(text: str, hint: str = "") -> PriceText:
    """Return what `text` says; `hint` is where else the currency may stand."""
    found = _ONE(text)
    if found is not None:
        before, number, after = found.groups()
        if before and after:
            known = _among_words(before, after)
        else:
            known = _ALONE.get(before or after) or _among_words(before, after)
        if known is not None:
            sign, code = known
            if sign is None and hint:
                sign, code = _ALONE.get(hint) or hinted(hint[:_MAX_CHARS])
            exact = _exact(number, code)
            if exact is not None:
                return PriceText(exact, number, sign, code)
    return _among_numbers(text[:_MAX_CHARS], hint[:_MAX_CHARS])


def _exact(number: str, code: str | None) -> Decimal | None:
    """Return what `number` is beyond doubt."""
    if number.isdigit():
        return Decimal(number)
    if number[-3] in ".," and number[:-3].isdigit():
        return Decimal(number.replace(",", "."))
    found = _GROUPED(number)
    if found is None:
        return None
    mark, cents = found[2], found[3]
    if code in _MILS and not cents and number.count(mark) == 1:
        return None
    return Decimal(number.replace(mark, "").replace(",", "."))


def _among_words(before: str, after: str) -> Sign | None:
    """Return the sign beside the one number; None where that takes a closer look."""
    if before[-1:] in {".", ","} or _SHARE.match(after):
        return None
    first, last = before.split()[-1:], after.split()[:1]
    signs = [word for word in first + last if word in MEANT]
    if len(signs) != 1 or signs[0] in DOUBTFUL:
        return None
    if signs == last and first and not first[0].rstrip(":").isalpha():
        return None
    if not MEANT[signs[0]] and _CODE.search(before + after):
        return None
    return _ALONE[signs[0]]


def _among_numbers(text: str, hint: str) -> PriceText:
    if not _DIGIT.search(text):
        return _numberless(text, hint)
    (sign, code), at = sign_in(text, hint)
    is_date = at is None and _DATE.fullmatch(text.strip())
    number = None if is_date else _number(text, at)
    if number is None:
        return PriceText(None, None, sign, code)
    digits = plain(number).replace(" ", "").replace("'", "").rstrip(".,")
    exact = amount(digits, 3 if code in _MILS else 2)
    return PriceText(exact, number.strip(" .,'"), sign, code)


def _numberless(text: str, hint: str) -> PriceText:
    word = text.strip()
    if word in MEANT and word not in DOUBTFUL:
        sign, code = meant(word)
    else:
        sign, code = sign_beyond(word.strip("., -"), hint)
    if _FREE.search(text):
        return PriceText(Decimal(0), "0", sign, code)
    return PriceText(None, None, sign, code)


def _number(text: str, at: tuple[int, int] | None) -> str | None:
    """Return the number beside the sign, or the first one."""
    start, end = at or (-1, -1)
    last = before = after = None
    for one in _NUMBER.finditer(text):
        if one.start() >= end:
            after = one
            break
        last, before = before, one
    best = before or after
    if before and after and after.start() - end < start - before.end():
        last, best = before, after
    if best is None:
        return None
    if last is not None and _RANGE.fullmatch(text, last.end(), best.start()):
        return _marked(text, last)
    cents = text[end:].strip()
    if best is before and len(cents) == len("99") and cents.isdigit():
        return f"{best[0]}.{cents}"  # the sign stands where the mark would
    return _marked(text, best)


def _marked(text: str, number: "re.Match[str]") -> str:
    """Return `number` with the mark that it begins with, as in `.75`."""
    at = number.start() - 1
    if at < 0 or text[at] not in ".,":
        return number[0]
    before = text[at - 1 : at]
    if not before or before.isspace():
        return text[at] + number[0]
    # The point of `Rs.50` belongs to the sign.
    if text[at] == "." and not before.isalpha() and _CENTS.match(text, at + 1):
        return text[at] + number[0]
    return number[0]
