"""The price that a page shows, in the smallest unit of a currency that is known.

A sign of several countries means the page's own currency if that is one of them, and
none if the page names none. Ranges give both ends.
"""

import re
from decimal import Decimal

import msgspec

from extract.currencies import exponent
from extract.price import minor_units
from extract.pricetext import PriceText, read

_DOLLARS = (
    "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD"
    " NIO NZD SBD SGD SRD TTD TWD USD UYU XCD"
)
_FRANCS = "BIF CDF CHF DJF GNF KMF RWF XAF XOF XPF"
_DINARS = "BHD DZD IQD JOD KWD LYD MKD RSD TND"
_RIALS = "IRR OMR QAR SAR YER"
# Signs of several currencies, and those they stand for.
_SHARED = {
    sign: frozenset(codes.split())
    for signs, codes in (
        ("$ dollar dollars", _DOLLARS),
        ("peso pesos", "ARS CLP COP CUP DOP MXN PHP UYU"),
        ("pound pounds", "EGP FKP GBP GIP LBP SDG SHP SSP SYP"),
        ("¥", "CNY JPY"),
        ("kr kr. Kr Kr. KR", "DKK ISK NOK SEK"),
        ("Fr Fr. fr. F ₣ franc francs Franc Francs", _FRANCS),
        ("Rs Rs. ₨ रू Re", "INR LKR MUR NPR PKR SCR"),
        ("dinar dinars د. دينار", _DINARS),
        ("din Din.", "MKD RSD"),
        ("dirham dirhams درهم", "AED MAD"),
        ("riyal rial Rial ﷼ ریال ريال ر.", _RIALS),
        ("ليرة", "LBP SYP TRY"),
        ("ƒ", "ANG AWG XCG"),
        ("L", "ALL HNL MDL"),
        ("R", "ZAR"),
        ("P", "BWP PHP"),
        ("K", "LAK MMK PGK ZMW"),
        ("D", "GMD"),
        ("E", "SZL"),
        ("M", "LSL"),
        ("Q q", "GTQ"),
        ("T", "KZT TOP"),
        ("Esc escudo", "CVE"),
    )
    for sign in signs.split()
}
_MAX_CHARS = 300
_DIGIT = re.compile(r"\d")
_BETWEEN = re.compile(
    r"\s?[–—~]\s?|\s-\s?|(?<=\d)-(?=[^\w\s])|\s(?:to|bis|à|до|hasta|tot|till|til)\s",
    re.IGNORECASE,
)
# What says that a price is the lowest of several.
_LEAST = re.compile(
    r"\b(?:from|starting at|as low as|ab|à partir de|dès|a partire da|da|a partir de|desde"
    r"|vanaf|från|fra|od|от|alkaen)\b|起|から|부터",
    re.IGNORECASE,
)


class PriceTag(msgspec.Struct, frozen=True):
    """A price as it is shown: the only one, or the lowest of several."""

    amount_minor: int
    code: str
    raw: str
    high_minor: int | None = None  # the highest, where both ends are told
    is_least: bool = False  # others may cost more


def price_of(text: str, hint: str = "", code: str | None = None) -> PriceTag | None:
    """Return the price that `text` shows; `code` is the currency of its page.

    `hint` is where the sign of the currency may stand beside `text`.
    """
    text = text[:_MAX_CHARS]
    found = read(text, hint)
    named = _currency(found.sign, found.code, code)
    if found.amount is None or named is None:
        return None
    low, high = _ends(text, found, named)
    amount = minor_units(low, named)
    if amount is None:
        return None
    high_minor = minor_units(high, named) if high is not None else None
    is_least = high_minor is not None or _LEAST.search(text) is not None
    return PriceTag(amount, named, text, high_minor, is_least)


def _currency(sign: str | None, code: str | None, page: str | None) -> str | None:
    if code or not sign:
        return code or page
    return page if page in _SHARED.get(sign, ()) else None


def _ends(
    text: str, found: PriceText, code: str
) -> tuple[Decimal | None, Decimal | None]:
    """Return the lowest price and, of a range, the highest."""
    if found.sign:
        pieces = [one for one in _BETWEEN.split(text) if _DIGIT.search(one)]
        if len(pieces) > 1:
            low, high = (_exact(one, code) for one in pieces[:2])
            if low is not None and high is not None and low < high:
                return low, high
    # The currency of the page may have three decimals, which the text alone hides.
    own = found.code is None and exponent(code) == len("mil")
    return _exact(found.digits or "", code) if own else found.amount, None


def _exact(piece: str, code: str) -> Decimal | None:
    return read(piece, code).amount
