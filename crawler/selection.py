"""A CSS query taken apart: which elements, and what of them."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from crawler.errors import SelectorRefused

# What Scrapy adds to CSS, at the end of a query.
_PART = re.compile(r"::\s*(?:(text)|attr\(\s*([^\s()]+)\s*\))\s*$")
_ALL_IN = re.compile(r"(?<=[^\s>+~])\s+\*?$|^\s*\*$")
# Commas between queries, not those in brackets or strings.
_COMMA = re.compile(r""",(?![^()]*\)|[^\[\]]*\])(?=(?:[^"']|"[^"]*"|'[^']*')*$)""")


@dataclass(frozen=True, slots=True)
class Selection:
    """The elements, and whether their texts or an attribute of them is asked."""

    elements: str
    text: bool = False
    deep: bool = False  # the texts of all that is in the elements too
    attribute: str = ""


@lru_cache(maxsize=1024)
def selection(query: str) -> Selection:
    """Return `query` taken apart."""
    parts = [_one(part) for part in _COMMA.split(query)]
    if len({(part.text, part.deep, part.attribute) for part in parts}) > 1:
        raise SelectorRefused(
            f"{query!r} asks for different things of different elements; ask twice"
        )
    return replace(parts[0], elements=", ".join(part.elements for part in parts))


def _one(query: str) -> Selection:
    found = _PART.search(query)
    if found is None:
        return Selection(query.strip())
    before = query[: found.start()]
    # To Scrapy "h1 *::text" is "h1 ::text": the text of the heading and of all in it.
    elements = _ALL_IN.sub("", before)
    deep = elements != before
    if found[1]:
        return Selection(elements.strip() or "*", text=True, deep=deep)
    inside = f"{elements}, {elements} *" if deep and elements else elements or "*"
    return Selection(inside.strip(), attribute=found[2].lower())
