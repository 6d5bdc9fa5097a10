"""The text that a page shows, of which every node's text is a slice.

White space is squeezed as a browser squeezes it; what a block holds stands on lines of its
own. Scripts, styles, drawings, choices and what stands for browsers without scripts are
left out.
"""

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.markup.charrefs import reference
from extract.markup.elements import ID
from extract.markup.grow import APART, AT, END, SEEN_AT, STOP, TAG, TEXT

# What stands between two texts.
JOINED, SPACE, LINE = 0, 1, 2
_BLOCKS = (
    "address article aside blockquote center details dialog dir div dl fieldset "
    "figcaption figure footer form header hgroup main menu nav ol ul section summary "
    "search p pre listing h1 h2 h3 h4 h5 h6 li dd dt table caption tr tbody thead tfoot "
    "hr br option optgroup legend"
)
_HIDDEN = (
    "script style noscript template svg iframe noembed noframes textarea select title "
    "math object applet"
)
_CELLS = "td th"
_PARTS, _UNSEEN = 1, 2
_NOSCRIPT = ID["noscript"]
_AMPERSAND, _SPACE, _NEWLINE = 38, 32, 10


def _kinds() -> Ints:
    kinds = np.zeros(len(ID) + 1, np.int64)
    for kind, names in ((_PARTS, _BLOCKS), (_UNSEEN, _HIDDEN), (3, _CELLS)):
        kinds[[ID[name] for name in names.split() if name in ID]] = kind
    return kinds


_KINDS = _kinds()


@kernel
def is_block(tag: int) -> bool:
    """Say whether what an element holds stands apart from the text around it."""
    return tag >= 0 and _KINDS[tag] & _PARTS > 0


@kernel
def write_seen(data: Bytes, nodes: Ints, scripts: bool, out: Bytes) -> int:
    """Write what all `nodes` but the last show, with or without `scripts` to run.

    Return how long it is. A node's text begins at its SEEN_AT, and ends where that of the
    node at its END begins; the last row is there for the end of all.
    """
    count = len(nodes) - 1
    _part(nodes, count)
    length, apart, number = 0, JOINED, 0
    while number < count:
        nodes[number, SEEN_AT] = length
        apart = max(apart, nodes[number, APART])
        tag = nodes[number, TAG]
        if tag == TEXT:
            packed = _write(data, nodes[number], apart, out, length)
            length, apart = packed >> 2, packed & 3
        elif tag >= 0 and _KINDS[tag] == _UNSEEN and (scripts or tag != _NOSCRIPT):
            after = nodes[number, END]
            nodes[number:after, SEEN_AT] = length
            number = after
            continue
        number += 1
    nodes[count, SEEN_AT] = length
    return length


@kernel
def _part(nodes: Ints, count: int) -> None:
    """Note at each block's first and next node that a new line begins there."""
    for number in range(count):
        tag = nodes[number, TAG]
        if tag > 0 and _KINDS[tag] & _PARTS:
            apart = LINE if _KINDS[tag] == _PARTS else SPACE
            after = nodes[number, END]
            nodes[number, APART] = max(nodes[number, APART], apart)
            nodes[after, APART] = max(nodes[after, APART], apart)


@kernel
def _write(data: Bytes, node: Ints, apart: int, out: Bytes, length: int) -> int:
    """Write a text; return its end, and what stands between it and the next, packed."""
    at, stop = node[AT], node[STOP]
    while at < stop:
        byte = data[at]
        if byte == _AMPERSAND:
            # It is written where it may stand after a space, and moved there.
            packed = reference(data, at, False, out, length + 1)
            at = packed >> 8
            size = packed & 255
            if _blank(out, length + 1) > 0:
                apart = max(apart, SPACE)
                continue
            here = _divide(out, length, apart)
            for k in range(size):
                out[here + k] = out[length + 1 + k]
            length, apart = here + size, JOINED
            continue
        blank = _blank(data, at) if byte <= _SPACE or byte >= 0xC2 else 0
        if blank:
            apart = max(apart, SPACE)
            at += blank
            continue
        length = _divide(out, length, apart) if apart else length
        apart = JOINED
        out[length] = byte
        length += 1
        at += 1
    return length << 2 | apart


@kernel
def _divide(out: Bytes, length: int, apart: int) -> int:
    if apart and length:
        out[length] = _NEWLINE if apart == LINE else _SPACE
        return length + 1
    return length


@kernel
def _blank(data: Bytes, at: int) -> int:
    """Return how many bytes of white space stand at `at`, as a reader would say."""
    byte = data[at]
    if byte <= _SPACE:
        return 1
    if byte == 0xC2:
        return 2 if data[at + 1] in (0xA0, 0x85) else 0
    if byte == 0xE2 and data[at + 1] == 0x80:
        third = data[at + 2]
        return 3 if 0x80 <= third <= 0x8B or third in (0xA8, 0xA9, 0xAF) else 0
    if byte == 0xE3 and data[at + 1] == 0x80 and data[at + 2] == 0x80:
        return 3
    return 0
