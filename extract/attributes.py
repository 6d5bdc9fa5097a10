"""The attributes that extraction asks for, numbered for compiled loops.

As with elements, a name's first seven bytes make one number and the next seven another;
an attribute of any other name has the number 0, and is found by its bytes.
"""

import numpy as np

from extract.elements import HALF, LOWER, SLOTS, packed, slot_of
from extract.kernel import Bytes, Ints, kernel

_NAMES = (
    " class id href src rel name property content itemprop itemscope itemtype itemid "
    "itemref typeof vocab resource about prefix datetime lang dir title alt type value "
    "style hidden role srcset data-src data-srcset http-equiv charset action method "
    "for colspan rowspan width height disabled selected checked aria-label aria-hidden "
    "data-price data-sku data-id datatype rev placeholder onclick label media"
)
NUMBER = {name: number for number, name in enumerate(_NAMES.split(" "))}
_LONGEST = 2 * HALF


def _index() -> tuple[Ints, Ints, Ints]:
    firsts, rests = np.zeros(SLOTS, np.int64), np.zeros(SLOTS, np.int64)
    numbers = np.zeros(SLOTS, np.int64)
    for name, number in NUMBER.items():
        if number:
            first, rest = packed(name.encode()), packed(name.encode()[HALF:])
            slot = slot_of(first, rest)
            while numbers[slot]:
                slot = (slot + 1) % SLOTS
            firsts[slot], rests[slot], numbers[slot] = first, rest, number
    return firsts, rests, numbers


_FIRSTS, _RESTS, _NUMBERS = _index()


@kernel
def number_of(data: Bytes, at: int, stop: int) -> int:
    """Return the number of the attribute whose name lies between `at` and `stop`."""
    if stop - at > _LONGEST:
        return 0
    first, rest = 0, 0
    for k in range(stop - at):
        byte = LOWER[data[at + k]]
        if k < HALF:
            first = first << 8 | byte
        else:
            rest = rest << 8 | byte
    slot = ((((first ^ (rest >> 3)) & 0xFFFFFFFF) * 40503) ^ (first >> 29)) % SLOTS
    while _NUMBERS[slot] > 0:
        if _FIRSTS[slot] == first and _RESTS[slot] == rest:
            return _NUMBERS[slot]
        slot = (slot + 1) % SLOTS
    return 0
