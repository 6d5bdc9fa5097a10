"""Known names and their numbers, found in compiled loops without making a text of one.

A name's first seven bytes make one number, the next seven another: no two names here share
both, and a longer one is found by its first fourteen.
"""

from collections.abc import Mapping

import numpy as np

from extract.kernel import Ints, kernel

HALF = 7
LONGEST = 2 * HALF
# A row of a table: a name's two halves, and its number, 0 where the row is free.
_FIRST, _REST, _NUMBER = range(3)
# A power of two, with twice the room that most tables need.
_ROWS = 1 << 10


def packed(name: bytes) -> int:
    """Return up to seven bytes as one number."""
    return int.from_bytes(name[:HALF], "big")


def table_of(numbers: Mapping[bytes, int]) -> Ints:
    """Return a table of names with their numbers, which are above 0."""
    size = _ROWS
    while size < 2 * len(numbers):
        size *= 2
    table: Ints = np.zeros((size, 3), np.int64)
    for name, number in numbers.items():
        first, rest = packed(name), packed(name[HALF:])
        row = _begins(first, rest) % size
        while table[row, _NUMBER]:
            row = (row + 1) % size
        table[row] = first, rest, number
    return table


def _begins(first: int, rest: int) -> int:
    mixed = (first ^ (rest >> 3)) & 0xFFFFFFFF
    return (mixed * 40503) ^ (first >> 29)


@kernel
def number_of(table: Ints, first: int, rest: int) -> int:
    """Return the number of the name with these halves; 0 for one that is not known."""
    mixed = (first ^ (rest >> 3)) & 0xFFFFFFFF
    row = ((mixed * 40503) ^ (first >> 29)) & (len(table) - 1)
    while table[row, _NUMBER] > 0:
        if table[row, _FIRST] == first and table[row, _REST] == rest:
            return table[row, _NUMBER]
        row = (row + 1) & (len(table) - 1)
    return 0
