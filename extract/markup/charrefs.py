"""Character references (`&amp;`, `&#8217;`) as HTML's tokenizer reads them, compiled.

A name counts with its semicolon, and some old ones without; inside an attribute not when
a letter, a digit or `=` follows, so that `?a=1&copy=2` stays what it is.
"""

from html.entities import html5

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.markup.elements import LOWER

_SLOTS = 1 << 13
_LONGEST = max(map(len, html5))
_OLD_LONGEST = max(len(name) for name in html5 if not name.endswith(";"))
_AMPERSAND, _HASH, _SEMICOLON, _EQUALS, _X = 38, 35, 59, 61, 120
_REPLACEMENT, _LAST = 0xFFFD, 0x10FFFF
# What the C1 controls mean: windows-1252, where it has a character (HTML Standard).
_UNUSED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_C1: Ints = np.array(
    [
        code if code in _UNUSED else ord(bytes([code]).decode("cp1252"))
        for code in range(0x80, 0xA0)
    ],
    np.int64,
)


def _mixed(name: bytes) -> int:
    mixed = 0
    for byte in name:
        mixed = (mixed * 31 + byte) & 0xFFFFFF
    return mixed % _SLOTS


def _index() -> tuple[Ints, Bytes]:
    """Return the table: a slot's name and text lie in the blob where the slot says."""
    slots = np.zeros((_SLOTS, 3), np.int64)
    blob = bytearray()
    for name, text in html5.items():
        slot = _mixed(name.encode())
        while slots[slot, 1]:
            slot = (slot + 1) % _SLOTS
        slots[slot] = len(blob), len(name), len(text.encode())
        blob += name.encode() + text.encode()
    return slots, np.frombuffer(bytes(blob), np.uint8)


_TABLE, _BLOB = _index()


@kernel
def reference(data: Bytes, at: int, attribute: bool, out: Bytes, into: int) -> int:
    """Write what the reference at the ampersand `at` means; return where it ends.

    The result packs two numbers: where reading goes on, and how many bytes were written.
    """
    first = data[at + 1]
    if first == _HASH:
        return _numeric(data, at, out, into)
    stop = at + 1
    while _is_alnum(data[stop]) and stop - at <= _LONGEST:
        stop += 1
    if data[stop] == _SEMICOLON and stop > at + 1:
        slot = _find(data, at + 1, stop + 1)
        if slot >= 0:
            return pair(stop + 1, _put(slot, out, into))
    end = min(stop, at + 1 + _OLD_LONGEST)
    while end > at + 2:
        slot = _find(data, at + 1, end)
        if slot >= 0:
            after = data[end]
            if attribute and (after == _EQUALS or _is_alnum(after)):
                break
            return pair(end, _put(slot, out, into))
        end -= 1
    out[into] = _AMPERSAND
    return pair(at + 1, 1)


@kernel
def pair(at: int, written: int) -> int:
    """Return both numbers in one."""
    return at << 8 | written


@kernel
def utf8(code: int, out: Bytes, into: int) -> int:
    """Write a character; return the number of its bytes."""
    if code < 0x80:
        out[into] = code
        return 1
    if code < 0x800:
        out[into] = 0xC0 | code >> 6
        out[into + 1] = 0x80 | code & 63
        return 2
    if code < 0x10000:
        out[into] = 0xE0 | code >> 12
        out[into + 1] = 0x80 | code >> 6 & 63
        out[into + 2] = 0x80 | code & 63
        return 3
    out[into] = 0xF0 | code >> 18
    out[into + 1] = 0x80 | code >> 12 & 63
    out[into + 2] = 0x80 | code >> 6 & 63
    out[into + 3] = 0x80 | code & 63
    return 4


@kernel
def _numeric(data: Bytes, at: int, out: Bytes, into: int) -> int:
    digit = at + 2
    base = 10
    if LOWER[data[digit]] == _X:
        digit += 1
        base = 16
    code, first = 0, digit
    while _digit(data[digit]) < base:
        code = min(code * base + _digit(data[digit]), _LAST + 1)
        digit += 1
    if digit == first:
        out[into] = _AMPERSAND
        return pair(at + 1, 1)
    if data[digit] == _SEMICOLON:
        digit += 1
    return pair(digit, utf8(_meant(code), out, into))


@kernel
def _meant(code: int) -> int:
    if code == 0 or code > _LAST or 0xD800 <= code < 0xE000:
        return _REPLACEMENT
    return _C1[code - 0x80] if 0x80 <= code < 0xA0 else code


@kernel
def _digit(byte: int) -> int:
    if 48 <= byte <= 57:
        return byte - 48
    letter = LOWER[byte]
    return letter - 87 if 97 <= letter <= 102 else 99


@kernel
def _is_alnum(byte: int) -> bool:
    return 48 <= byte <= 57 or 97 <= LOWER[byte] <= 122


@kernel
def _find(data: Bytes, start: int, stop: int) -> int:
    """Return the slot of the name between `start` and `stop`, or -1."""
    mixed = 0
    for k in range(start, stop):
        mixed = (mixed * 31 + int(data[k])) & 0xFFFFFF
    slot = mixed % _SLOTS
    while _TABLE[slot, 1] > 0:
        if _TABLE[slot, 1] == stop - start:
            same = 0
            while (
                same < stop - start
                and _BLOB[_TABLE[slot, 0] + same] == data[start + same]
            ):
                same += 1
            if same == stop - start:
                return slot
        slot = (slot + 1) % _SLOTS
    return -1


@kernel
def _put(slot: int, out: Bytes, into: int) -> int:
    text = _TABLE[slot, 0] + _TABLE[slot, 1]
    for k in range(_TABLE[slot, 2]):
        out[into + k] = _BLOB[text + k]
    return _TABLE[slot, 2]
