"""Part numbers, GTINs and skus, compared by their signs alone."""

import re

from storefront.search.entry import Entry
from storefront.search.words import LONGEST, fold

SHORTEST = 4
_DIGIT = re.compile(r"\d")
_SIGN = re.compile(r"[\W_]+")


def code(text: str | None) -> str:
    """Return `text` as codes are kept; '' where it is none.

    Gaps and dashes go, and leading zeros: a UPC is an EAN with one zero less.
    """
    if not text:
        return ""
    signs = fold(text if text.isalnum() else _SIGN.sub("", text)).lstrip("0")
    return signs if len(signs) >= SHORTEST and _DIGIT.search(signs) else ""


def codes(item: Entry) -> list[str]:
    """Return the codes that an item is found by."""
    named = {code(item.gtin), code(item.mpn), code(item.sku)}
    if _DIGIT.search(item.title):
        named.update(code(word) for word in item.title.split())
    return sorted(one for one in named if one and len(one) < LONGEST)
