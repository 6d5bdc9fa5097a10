"""Where a page shows prices: each amount of money in its text, and what stands around it.

Numbers are found in the page's text in one pass; only those beside a currency's sign, and
those alone on a line near the heading, are looked at more closely.
"""

from decimal import Decimal
from functools import lru_cache

import msgspec
import numpy as np

from extract.goods.moneyspots import SIGNS, SPOT, note_money
from extract.markup.tree import Tree
from extract.money.pricetext import read

_MAX_NUMBERS = 600
_MAX_PLACES = 30
_BEHIND, _AHEAD = 1_000, 5_000
_NEAR = 1_500
_AROUND = 48
_MOST = 10**9


class Place(msgspec.Struct, frozen=True, gc=False):
    """One shown amount: where, what, and the words around it on its line."""

    at: int
    node: int
    amount: Decimal
    worth: float
    sign: str | None
    before: bytes
    after: bytes


def places(tree: Tree, heading_at: int) -> list[Place]:
    """Return the amounts that the page shows, in its order."""
    seen = tree.seen  # which notes where each node's text begins
    data = np.frombuffer(seen, np.uint8)
    first, last = max(0, heading_at - _BEHIND), min(heading_at + _AHEAD, len(seen))
    area = np.array((first, last, heading_at, _NEAR), np.int64)
    spots = np.empty((_MAX_NUMBERS, SPOT), np.int64)
    count = note_money(data, tree.nodes, area, spots)
    found: list[Place] = []
    for at, stop, number, node, node_end in spots[:count].tolist():
        sign = SIGNS[number] or None
        text = _joined(seen[at:stop].rstrip(b".,' "), node_end - at)
        amount = _amount(text, sign)
        if amount is None or not 0 < amount < _MOST:
            continue
        before, after = _around(seen, at, at + len(text))
        found.append(Place(at, node, amount, float(amount), sign, before, after))
        if len(found) == _MAX_PLACES:
            break
    return found


# Goods of one price, and the same price of one good in several places, are many.
@lru_cache(4_096)
def _amount(written: bytes, sign: str | None) -> Decimal | None:
    text = written.decode("utf-8", "replace")
    return read(f"{sign}{text}" if sign else text).amount


def _joined(text: bytes, rest_at: int) -> bytes:
    """Return the part of `text` that is one number; at `rest_at` another text begins.

    Cents raised above a price have no mark before them; other numbers are their own.
    """
    if rest_at >= len(text):
        return text
    whole, rest = text[:rest_at], text[rest_at:]
    if len(rest) == 2 and rest.isdigit() and whole.isdigit():
        return whole + b"." + rest
    return text if rest[:1] in b".,' \xc2" or whole[-1:] in b".,'" else whole


def _around(seen: bytes, at: int, stop: int) -> tuple[bytes, bytes]:
    """Return what stands before and behind an amount on its line."""
    before = seen[max(0, at - _AROUND) : at].rsplit(b"\n", 2)
    after = seen[stop : stop + _AROUND].split(b"\n", 1)[0]
    # A line that is empty but for the number is told by the one above it.
    return before[-1] if before[-1].strip() or len(before) < 2 else before[-2], after
