"""Bytes looked at eight at a time: most of a page is text between two tags.

A word less one in each byte borrows where a byte was zero, so a few operations tell
whether any of the eight is; `word ^ pattern` makes zeros of the bytes looked for.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from extract.kernel import Bytes, kernel

_WORD = ir.IntType(64)
_ONES, _TOPS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_BYTES, _BITS, _ONE = np.uint64(8), np.uint64(3), np.uint64(1)


@intrinsic  # type: ignore[untyped-decorator]  # numba has no types
def _word_at(context: Any, data: Any, at: Any) -> Any:
    """Return the eight bytes that begin at `at`; the lowest are the first."""

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, given[0])
        place = builder.gep(array.data, [given[1]])
        place = builder.bitcast(place, _WORD.as_pointer())
        return builder.load(place, align=1, typ=_WORD)

    return types.uint64(data, at), code


@intrinsic  # type: ignore[untyped-decorator]  # numba has no types
def _zeros_below(context: Any, word: Any) -> Any:
    """Return how many zero bits stand below the lowest one that is set."""

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.IntType(1)(1))

    return types.uint64(word), code


@kernel
def find(data: Bytes, at: int, byte: int) -> int:
    """Return where `byte` stands next, or the page's end, a zero byte.

    Seven bytes behind that are read as well.
    """
    pattern = _ONES * np.uint64(byte)
    here = np.uint64(at)
    while True:
        word = _word_at(data, here)
        other = word ^ pattern
        found = (((other - _ONES) & ~other) | ((word - _ONES) & ~word)) & _TOPS
        if found:
            return np.int64(here + (_zeros_below(found) >> _BITS))  # type: ignore[return-value]
        here += _BYTES


@kernel
def is_utf8(data: Bytes) -> bool:
    """Return whether `data` is UTF-8 (The Unicode Standard, table 3-7)."""
    at, size = np.uint64(0), np.uint64(len(data))
    while at < size:
        if at + _BYTES <= size and not _word_at(data, at) & _TOPS:
            at += _BYTES
            continue
        first = data[at]
        at += _ONE
        if first < 0x80:
            continue
        more = _more_after(first)
        if more == 0 or at + np.uint64(more) > size or not _may_follow(first, data[at]):
            return False
        for _ in range(more):
            if data[at] & 0xC0 != 0x80:
                return False
            at += _ONE
    return True


@kernel
def _more_after(first: int) -> int:
    """Return how many bytes follow the first of a character; 0 for none that may."""
    if 0xC2 <= first <= 0xDF:
        return 1
    if 0xE0 <= first <= 0xEF:
        return 2
    return 3 if 0xF0 <= first <= 0xF4 else 0


@kernel
def _may_follow(first: int, second: int) -> bool:
    """Say whether the character is no longer than it must be, nor out of range."""
    if first == 0xE0:
        return second >= 0xA0
    if first == 0xED:
        return second <= 0x9F
    if first == 0xF0:
        return second >= 0x90
    return first != 0xF4 or second <= 0x8F
