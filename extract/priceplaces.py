"""Where a page shows prices: each amount of money in its text, and what stands around it.

Numbers are found in the page's text in one pass; only those beside a currency's sign, and
those alone on a line near the heading, are looked at more closely.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np

from extract import grow as g
from extract.attributes import NUMBER
from extract.needles import named
from extract.pricesigns import DOUBTFUL, MEANT
from extract.pricetext import read
from extract.tree import Tree

_SIGNS = frozenset(sign.encode() for sign in MEANT) - {b"%", b""}
_DOUBTFUL = frozenset(sign.encode() for sign in DOUBTFUL)
# (A digit comes first, for which a search looks fastest.)
_NUMBER = re.compile(
    rb"\d(?<![\d.,/].)(?:[\d.,']|(?: |\xc2\xa0|\xe2\x80\xaf)(?=\d{3}(?!\d)))*"
)
_PREFIX = re.compile(rb"[^\s\d]{1,12}\Z")
_SUFFIX = re.compile(rb"(?:\s|\xc2\xa0)?([^\s\d(/*~,;:<+-]{1,12})")
_CALLED = named(*(NUMBER[name] for name in ("class", "id", "itemprop")))
_BEHIND_SIGNS = b".)!|"
_LAST = frozenset(sign[-1:] for sign in _SIGNS) | {
    bytes([mark]) for mark in _BEHIND_SIGNS
}
_LONGEST = 12
_MAX_NUMBERS = 600
_MAX_PLACES = 30
_BEHIND, _AHEAD = 1_000, 5_000
_NEAR = 1_500
_AROUND = 48


@dataclass(slots=True, frozen=True)
class Place:
    """One shown amount: where, what, and the words around it on its line."""

    at: int
    node: int
    amount: Decimal
    sign: str | None
    before: str
    after: str


def places(tree: Tree, heading_at: int) -> list[Place]:
    """Return the amounts that the page shows, in its order."""
    found: list[Place] = []
    seen = tree.seen  # which notes where each node's text begins
    starts = tree.nodes[: tree.size, g.SEEN_AT].tolist()
    for at, stop, sign in _money(seen, heading_at):
        amount, end = _amount(tree, starts, at, stop, sign)
        if amount is None or not 0 < amount < 10**9:
            continue
        node = bisect_right(starts, at) - 1
        before, after = _around(seen, at, end)
        found.append(Place(at, node, amount, sign, before, after))
        if len(found) == _MAX_PLACES:
            break
    return found


def _money(seen: bytes, heading_at: int) -> Iterator[tuple[int, int, str | None]]:
    """Yield numbers beside a sign, and those alone on their line near the heading."""
    numbers = _NUMBER.finditer(seen, max(0, heading_at - _BEHIND), heading_at + _AHEAD)
    for number, _ in zip(numbers, range(_MAX_NUMBERS), strict=False):
        at, stop = number.span()
        sign = _sign(seen, at, stop)
        if sign is not None:
            yield at, stop, sign
        elif 0 <= at - heading_at < _NEAR and _is_alone(seen, at, stop):
            yield at, stop, None


def _sign(seen: bytes, at: int, stop: int) -> str | None:
    """Return the currency's sign beside a number."""
    # `EUR 5`: the words before end in what a sign ends with.
    if seen[at - 1 : at].isspace() and at:
        at -= 1
    if seen[at - 1 : at] in _LAST and at:
        before = _PREFIX.search(seen, max(0, at - _LONGEST), at)
        sign = _known(before[0].rsplit(b":", 1)[-1].lstrip(b"(-+")) if before else None
        if sign:
            return sign
    after = _SUFFIX.match(seen, stop)
    return _known(after[1]) if after else None


@lru_cache(4096)
def _known(word: bytes) -> str | None:
    while word and word not in _SIGNS and word[-1:] in _BEHIND_SIGNS:
        word = word[:-1]
    if word in _SIGNS and (word not in _DOUBTFUL or len(word) > 1):
        return word.decode()
    return None


def _is_alone(seen: bytes, at: int, stop: int) -> bool:
    first = seen.rfind(b"\n", 0, at) + 1
    last = seen.find(b"\n", stop)
    return (
        not seen[first:at].strip()
        and not seen[stop : last if last >= 0 else None].strip()
    )


def _amount(
    tree: Tree, starts: list[int], at: int, stop: int, sign: str | None
) -> tuple[Decimal | None, int]:
    """Return what a number says, and where it ends."""
    text = _joined(starts, tree.seen[at:stop].rstrip(b".,' "), at)
    stop = at + len(text)
    written = text.decode("utf-8", "replace")
    return read(f"{sign}{written}" if sign else written).amount, stop


def _joined(starts: list[int], text: bytes, at: int) -> bytes:
    """Return the part of `text` that is one number, where several texts touch there.

    Cents raised above a price have no mark before them; other numbers are their own.
    """
    touch = bisect_right(starts, at)
    if touch >= len(starts) or starts[touch] >= at + len(text):
        return text
    whole, rest = text[: starts[touch] - at], text[starts[touch] - at :]
    if len(rest) == 2 and rest.isdigit() and whole.isdigit():
        return whole + b"." + rest
    return text if rest[:1] in b".,' \xc2" or whole[-1:] in b".,'" else whole


def _around(seen: bytes, at: int, stop: int) -> tuple[str, str]:
    before = seen[max(0, at - _AROUND) : at].rsplit(b"\n", 2)
    after = seen[stop : stop + _AROUND].split(b"\n", 1)[0]
    # A line that is empty but for the number is told by the one above it.
    line = before[-1] if before[-1].strip() or len(before) < 2 else before[-2]
    return line.decode("utf-8", "replace"), after.decode("utf-8", "replace")


def class_words(tree: Tree, nodes: list[int]) -> dict[int, str]:
    """Return the classes, ids and properties of `nodes`, in small letters."""
    asked = np.zeros(tree.size + 1, np.bool_)
    asked[nodes] = True
    rows = tree.marks[_CALLED[tree.marks[:, g.NAME]] > 0]
    rows = rows[asked[rows[:, g.OF]]]
    found: dict[int, str] = {}
    for row in rows.tolist():
        words = tree.source[row[g.FROM] : row[g.TO]].decode("utf-8", "replace").lower()
        found[row[g.OF]] = f"{found.get(row[g.OF], '')} {words}"
    return found
