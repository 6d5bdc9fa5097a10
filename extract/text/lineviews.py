"""What a line's place in its page says of it, as numbers for a model.

Sums over lines make a container's figures a subtraction: the lines of an element are those
between its first and its end's.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.kernel import Ints, kernel
from extract.markup.elements import ID
from extract.markup.grow import DEPTH, END, PARENT, TAG
from extract.text.classwords import MEANINGS
from extract.text.lines import (
    BEGINS,
    BLOCK,
    CAPITALS,
    COMMAS,
    DIGITS,
    ENDS,
    LINK_BYTES,
    LINKS,
    NODE,
    SENTENCE,
    SENTENCES,
    START,
    STOP,
    WORDS,
)

Floats = NDArray[np.float32]
# Sums up to each line: bytes, linked bytes, words, sentence ends, words of prose.
SUMS = 5
_BYTES, _LINKED, _WORDS, _SENTENCES, _PROSE = range(SUMS)
LEVELS = (1, 2, 3, 4, 6, 8)
_AROUND = (-3, -2, -1, 1, 2, 3)
OWN, CONTAINER, BESIDE, WHOLE, CORE, TOLD = 24, 6, 6, 8, 6, 3
VIEWS = (
    OWN + CONTAINER * len(LEVELS) + BESIDE * len(_AROUND) + WHOLE + CORE
    + 2 * len(MEANINGS)
)  # fmt: skip
_NEAR = 3
_H1, _P = ID["h1"], ID["p"]
# A line of prose has so many words, and is no link.
_PROSE_WORDS = 10


@kernel
def sum_up(lines: Ints, sums: Ints) -> None:
    """Fill `sums`, which has one row more than `lines`."""
    sums[0, :] = 0
    for k in range(len(lines)):
        line = lines[k]
        size = line[STOP] - line[START]
        prose = line[WORDS] >= _PROSE_WORDS and 3 * line[LINK_BYTES] < size
        sums[k + 1, _BYTES] = sums[k, _BYTES] + size
        sums[k + 1, _LINKED] = sums[k, _LINKED] + line[LINK_BYTES]
        sums[k + 1, _WORDS] = sums[k, _WORDS] + line[WORDS]
        sums[k + 1, _SENTENCES] = sums[k, _SENTENCES] + line[SENTENCES]
        sums[k + 1, _PROSE] = sums[k, _PROSE] + prose * line[WORDS]


class Columns(NamedTuple):
    """All that is known of a page's lines and nodes, as the loops take it."""

    nodes: Ints
    own: Ints
    chain: Ints
    alike: Ints
    first_line: Ints
    lines: Ints
    sums: Ints
    told: (
        Floats  # the share of each line's words in the title, description, stated text
    )


@kernel
def view_lines(page: Columns, views: Floats) -> None:
    """Fill `views`, a row a line."""
    whole = _whole(page)
    half, most = _core(page, 0.5), _core(page, 0.8)
    h1 = _first_h1(page)
    for k in range(len(page.lines)):
        view = views[k]
        at = _own(page, k, h1, view)
        at = _containers(page, k, view, at)
        at = _beside(page, k, view, at)
        at = _in_whole(whole, page, view, at)
        at = _in_core(page, k, (half, most), view, at)
        _meanings(page, k, view, at)
    _to_prose(page, views)


@kernel
def _log(number: int) -> float:
    return np.log1p(float(number))


@kernel
def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


@kernel
def _own(page: Columns, k: int, h1: int, view: Floats) -> int:
    line = page.lines[k]
    size, total = line[STOP] - line[START], len(page.lines)
    view[0], view[1] = _log(size), _log(line[WORDS])
    view[2], view[3] = _share(size, line[WORDS]), _share(line[LINK_BYTES], size)
    view[4], view[5] = line[LINKS], _share(line[DIGITS], size)
    view[6] = _share(line[CAPITALS], line[WORDS])
    view[7], view[8] = line[SENTENCES], _share(line[SENTENCES], line[WORDS])
    view[9] = _share(line[COMMAS], line[WORDS])
    view[10], view[11] = line[BEGINS], line[ENDS]
    view[12] = page.nodes[line[BLOCK], TAG]
    view[13] = page.nodes[line[BLOCK], DEPTH]
    view[14] = page.nodes[page.nodes[line[NODE], PARENT], TAG]
    view[15], view[16] = k, _share(k, total)
    view[17] = _share(page.sums[k, _BYTES], page.sums[total, _BYTES])
    view[18] = max(min(k - h1, 200), -200) if h1 >= 0 else -300
    # views 19 and 20 are filled when all lines are known
    for column in range(TOLD):
        view[21 + column] = page.told[k, column]
    return OWN


