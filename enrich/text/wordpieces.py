"""Texts as bytes behind each other, as Arrow keeps them, and what loops ask of them.

No loop sees a Python string: a word is a hash of its bytes, a text is a stretch of one
long array.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enrich.kernel import Bytes, Ints, Keys, kernel

# FNV-1a with 64 bits.
START, TIMES = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_MIX, _LEAST_ROOM = 32, 4
_A, _Z = 65, 90
LOWER = np.arange(256, dtype=np.uint8)
LOWER[_A : _Z + 1] += 32


class Texts(NamedTuple):
    """Text number k is `data[starts[k]:starts[k + 1]]`, in UTF-8."""

    data: Bytes
    starts: Ints


class Words(NamedTuple):
    """What is known of words, by their hashes; 0 is an empty place."""

    keys: Keys
    places: Ints


def texts(column: pa.Array, *, small: bool = False) -> Texts:
    """Return a column of strings as bytes; what is null is empty; `small` in small letters."""
    whole = pc.fill_null(column.cast(pa.large_string()), "")
    if small:
        whole = pc.utf8_lower(whole)
    _, starts, data = whole.buffers()
    offsets = np.frombuffer(starts, np.int64)[
        whole.offset : whole.offset + len(whole) + 1
    ]
    if data is None:
        return Texts(np.zeros(1, np.uint8), offsets)
    return Texts(np.frombuffer(data, np.uint8), offsets)


def named(word: str) -> np.uint64:
    """Return the hash by which loops know `word`, in small letters."""
    data = np.frombuffer(word.encode() or b"\0", np.uint8)
    return np.uint64(hashed(data, 0, len(data)))


def words(keys: Keys) -> Words:
    """Return where each of `keys` stands, to be looked up by its hash."""
    size = 1 << (len(keys) * _LEAST_ROOM).bit_length()
    found = Words(np.zeros(size, np.uint64), np.full(size, -1, np.int64))
    put(found, keys)
    return found


@kernel
def put(into: Words, keys: Keys) -> None:
    """Give each of `keys` its place; of equal ones the last counts."""
    mask = np.uint64(len(into.keys) - 1)
    for k in range(len(keys)):
        at = (keys[k] ^ keys[k] >> np.uint64(_MIX)) & mask
        while into.keys[at] not in (np.uint64(0), keys[k]):
            at = (at + np.uint64(1)) & mask
        into.keys[at] = keys[k]
        into.places[at] = k


@kernel
def place(of: Words, key: np.uint64) -> int:
    """Return the place of what has this hash; -1 if it is unknown."""
    mask = np.uint64(len(of.keys) - 1)
    at = (key ^ key >> np.uint64(_MIX)) & mask
    while of.keys[at] != np.uint64(0):
        if of.keys[at] == key:
            return of.places[at]
        at = (at + np.uint64(1)) & mask
    return -1


@kernel
def hashed(data: Bytes, at: int, stop: int) -> np.uint64:
    """Return the hash of the bytes from `at` to `stop`, ASCII in small letters."""
    key = START
    for k in range(at, stop):
        key = (key ^ np.uint64(LOWER[data[k]])) * TIMES
    return key
