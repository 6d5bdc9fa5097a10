"""Tags as HTML's tokenizer reads them: their names and attributes in the page's bytes.

The loops stand on one zero byte after the page's last: no page that they read holds one,
so it ends every search. Where an attribute lies is noted in the workspace `w`.
"""

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.markup.charrefs import reference
from extract.markup.elements import LOWER, NAMES
from extract.markup.nametable import HALF, LONGEST, number_of
from extract.markup.wide import find

# Where in the workspace the tag at hand is noted, and its last attribute.
NAME_ID, NAME_KEY, NAME_AT, NAME_LEN, SELF_CLOSING = 0, 1, 2, 3, 4
ATTR_AT, ATTR_END, VALUE_AT, VALUE_END = 5, 6, 7, 8
# What SELF_CLOSING says of a tag that the page's end cuts off: it is none.
CUT_OFF = -1

_END = 0
_TAB, _LF, _FF, _CR, _SPACE = 9, 10, 12, 13, 32
_BANG, _QUOTE, _AMPERSAND, _APOSTROPHE, _DASH, _SLASH = 33, 34, 38, 39, 45, 47
_LESS, _EQUALS, _MORE = 60, 61, 62
_BLANKS = (_TAB, _LF, _FF, _CR, _SPACE)
_IS_BLANK, _IN_NAME, _IN_VALUE, _IN_TAG = 1, 2, 4, 8


def _groups() -> Ints:
    """Return what each byte may be: one look decides where a name or value ends."""
    groups = np.full(256, _IN_NAME | _IN_VALUE | _IN_TAG, np.int64)
    groups[list(_BLANKS)] = _IS_BLANK
    groups[[_EQUALS, _SLASH]] &= ~_IN_NAME
    groups[_SLASH] &= ~_IN_TAG
    groups[[_MORE, _END]] = 0
    return groups


_BYTES = _groups()


@kernel
def is_space(byte: int) -> bool:
    """Say whether HTML takes `byte` for white space."""
    return _BYTES[byte] == _IS_BLANK


@kernel
def read_name(data: Bytes, at: int, w: Ints) -> int:
    """Note the tag name that begins at `at`; return where it ends."""
    start, first, rest = at, 0, 0
    while _BYTES[data[at]] & _IN_TAG:
        byte = data[at]
        if at - start < HALF:
            first = first << 8 | LOWER[byte]
        elif at - start < LONGEST:
            rest = rest << 8 | LOWER[byte]
        at += 1
    w[NAME_AT], w[NAME_LEN], w[NAME_KEY] = start, at - start, first
    w[NAME_ID] = number_of(NAMES, first, rest) if at - start < LONGEST else 0
    return at


@kernel
def next_attribute(data: Bytes, at: int, w: Ints) -> int:
    """Note the next attribute of a tag; return where it ends, less than 0 for none.

    The tag's own end comes back as `-1 - end`; so does the page's, and is noted.
    """
    while True:
        byte = data[at]
        if byte == _SLASH:
            if data[at + 1] == _MORE:
                w[SELF_CLOSING] = 1
                return -3 - at
        elif byte == _MORE:
            return -2 - at
        elif not is_space(byte):
            break
        at += 1
    if data[at] == _END:
        w[SELF_CLOSING] = CUT_OFF
        return -1 - at
    return _value(data, _attribute_name(data, at, w), w)


@kernel
def _attribute_name(data: Bytes, at: int, w: Ints) -> int:
    w[ATTR_AT] = at
    at += 1
    while _BYTES[data[at]] & _IN_NAME:
        at += 1
    w[ATTR_END] = w[VALUE_AT] = w[VALUE_END] = at
    return at


@kernel
def _value(data: Bytes, at: int, w: Ints) -> int:
    after = at
    while is_space(data[after]):
        after += 1
    if data[after] != _EQUALS:
        return at
    after += 1
    while is_space(data[after]):
        after += 1
    quote = data[after]
    if quote in (_QUOTE, _APOSTROPHE):
        stop = find(data, after + 1, quote)
        w[VALUE_AT], w[VALUE_END] = after + 1, stop
        return stop + 1 if data[stop] else stop
    stop = after
    while _BYTES[data[stop]] & _IN_VALUE:
        stop += 1
    w[VALUE_AT], w[VALUE_END] = after, stop
    return stop


@kernel
def skip_attributes(data: Bytes, at: int, w: Ints) -> int:
    """Return where the tag ends whose attributes begin at `at`; note none of them."""
    w[SELF_CLOSING] = 0
    while True:
        at = _skip_blanks(data, at)
        byte = data[at]
        if byte == _MORE:
            return at + 1
        if byte == _END:
            w[SELF_CLOSING] = CUT_OFF
            return at
        if byte == _SLASH:
            if data[at + 1] == _MORE:
                w[SELF_CLOSING] = 1
                return at + 2
            at += 1
        else:
            at = _skip_attribute(data, at + 1)


@kernel
def _skip_attribute(data: Bytes, at: int) -> int:
    while _BYTES[data[at]] & _IN_NAME:
        at += 1
    at = _skip_blanks(data, at)
    if data[at] != _EQUALS:
        return at
    at = _skip_blanks(data, at + 1)
    quote = data[at]
    if quote in (_QUOTE, _APOSTROPHE):
        at = find(data, at + 1, quote)
        return at + 1 if data[at] else at
    while _BYTES[data[at]] & _IN_VALUE:
        at += 1
    return at


@kernel
def _skip_blanks(data: Bytes, at: int) -> int:
    while _BYTES[data[at]] & _IS_BLANK:
        at += 1
    return at


@kernel
def skip_markup(data: Bytes, at: int) -> int:
    """Return where the comment or declaration ends whose `<` is at `at`."""
    if data[at + 1] != _BANG or data[at + 2] != _DASH or data[at + 3] != _DASH:
        return _past(data, find(data, at + 1, _MORE))
    at += 4
    if data[at] == _MORE:
        return at + 1
    if data[at] == _DASH and data[at + 1] == _MORE:
        return at + 2
    while data[at]:
        at = find(data, at, _DASH)
        if data[at] and data[at + 1] == _DASH:
            if data[at + 2] == _MORE:
                return at + 3
            if data[at + 2] == _BANG and data[at + 3] == _MORE:
                return at + 4
        at = _past(data, at)
    return at


@kernel
def _past(data: Bytes, at: int) -> int:
    return at + 1 if data[at] else at


@kernel
def decoded(data: Bytes, start: int, stop: int, out: Bytes, into: int) -> int:
    """Write an attribute's value without references and outer blanks; return its end."""
    while start < stop and is_space(data[start]):
        start += 1
    while stop > start and is_space(data[stop - 1]):
        stop -= 1
    while start < stop:
        byte = data[start]
        if byte == _AMPERSAND:
            packed = reference(data, start, True, out, into)
            start = packed >> 8
            into += packed & 255
        else:
            # Line ends are newlines (HTML Standard, preprocessing the input stream).
            if byte != _CR:
                out[into] = byte
                into += 1
            elif data[start + 1] != _LF:
                out[into] = _LF
                into += 1
            start += 1
    return into
