"""Numbers in a page's text that can be money: those beside a currency's sign.

Each byte is looked at once. Near the heading, a number that is alone on its line counts
too; how much money it is, is read from the few that are left.
"""

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.markup.grow import SEEN_AT
from extract.markup.nametable import HALF, number_of, table_of
from extract.money.pricesigns import DOUBTFUL, MEANT

# What is noted of a number: where it is, its sign, its node and where the next one begins.
AT, STOP, SIGN, NODE, NODE_END = range(5)
SPOT = 5
_LONGEST = 12
# Sorted, because compiled loops are kept and a set has another order each time. A letter
# that is mostly a size is no sign.
_KNOWN = sorted(
    sign
    for sign in MEANT
    if sign not in ("", "%")
    and len(sign.encode()) <= _LONGEST
    and not (sign in DOUBTFUL and len(sign.encode()) == 1)
)
SIGNS = ["", *_KNOWN]
_SIGNS = table_of({sign.encode(): n for n, sign in enumerate(_KNOWN, 1)})
_DIGIT, _IN_NUMBER, _SPACE, _BEFORE, _BEHIND, _NO_SUFFIX, _LAST = 1, 2, 4, 8, 16, 32, 64
_NEWLINE, _COLON, _MARK, _SLASH = 10, 58, 39, 47


def _groups() -> Ints:
    groups: Ints = np.zeros(256, np.int64)
    ends = {sign.encode()[-1] for sign in SIGNS if sign}
    for trait, members in (
        (_DIGIT, b"0123456789"),
        (_IN_NUMBER, b"0123456789.,'"),
        (_SPACE, b" \t\n\r\f\v"),
        (_BEFORE, b"(-+"),
        (_BEHIND, b".)!|"),
        (_NO_SUFFIX, b"0123456789 \t\n\r\f\v(/*~,;:<+-"),
        (_LAST, bytes(sorted({*ends, *b".)!|"}))),
    ):
        groups[list(members)] |= trait
    return groups


_BYTES = _groups()


@kernel
def note_money(seen: Bytes, nodes: Ints, area: Ints, spots: Ints) -> int:
    """Note in `spots` the numbers of an area, [from, to, heading, its surroundings].

    Return how many there are.
    """
    at, last, found, numbers = area[0], area[1], 0, 0
    while at < last and numbers < len(spots):
        if not _begins(seen, at):
            at += 1
            continue
        stop = _end(seen, at + 1, last)
        numbers += 1
        sign = _sign(seen, at, stop)
        ahead = at - area[2]
        if sign or (0 <= ahead < area[3] and _is_alone(seen, at, stop)):
            node = _node(nodes, at)
            spots[found, AT], spots[found, STOP], spots[found, SIGN] = at, stop, sign
            spots[found, NODE] = node
            spots[found, NODE_END] = nodes[node + 1, SEEN_AT]
            found += 1
        at = stop
    return found


@kernel
def _begins(seen: Bytes, at: int) -> bool:
    """Say whether a number begins at `at`, and not within another."""
    if not _BYTES[seen[at]] & _DIGIT:
        return False
    before = seen[at - 1] if at else 0
    return not (_BYTES[before] & _IN_NUMBER and before != _MARK) and before != _SLASH


@kernel
def _end(seen: Bytes, at: int, last: int) -> int:
    while at < last:
        byte = seen[at]
        if _BYTES[byte] & _IN_NUMBER:
            at += 1
            continue
        size = 1 if byte == 32 else 0
        if byte == 0xC2 and at + 1 < last and seen[at + 1] == 0xA0:
            size = 2
        elif byte == 0xE2 and at + 2 < last:
            size = 3 if seen[at + 1] == 0x80 and seen[at + 2] == 0xAF else 0
        if not size or not _is_group(seen, at + size, last):
            break
        at += size
    return at


@kernel
def _is_group(seen: Bytes, at: int, last: int) -> bool:
    """Say whether just three digits stand at `at`."""
    digits = 0
    while digits < 4 and at + digits < last and _BYTES[seen[at + digits]] & _DIGIT:
        digits += 1
    return digits == 3


@kernel
def _sign(seen: Bytes, at: int, stop: int) -> int:
    """Return the number of the sign beside a number, the one before it first."""
    if at and _BYTES[seen[at - 1]] & _SPACE:
        at -= 1
    if at and _BYTES[seen[at - 1]] & _LAST:
        sign = _sign_before(seen, at)
        if sign:
            return sign
    if stop < len(seen) and _BYTES[seen[stop]] & _SPACE:
        stop += 1
    elif stop + 1 < len(seen) and seen[stop] == 0xC2 and seen[stop + 1] == 0xA0:
        stop += 2
    end = stop
    while end < min(len(seen), stop + _LONGEST) and not _BYTES[seen[end]] & _NO_SUFFIX:
        end += 1
    return _known(seen, stop, end)


@kernel
def _sign_before(seen: Bytes, at: int) -> int:
    first = at
    while first > max(0, at - _LONGEST):
        byte = seen[first - 1]
        if _BYTES[byte] & (_SPACE | _DIGIT) or byte == _COLON:
            break
        first -= 1
    while first < at and _BYTES[seen[first]] & _BEFORE:
        first += 1
    return _known(seen, first, at)


@kernel
def _known(seen: Bytes, first: int, end: int) -> int:
    """Return the number of a sign, also with a mark or two behind it."""
    while first < end:
        head, rest = 0, 0
        for k in range(first, end):
            if k - first < HALF:
                head = head << 8 | seen[k]
            else:
                rest = rest << 8 | seen[k]
        sign = number_of(_SIGNS, head, rest)
        if sign or not _BYTES[seen[end - 1]] & _BEHIND:
            return sign
        end -= 1
    return 0


@kernel
def _is_alone(seen: Bytes, at: int, stop: int) -> bool:
    """Say whether nothing else stands on the line of a number."""
    while at > 0 and seen[at - 1] != _NEWLINE:
        if not _BYTES[seen[at - 1]] & _SPACE:
            return False
        at -= 1
    while stop < len(seen) and seen[stop] != _NEWLINE:
        if not _BYTES[seen[stop]] & _SPACE:
            return False
        stop += 1
    return True


@kernel
def _node(nodes: Ints, at: int) -> int:
    """Return the last node whose text begins at `at` or before."""
    low, high = 0, len(nodes) - 1
    while low < high:
        middle = (low + high) // 2
        if nodes[middle, SEEN_AT] <= at:
            low = middle + 1
        else:
            high = middle
    return low - 1
