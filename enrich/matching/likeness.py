"""How alike the words of two titles are: what they share, weighed by how rare it is.

A title's words lie sorted by their hash, so that two titles are compared in one walk.
What one title has alone may still be part of a word of the other, or nearly one: each
word is covered from 0 to 1.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from enrich.kernel import Bytes, Ints, kernel
from enrich.matching.words import DIGITS, END, HASH, KIND, LETTERS, START, TIED

Floats = NDArray[np.floating[Any]]
# What a word is worth that stands inside of what the other says without spaces.
_INSIDE = 0.9
_SHORTEST_INSIDE = 4
_LEAST_ALIKE = 0.6


@kernel
def walk(one: Ints, other: Ints, cover: Floats, uncover: Floats) -> None:
    """Note in `cover` and `uncover` which words both have."""
    cover[: len(one)] = 0
    uncover[: len(other)] = 0
    i, j = 0, 0
    while i < len(one) and j < len(other):
        if one[i, HASH] == other[j, HASH]:
            cover[i] = uncover[j] = 1
            i += 1
            j += 1
        elif one[i, HASH] < other[j, HASH]:
            i += 1
        else:
            j += 1
    _pieces(one, cover)
    _pieces(other, uncover)


@kernel
def _pieces(words: Ints, cover: Floats) -> None:
    """Share the pieces of a shared word, and a word whose pieces are all shared."""
    for k in range(len(words)):
        if not words[k, KIND] & TIED:
            continue
        all_shared = True
        for piece in range(len(words)):
            inside = words[k, START] <= words[piece, START] < words[k, END]
            if inside and not words[piece, KIND] & TIED:
                if cover[k] == 1:
                    cover[piece] = 1
                all_shared = all_shared and cover[piece] == 1
        if all_shared:
            cover[k] = 1


@kernel
def soften(
    data: Bytes, sides: tuple[Ints, Ints], tight: Bytes, cover: Floats, uncover: Floats
) -> None:
    """Cover words of one side that stand within `tight`, or are like a free one of the other."""
    one, other = sides
    for k in range(len(one)):
        if cover[k] == 1:
            continue
        start, end = one[k, START], one[k, END]
        if end - start >= _SHORTEST_INSIDE and within(data, start, end, tight):
            cover[k] = _INSIDE
            continue
        best = 0.0
        for j in range(len(other)):
            if uncover[j] < 1:
                best = max(best, _alike(data, one[k], other[j]))
        cover[k] = min(best, _INSIDE) if best >= _LEAST_ALIKE else 0


@kernel
def within(data: Bytes, start: int, end: int, tight: Bytes) -> bool:
    """Say whether a word stands in `tight`, dashes and the like left out."""
    for at in range(len(tight)):
        k, to = start, at
        while k < end and to < len(tight):
            if not is_kept(data[k]):
                k += 1
                continue
            if data[k] != tight[to]:
                break
            k += 1
            to += 1
        if k == end:
            return True
    return False


@kernel
def is_kept(letter: int) -> bool:
    """Say whether a byte is part of a letter or a digit."""
    return letter >= 128 or 48 <= letter <= 57 or 97 <= letter <= 122


@kernel
def _alike(data: Bytes, one: Ints, other: Ints) -> float:
    """Return the common beginning and end of two words against their length."""
    length, width = one[END] - one[START], other[END] - other[START]
    same = 0
    while same < length and same < width:
        if data[one[START] + same] != data[other[START] + same]:
            break
        same += 1
    tail = 0
    while tail < min(length, width) - same:
        if data[one[END] - 1 - tail] != data[other[END] - 1 - tail]:
            break
        tail += 1
    # Other digits make another word: cs2 is no misspelt cs3.
    if (one[KIND] | other[KIND]) & DIGITS:
        tail = 0
        if same < 4:
            return 0.0
    return 2 * (same + tail) / (length + width)


@kernel
def shares(words: Ints, weights: Floats, cover: Floats, out: Floats) -> None:
    """Fill `out`: all weight, shared, covered, heaviest shared and free, words free."""
    out[:6] = 0
    for k in range(len(words)):
        if words[k, KIND] & TIED:
            continue
        weight = weights[k]
        out[0] += weight
        out[2] += weight * cover[k]
        if cover[k] == 1:
            out[1] += weight
            out[3] = max(out[3], weight)
        elif cover[k] == 0:
            out[4] = max(out[4], weight)
            out[5] += 1


@kernel
def is_model(word: Ints) -> bool:
    """Say whether a word looks like a maker's number: digits, and long enough."""
    kind, length = word[KIND], word[END] - word[START]
    if not kind & DIGITS:
        return False
    return length >= 4 if kind & LETTERS else length >= 5
