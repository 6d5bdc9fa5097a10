"""Many short words looked for at once, in a text or in the values of attributes.

Each place is looked at once, by its first two bytes, however many words there are; to
look for one word after the other reads all of it as often.
"""

from collections.abc import Sequence

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.markup.grow import FROM, NAME, TO
from extract.markup.tree import Tree
from extract.markup.wide import find

_SLOTS = 4_096
_MAX_HITS = 1_000
# The table: for each first two bytes where the entry of a needle lies, which says where
# the next one is that begins so too, its number, its length; then its letters.
_NEXT, _NUMBER, _LENGTH, _LETTERS = range(4)
_MAX_NAMES = 256
_NEWLINE = 10
_PADDING = bytes(8)


class Needles:
    """Words of two bytes or more, each called by its number."""

    def __init__(self, words: Sequence[bytes]) -> None:
        table = [0] * _SLOTS
        for number, word in enumerate(words):
            slot = (word[0] << 5 ^ word[1]) % _SLOTS
            entry = [table[slot], number, len(word), *word]
            table[slot] = len(table)
            table += entry
        self._table: Ints = np.array(table, np.int64)

    def within(self, text: bytes) -> list[list[int]]:
        """Return the needles in `text`, each with where it begins, in their order."""
        return sorted(self._hits(text).tolist())

    def places(self, text: bytes) -> list[int]:
        """Return where needles begin in `text`, in its order."""
        return self._hits(text)[:, 1].tolist()

    def _hits(self, text: bytes) -> Ints:
        out: Ints = np.empty((_MAX_HITS, 2), np.int64)
        count = _text(np.frombuffer(text, np.uint8), self._table, out)
        return out[:count]

    def on_lines(self, text: bytes) -> list[int]:
        """Return the lines that begin as a needle, all of which begin a line."""
        out: Ints = np.empty((_MAX_HITS, 2), np.int64)
        count = _lines(np.frombuffer(text + _PADDING, np.uint8), self._table, out)
        return out[:count, 1].tolist()

    def among(self, tree: Tree, rows: slice, names: Ints) -> list[list[int]]:
        """Return the needles in attributes of `names`, each with its attribute's row."""
        out: Ints = np.empty((_MAX_HITS, 2), np.int64)
        count = _values(tree.data, tree.marks[rows], names, self._table, out)
        out[:count, 1] += rows.start or 0
        return sorted(out[:count].tolist())


def named(*numbers: int) -> Ints:
    """Return a table that says which of all attributes' numbers are these."""
    table: Ints = np.zeros(_MAX_NAMES, np.int64)
    table[list(numbers)] = 1
    return table


@kernel
def _text(data: Bytes, table: Ints, out: Ints) -> int:
    found = 0
    for at in range(len(data) - 1):
        entry = table[(data[at] << 5 ^ data[at + 1]) % _SLOTS]
        while entry > 0 and found < len(out):
            if _is_at(data, at, len(data), table, entry):
                out[found, 0], out[found, 1] = table[entry + _NUMBER], at
                found += 1
            entry = table[entry + _NEXT]
    return found


@kernel
def _lines(data: Bytes, table: Ints, out: Ints) -> int:
    """Note lines that begin as a needle; `data` ends with zero bytes."""
    found, size = 0, len(data) - len(_PADDING)
    at = find(data, 0, _NEWLINE)
    while data[at] and found < len(out):
        entry = table[(data[at] << 5 ^ data[at + 1]) % _SLOTS]
        while entry > 0 and not _is_at(data, at, size, table, entry):
            entry = table[entry + _NEXT]
        if entry > 0:
            out[found, 1] = at + 1
            found += 1
        at = find(data, at + 1, _NEWLINE)
    return found


@kernel
def _values(data: Bytes, marks: Ints, names: Ints, table: Ints, out: Ints) -> int:
    found = 0
    for row in range(len(marks)):
        if not names[marks[row, NAME]]:
            continue
        stop = marks[row, TO]
        for at in range(marks[row, FROM], stop - 1):
            entry = table[(data[at] << 5 ^ data[at + 1]) % _SLOTS]
            while entry > 0 and found < len(out):
                if _is_at(data, at, stop, table, entry):
                    out[found, 0], out[found, 1] = table[entry + _NUMBER], row
                    found += 1
                entry = table[entry + _NEXT]
    return found


@kernel
def _is_at(data: Bytes, at: int, stop: int, table: Ints, entry: int) -> bool:
    """Say whether the needle of `entry` stands at `at`, and ends before `stop`."""
    length, letters = table[entry + _LENGTH], entry + _LETTERS
    if at + length > stop:
        return False
    k = 0
    while k < length and data[at + k] == table[letters + k]:
        k += 1
    return k == length
