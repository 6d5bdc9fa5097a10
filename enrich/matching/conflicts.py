"""What speaks against a pair: other numbers, sizes, colours, editions, part numbers."""

from enrich.kernel import Bytes, Ints, kernel
from enrich.matching.likeness import Floats, is_model
from enrich.matching.words import (
    CLASS,
    DIGITS,
    END,
    KIND,
    LETTERS,
    START,
    UNIT,
    VALUE,
)

# How a class's words are numbered; see vocabulary.py.
_WIDTH = 1000
CLASSES = 4


@kernel
def measures(one: Ints, other: Ints, out: Floats) -> None:
    """Fill `out`: sizes that agree, that conflict, and that one names alone."""
    out[:3] = 0
    _measures(one, other, out)
    agreed, conflict = out[0], out[1]
    _measures(other, one, out)
    # An agreement is seen from both sides.
    out[0] = agreed
    out[1] = max(conflict, out[1] - conflict)


@kernel
def _measures(one: Ints, other: Ints, out: Floats) -> None:
    for k in range(len(one)):
        unit, value = one[k, UNIT], one[k, VALUE]
        if unit == 0 or value < 0:
            continue
        same, differing = False, False
        for j in range(len(other)):
            if other[j, VALUE] >= 0:
                same = same or (other[j, VALUE] == value)
                differing = differing or (other[j, UNIT] == unit)
        if same:
            out[0] += 1
        elif differing:
            out[1] += 1
        else:
            out[2] += 1


@kernel
def numbers(one: Ints, cover: Floats, out: Floats) -> None:
    """Fill `out`: numbers without a unit that the other has and has not, short models."""
    out[:4] = 0
    for k in range(len(one)):
        kind = one[k, KIND]
        length = one[k, END] - one[k, START]
        if kind == DIGITS and one[k, UNIT] == 0 and length < 5:
            out[0 if cover[k] == 1 else 1] += 1
        elif kind & DIGITS and kind & LETTERS and length < 4 and one[k, UNIT] == 0:
            out[2 if cover[k] == 1 else 3] += 1


@kernel
def models(words: Ints, weights: Floats, cover: Floats, out: Floats) -> None:
    """Fill `out`: heaviest model number shared or covered, those free, their weight."""
    out[:4] = 0
    for k in range(len(words)):
        if is_model(words[k]) and words[k, UNIT] == 0:
            if cover[k] == 1:
                out[0] = max(out[0], weights[k])
            elif cover[k] > 0:
                out[1] = max(out[1], weights[k] * cover[k])
            else:
                out[2] += 1
                out[3] = max(out[3], weights[k])


@kernel
def nearest_model(
    data: Bytes, one: Ints, other: Ints, cover: Floats, uncover: Floats
) -> float:
    """Return how much of a model number is the beginning of one of the other title."""
    best = 0.0
    for k in range(len(one)):
        if cover[k] == 1 or not is_model(one[k]):
            continue
        for j in range(len(other)):
            if uncover[j] < 1 and is_model(other[j]):
                best = max(best, _beginning(data, one[k], other[j]))
    return best


@kernel
def _beginning(data: Bytes, one: Ints, other: Ints) -> float:
    length, width = one[END] - one[START], other[END] - other[START]
    same = 0
    while same < length and same < width:
        if data[one[START] + same] != data[other[START] + same]:
            break
        same += 1
    return same / max(length, width)


@kernel
def classes(one: Ints, other: Ints, out: Floats) -> None:
    """Fill `out`, for each class: words that both have, that one has alone, a conflict."""
    for kind in range(1, CLASSES + 1):
        shared, left = _class_words(one, other, kind)
        _, right = _class_words(other, one, kind)
        out[3 * kind - 3] = shared
        out[3 * kind - 2] = left + right
        out[3 * kind - 1] = min(left, right)


@kernel
def _class_words(one: Ints, other: Ints, kind: int) -> tuple[int, int]:
    shared, alone = 0, 0
    for k in range(len(one)):
        if one[k, CLASS] // _WIDTH != kind:
            continue
        found = False
        for j in range(len(other)):
            found = found or other[j, CLASS] == one[k, CLASS]
        shared += found
        alone += not found
    return shared, alone
