"""Pieces of words, counted by their hashes: what a title is known by, also misspelt.

    " usb " -> " u", "us", "sb", "b ", " us", ..., " usb "

As scikit-learn's char_wb of 2 to 5 signs, in slots instead of a vocabulary. Scratch has a
count a slot, all 0 between two texts, and names the slots that are not.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enrich.kernel import Bytes, Ints, kernel
from enrich.text.wordpieces import START, TIMES, Texts, texts

Singles = NDArray[np.float32]
SLOTS = 1 << 18
_SHORTEST, _LONGEST = 2, 5
_MOST_SIGNS = 64
MOST_BYTES = 8_000
_SPACE, _SAME, _NEXT = 32, 0xC0, 0x80
_SHIFT = np.uint64(29)
_MASK = np.uint64(SLOTS - 1)


class Scratch(NamedTuple):
    """Room for one text: counts, which slots are counted, and a word's signs."""

    counts: Singles
    touched: Ints
    word: Bytes
    signs: Ints


class Table(NamedTuple):
    """Many texts' counts: text k has `slots[starts[k]:starts[k + 1]]`."""

    starts: Ints
    slots: Ints
    counts: Singles


def scratch() -> Scratch:
    """Return room for one text after the other."""
    return Scratch(
        np.zeros(SLOTS, np.float32),
        np.zeros(SLOTS, np.int64),
        np.zeros(_MOST_SIGNS * 4 + 2, np.uint8),
        np.zeros(_MOST_SIGNS + 3, np.int64),
    )


def counted(column: pa.Array) -> Table:
    """Return the pieces of each text of `column`."""
    given, room = texts(column, small=True), scratch()
    starts = np.zeros(len(column) + 1, np.int64)
    measure(given, room, starts)
    slots = np.zeros(starts[-1], np.int64)
    counts = np.zeros(starts[-1], np.float32)
    fill(given, room, Table(starts, slots, counts))
    return Table(starts, slots, counts)


@kernel
def measure(given: Texts, room: Scratch, starts: Ints) -> None:
    """Fill `starts` with how many slots the texts have, summed up."""
    for k in range(len(given.starts) - 1):
        found = count(given.data, given.starts[k], given.starts[k + 1], room)
        starts[k + 1] = starts[k] + found
        clear(room, found)


@kernel
def fill(given: Texts, room: Scratch, table: Table) -> None:
    """Write down the slots of each text, and how often each came."""
    for k in range(len(given.starts) - 1):
        found = count(given.data, given.starts[k], given.starts[k + 1], room)
        at = table.starts[k]
        for n in range(found):
            table.slots[at + n] = room.touched[n]
            table.counts[at + n] = room.counts[room.touched[n]]
        clear(room, found)


@kernel
def clear(room: Scratch, found: int) -> None:
    """Make the counts 0 again."""
    for n in range(found):
        room.counts[room.touched[n]] = 0


@kernel
def count(data: Bytes, at: int, stop: int, room: Scratch) -> int:
    """Count the pieces of one text; return how many different ones it has."""
    found = 0
    stop = min(stop, at + MOST_BYTES)
    while at < stop:
        if data[at] <= _SPACE:
            at += 1
            continue
        end = at
        while end < stop and data[end] > _SPACE:
            end += 1
        signs = _padded(data, at, end, room)
        found = _pieces(room, signs, found)
        at = end
    return found


@kernel
def _padded(data: Bytes, at: int, end: int, room: Scratch) -> int:
    """Copy a word with a space on both sides; return how many signs that has."""
    room.word[0] = _SPACE
    room.signs[0] = 0
    size, signs = 1, 1
    for k in range(at, end):
        if data[k] & _SAME != _NEXT:
            if signs > _MOST_SIGNS:
                break
            room.signs[signs] = size
            signs += 1
        if size < len(room.word) - 1:
            room.word[size] = data[k]
            size += 1
    room.word[size] = _SPACE
    room.signs[signs] = size
    room.signs[signs + 1] = size + 1
    return signs + 1


@kernel
def _pieces(room: Scratch, signs: int, found: int) -> int:
    for first in range(signs - 1):
        key = START
        last = min(first + _LONGEST, signs)
        for n in range(first, last):
            for k in range(room.signs[n], room.signs[n + 1]):
                key = (key ^ np.uint64(room.word[k])) * TIMES
            if n - first + 1 >= _SHORTEST:
                slot = np.int64((key ^ key >> _SHIFT) & _MASK)
                if room.counts[slot] == 0:
                    room.touched[found] = slot
                    found += 1
                room.counts[slot] += 1
    return found
