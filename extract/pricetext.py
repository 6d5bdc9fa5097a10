"""A price as people write it: its amount, exactly, and the sign of its currency."""

import re
import unicodedata
from decimal import Decimal

import msgspec

from extract.currencies import CODES, exponent
from extract.pricesigns import DOUBTFUL, MEANT, SIGN

# A text of thousands of letters is no price, and an attack on patterns.
_MAX_CHARS = 300
_SPACE = "\u0020\u00a0\u202f\u2009\u2007\u3000"
# Digits in groups: of three behind a space, and behind marks as they come.
_NUMBER = re.compile(
    rf"(?:(?<!\S)[.,]|\.(?=\d\d(?![\d.,])))?\d+(?:[{_SPACE}]\d{{3}}(?!\d))*"
    rf"(?:[.,'’‘`´٫٬]\d+|[.,][{_SPACE}]\d\d(?![\d.,]))*"
)
_DATE = re.compile(
    r"\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d\d-\d\d|[^\W\d_]{3,9}\.?,? (?:19|20)\d\d"
)
_RANGE = re.compile(rf"[{_SPACE}]*(?:to|bis|à|до|[-–—])[{_SPACE}]*")
# A share, or a bound: "free shipping from $49+".
_OTHER = re.compile(rf"[{_SPACE}]?[%٪]|\+")
_FREE = re.compile(r"\b(?:free|gratis|gratuit|kostenlos|бесплатно)\b", re.IGNORECASE)
_MARKS = {".": ".", ",": ",", "٫": ".", "٬": ","}
_DIGIT = re.compile(r"\d")


class PriceText(msgspec.Struct, frozen=True):
    """What a text says of a price; what it does not say is None."""

    amount: Decimal | None
    digits: str | None  # the amount as it is written
    sign: str | None  # the currency as it is written
    code: str | None  # its ISO code, where the sign has only one


def read(text: str, hint: str = "") -> PriceText:
    """Return what `text` says; `hint` is where else the currency may stand."""
    text, hint = text[:_MAX_CHARS], hint[:_MAX_CHARS]
    sign, at = _sign(text, hint)
    code = _code(sign) if sign else None
    is_date = at is None and _DATE.fullmatch(text.strip())
    number = None if is_date else _number(text, at)
    if number is not None:
        return PriceText(_amount(number, code), number.strip(" .,'"), sign, code)
    if _FREE.search(text) and not _DIGIT.search(text):
        return PriceText(Decimal(0), "0", sign, code)
    return PriceText(None, None, sign, code)


def _code(sign: str) -> str | None:
    # Codes in small letters count where they stand alone.
    return (MEANT[sign] if sign in MEANT else sign.upper()) or None


def _sign(text: str, hint: str) -> tuple[str | None, tuple[int, int] | None]:
    """Return the sign and where it stands in `text`."""
    found = list(SIGN.finditer(text))
    if found and not _DIGIT.search(text):
        found = [match for match in found if match[0] == text.strip()]
    if len(found) == 1 and found[0][0] not in DOUBTFUL:
        return found[0][0], found[0].span()
    sure = [match for match in found if match[0] not in DOUBTFUL]
    beside = [match for match in found if _is_beside(text, match.span())]
    for matches in ([one for one in beside if one in sure], beside, sure):
        if matches:
            best = matches[0]
            if not MEANT[best[0]]:  # a code elsewhere says which of several it is
                best = next((one for one in sure if one[0] in CODES), best)
            return best[0], best.span()
    return _elsewhere(text, hint), None


def _elsewhere(text: str, hint: str) -> str | None:
    """Return a sign in small letters, or one that the hint gives."""
    word = text.strip("0123456789., -")
    if word.upper() in CODES:
        return word
    for match in SIGN.finditer(hint):
        if match[0] not in DOUBTFUL or hint.strip() == match[0]:
            return match[0]
    return None


def _is_beside(text: str, span: tuple[int, int]) -> bool:
    before = text[: span[0]].rstrip(_SPACE + ":.-,(")
    after = text[span[1] :].lstrip(_SPACE + ":.-(")
    return before[-1:].isdigit() or after[:1].isdigit()


def _number(text: str, at: tuple[int, int] | None) -> str | None:
    """Return the number beside the sign, or the first one."""
    found = [one for one in _NUMBER.finditer(text) if not _OTHER.match(text, one.end())]
    if not found:
        return None
    if at is None or len(found) == 1:
        return found[0][0]
    start, end = at
    best = min(
        found, key=lambda one: min(abs(one.start() - end), abs(start - one.end()))
    )
    for earlier in found[: found.index(best)]:
        if _RANGE.fullmatch(text, earlier.end(), best.start()):
            return earlier[0]
    cents = text[end:].strip()
    if best.end() <= start and len(cents) == 2 and cents.isdigit():
        return f"{best[0]}.{cents}"  # the sign stands where the mark would
    return best[0]


def _amount(number: str, code: str | None) -> Decimal:
    """Return `number` exactly; its groups tell which mark is the decimal one."""
    plain = _plain(number)
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return Decimal(plain)
    whole, mark, rest = plain[:last], plain[last], plain[last + 1 :]
    groups = mark in whole or (_may_group(whole, rest) and _has_no_mils(code))
    digits = whole.replace(".", "").replace(",", "")
    return Decimal(f"{digits}{rest}" if groups else f"{digits or 0}.{rest}")


def _may_group(whole: str, rest: str) -> bool:
    return len(rest) == 3 and whole.isdigit() and whole != "0" and len(whole) <= 3


def _has_no_mils(code: str | None) -> bool:
    return code is None or exponent(code) != 3


def _plain(number: str) -> str:
    """Return `number` in ASCII, with no mark but `.` and `,`."""
    if not number.isascii():
        number = "".join(map(_ascii, number))
    return number.replace(" ", "").replace("'", "").replace("`", "").rstrip(".,")


def _ascii(letter: str) -> str:
    if letter.isdigit():
        return str(unicodedata.digit(letter))
    return _MARKS.get(letter, " ")