@kernel
def _containers(page: Columns, k: int, view: Floats, at: int) -> int:
    """Fill what the blocks around a line hold."""
    node, level, total = page.lines[k, BLOCK], 0, len(page.lines)
    for wanted in LEVELS:
        while level < wanted - 1 and node > 0:
            node = page.nodes[node, PARENT]
            level += 1
        first = page.first_line[node]
        end = page.first_line[page.nodes[node, END]]
        size = page.sums[end, _BYTES] - page.sums[first, _BYTES]
        words = page.sums[end, _WORDS] - page.sums[first, _WORDS]
        view[at] = _log(size)
        view[at + 1] = _share(page.sums[end, _LINKED] - page.sums[first, _LINKED], size)
        view[at + 2] = _share(
            page.sums[end, _SENTENCES] - page.sums[first, _SENTENCES], words
        )
        view[at + 3] = _share(size, page.sums[total, _BYTES])
        view[at + 4] = _log(end - first)
        view[at + 5] = page.alike[node]
        at += CONTAINER
    return at


@kernel
def _beside(page: Columns, k: int, view: Floats, at: int) -> int:
    """Fill what the lines before and after are."""
    mine = page.lines[k]
    for step in _AROUND:
        if 0 <= k + step < len(page.lines):
            line = page.lines[k + step]
            view[at] = _log(line[WORDS])
            view[at + 1] = _share(line[LINK_BYTES], line[STOP] - line[START])
            view[at + 2] = line[ENDS] == SENTENCE
            view[at + 3] = page.nodes[line[BLOCK], TAG]
            view[at + 4] = (
                page.nodes[line[BLOCK], PARENT] == page.nodes[mine[BLOCK], PARENT]
            )
            view[at + 5] = page.nodes[line[BLOCK], DEPTH]
        else:
            view[at : at + BESIDE] = -1
        at += BESIDE
    return at


@kernel
def _whole(page: Columns) -> tuple[float, float, float, float, float]:
    """Return figures of the whole page."""
    total = len(page.lines)
    long_words = 0
    for k in range(total):
        if page.nodes[page.lines[k, BLOCK], TAG] == _P:
            long_words += page.lines[k, WORDS]
    words = page.sums[total, _WORDS]
    return (
        _log(total),
        _log(words),
        _share(page.sums[total, _LINKED], page.sums[total, _BYTES]),
        _share(page.sums[total, _PROSE], words),
        _share(long_words, words),
    )


@kernel
def _in_whole(
    whole: tuple[float, float, float, float, float],
    page: Columns, view: Floats, at: int,
) -> int:  # fmt: skip
    for k in range(5):
        view[at + k] = whole[k]
    view[at + 5] = _log(page.nodes[len(page.own) - 1, DEPTH])
    view[at + 6] = _share(page.sums[len(page.lines), _SENTENCES], len(page.lines))
    view[at + 7] = _log(len(page.own))
    return at + WHOLE


@kernel
def _core(page: Columns, share: float) -> int:
    """Return the deepest element that holds `share` of the page's prose."""
    total = page.sums[len(page.lines), _PROSE]
    node, core = 0, 0
    while node < len(page.own):
        end = page.nodes[node, END]
        held = (
            page.sums[page.first_line[end], _PROSE]
            - page.sums[page.first_line[node], _PROSE]
        )
        if held >= share * total and held > 0:
            core = node
            node += 1
        else:
            node = end
    return core


@kernel
def _in_core(
    page: Columns, k: int, cores: tuple[int, int], view: Floats, at: int
) -> int:
    node = page.lines[k, NODE]
    for core in cores:
        view[at] = core <= node < page.nodes[core, END]
        view[at + 1] = page.nodes[core, DEPTH]
        view[at + 2] = k - page.first_line[core]
        at += 3
    return at


@kernel
def _meanings(page: Columns, k: int, view: Floats, at: int) -> None:
    """Fill what the parts of the page around a line are called."""
    node = page.lines[k, NODE]
    far, near = page.chain[node], 0
    block = page.lines[k, BLOCK]
    while node > block:
        near |= page.own[node]
        node = page.nodes[node, PARENT]
    for _ in range(_NEAR):
        if node <= 0:
            break
        near |= page.own[node]
        node = page.nodes[node, PARENT]
    for bit in range(len(MEANINGS)):
        view[at + 2 * bit] = far >> bit & 1
        view[at + 2 * bit + 1] = near >> bit & 1


@kernel
def _first_h1(page: Columns) -> int:
    """Return the line of the first heading of the first rank, -1 without one."""
    for node in range(len(page.own)):
        line = page.first_line[node]
        if page.nodes[node, TAG] == _H1 and line < len(page.lines):
            return line
    return -1


@kernel
def _to_prose(page: Columns, views: Floats) -> None:
    """Fill how far each line is from prose before and behind it."""
    total, far = len(page.lines), 99
    for k in range(total):
        far = 0 if page.sums[k + 1, _PROSE] > page.sums[k, _PROSE] else min(far + 1, 99)
        views[k, 19] = far
    far = 99
    for k in range(total - 1, -1, -1):
        far = 0 if page.sums[k + 1, _PROSE] > page.sums[k, _PROSE] else min(far + 1, 99)
        views[k, 20] = far
