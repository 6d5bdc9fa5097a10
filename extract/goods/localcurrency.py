"""Which of several currencies an ambiguous sign means on a page: `$` on a host in Canada.

The country of the host says it, then the language with its country. Neither names a
currency alone: without a sign there is none.
"""

import re

# Sign -> country -> code; "" is for a language without a country, on a host without one.
_DOLLARS = {
    "us": "USD",
    "ca": "CAD",
    "au": "AUD",
    "nz": "NZD",
    "mx": "MXN",
    "cl": "CLP",
    "co": "COP",
    "ar": "ARS",
    "sg": "SGD",
    "hk": "HKD",
    "tw": "TWD",
    "uy": "UYU",
    "jm": "JMD",
    "tt": "TTD",
    "ec": "USD",
    "sv": "USD",
    "pr": "USD",
    "en": "USD",
}
_CROWNS = {
    "se": "SEK",
    "no": "NOK",
    "dk": "DKK",
    "is": "ISK",
    "cz": "CZK",
    "sv": "SEK",
    "nb": "NOK",
    "nn": "NOK",
    "da": "DKK",
    "cs": "CZK",
}
_RUPEES = {"in": "INR", "pk": "PKR", "lk": "LKR", "np": "NPR", "mu": "MUR"}
_RUPEES |= {"hi": "INR", "ur": "PKR", "ne": "NPR", "si": "LKR"}
_YEN = {"jp": "JPY", "cn": "CNY", "ja": "JPY", "zh": "CNY"}
_MEANT = {
    "$": _DOLLARS,
    "peso": _DOLLARS,
    "pesos": _DOLLARS,
    "kr": _CROWNS,
    "Rs": _RUPEES,
    "₨": _RUPEES,
    "¥": _YEN,
    "fr": {"ch": "CHF", "de": "CHF"},
}
_ALIKE = {"Kr": "kr", "KR": "kr", "Rs.": "Rs", "Fr": "fr", "SFr": "fr"}
# Suffixes of countries that anybody uses.
_OPEN = frozenset({"co", "io", "me", "tv", "ai", "is", "to"})
_REGION = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}))?", re.IGNORECASE)


def local_currency(sign: str, host: str, language: str | None) -> str | None:
    """Return the code that `sign` stands for on a page of `host` in `language`."""
    bare = sign.rstrip(".")
    codes = _MEANT.get(_ALIKE.get(bare, bare))
    if codes is None:
        return None
    country = host.rsplit(".", 1)[-1]
    if country in codes and country not in _OPEN:
        return codes[country]
    found = _REGION.match((language or "").strip())
    if found is None:
        return None
    name, region = found[1].lower(), (found[2] or "").lower()
    return codes.get(region) if region else codes.get(name)
