"""Where the attributes of a tag that speak of links and rights have their values."""

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.markup.elements import LOWER
from extract.markup.nametable import HALF, packed
from extract.markup.openelements import DOUBT
from extract.markup.tagbytes import (
    ATTR_AT,
    ATTR_END,
    SELF_CLOSING,
    VALUE_AT,
    VALUE_END,
    is_space,
    next_attribute,
)

HREF, REL, TITLE, NAME, PROPERTY, EQUIV, CONTENT = range(7)
# In the workspace: a pair of places an attribute; what the page says of itself.
SPANS, BASE_AT, LICENCE_AT, METAS = 40, 54, 56, 58
# A row of METAS: which, and where its content lies.
ROBOTS, MINING = 1, 2
MOST_METAS = 8
_WANTED = (b"href", b"rel", b"title", b"name", b"property", b"http-equiv", b"content")
_FIRSTS: Ints = np.array([packed(name) for name in _WANTED], np.int64)
_RESTS: Ints = np.array([packed(name[HALF:]) for name in _WANTED], np.int64)
_LENGTHS: Ints = np.array([len(name) for name in _WANTED], np.int64)
_LONGEST = 10
_AMPERSAND, _ASCII, _SPACE = 38, 127, 32
_ROBOTS, _OURS, _MINING = (
    np.frombuffer(b"robots", np.uint8),
    np.frombuffer(b"harvestman", np.uint8),
    np.frombuffer(b"tdm-reservation", np.uint8),
)


@kernel
def collect(data: Bytes, at: int, w: Ints) -> int:
    """Note the attributes that begin at `at`; return where their tag ends."""
    w[SPANS : SPANS + 2 * len(_FIRSTS)] = -1
    w[SELF_CLOSING] = 0
    at = next_attribute(data, at, w)
    while at >= 0:
        _keep(data, w)
        at = next_attribute(data, at, w)
    return -1 - at


@kernel
def _keep(data: Bytes, w: Ints) -> None:
    length = w[ATTR_END] - w[ATTR_AT]
    if length > _LONGEST or length < 3:
        return
    first, rest = 0, 0
    for k in range(length):
        byte = LOWER[data[w[ATTR_AT] + k]]
        if k < HALF:
            first = first << 8 | byte
        else:
            rest = rest << 8 | byte
    for k in range(len(_FIRSTS)):
        if first == _FIRSTS[k] and rest == _RESTS[k] and length == _LENGTHS[k]:
            # The first of two attributes of one name counts.
            if w[SPANS + 2 * k] < 0:
                w[SPANS + 2 * k], w[SPANS + 2 * k + 1] = w[VALUE_AT], w[VALUE_END]
            return


@kernel
def says(data: Bytes, w: Ints, word: Bytes) -> bool:
    """Say whether the words of `rel` have `word` among them."""
    at, stop = w[SPANS + 2 * REL], w[SPANS + 2 * REL + 1]
    while at < stop:
        begins = at
        while at < stop and not is_space(data[at]):
            if data[at] == _AMPERSAND:
                w[DOUBT] = 40
            at += 1
        if _is(data, begins, at, word):
            return True
        at += 1
    return False


@kernel
def _is(data: Bytes, at: int, stop: int, word: Bytes) -> bool:
    if stop - at != len(word):
        return False
    for k in range(len(word)):
        if LOWER[data[at + k]] != word[k]:
            return False
    return True


@kernel
def rights_meta(data: Bytes, w: Ints) -> int:
    """Return what the meta tag at hand tells: ROBOTS, MINING or nothing."""
    if w[SPANS + 2 * CONTENT] < 0:
        return 0
    for k in (NAME, PROPERTY, EQUIV):
        at, stop = w[SPANS + 2 * k], w[SPANS + 2 * k + 1]
        if stop > at:
            return _named(data, at, stop, w)
    return 0


@kernel
def _named(data: Bytes, at: int, stop: int, w: Ints) -> int:
    while at < stop and is_space(data[at]):
        at += 1
    while stop > at and is_space(data[stop - 1]):
        stop -= 1
    for k in range(at, stop):
        if data[k] == _AMPERSAND or data[k] > _ASCII or data[k] < _SPACE:
            w[DOUBT] = 41
    if _is(data, at, stop, _ROBOTS) or _is(data, at, stop, _OURS):
        return ROBOTS
    return MINING if _is(data, at, stop, _MINING) else 0
