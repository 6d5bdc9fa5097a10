"""How deep a page nests, held within what a parser bears.

Tree building looks up the stack of open elements, so its time grows with the square
of the depth: a megabyte of `<div>` would take minutes. Real pages nest below 100.
"""

import re
from collections import Counter

_MAX_DEPTH = 5_000
# Void elements open nothing, and those with an implied end close each other.
_FLAT = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta")
) | frozenset(
    ("param", "source", "track", "wbr", "p", "li", "td", "th", "tr", "option")
) | frozenset(("dd", "dt", "tbody", "thead", "tfoot", "optgroup", "rp", "rt"))  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})")


def shallow(text: str) -> str:
    """Return `text` up to the tag that nests too deep; nearly always all of it."""
    # Counting is a hundredth of the parse, walking the tags as dear as it.
    if text.count("<") <= _MAX_DEPTH:
        return text
    opened: Counter[str] = Counter()
    depth = 0
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name in _FLAT:
            continue
        # An end tag closes only what is open, so it cannot hide what is not.
        step = 1 if not tag[1] else -1 if opened[name] else 0
        opened[name] += step
        depth += step
        if depth > _MAX_DEPTH:
            return text[: tag.start()]
    return text
