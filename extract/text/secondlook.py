"""What the chances of a page's lines say of each: text stands beside text.

A model that knows what another made of a line's neighbours, of its container and of the
whole page sees where the text begins and ends, which no line tells by itself.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.kernel import kernel
from extract.markup.grow import END, PARENT
from extract.text.lines import BLOCK, START, STOP
from extract.text.lineviews import LEVELS, VIEWS, Columns, Floats

Masses = NDArray[np.float64]
_BESIDE = (-4, -3, -2, -1, 1, 2, 3, 4)
_SHARES = (0.5, 0.75, 0.9)
KINDS = 7
EXTRA = len(_BESIDE) + 2 * len(LEVELS) + 7 + 3 * len(_SHARES) + KINDS
ALL = VIEWS + EXTRA
# A page's chances in so many steps: where the best cut lies needs no more.
STEPS = 128


class Chances(NamedTuple):
    """How likely each line is text, with room for sums of it."""

    lines: Floats
    mass: Masses  # bytes of text expected up to each line
    kinds: Floats
    steps: Masses  # for the cut: expected text and size, STEPS of each


@kernel
def look_again(page: Columns, chances: Chances, views: Floats) -> None:
    """Fill the columns of `views` behind the first VIEWS."""
    total = len(page.lines)
    sum_mass(page, chances)
    cut = best_cut(page, chances)
    whole = chances.mass[total]
    highest = 0.0
    for k in range(total):
        highest = max(highest, chances.lines[k])
    for k in range(total):
        at = _neighbours(chances, k, views[k], VIEWS)
        at = _containers(page, chances, k, views[k], at)
        view = views[k]
        view[at] = chances.lines[k]
        view[at + 1] = whole / max(page.sums[total, 0], 1)
        view[at + 2] = np.log1p(whole)
        view[at + 3] = cut
        view[at + 4] = chances.lines[k] - cut
        view[at + 5] = highest
        view[at + 6] = chances.mass[k] / max(whole, 1.0)
        for kind in range(KINDS):
            view[at + 7 + kind] = chances.kinds[kind]
    _in_cores(page, chances, views)


@kernel
def sum_mass(page: Columns, chances: Chances) -> None:
    """Fill the sums of expected text."""
    chances.mass[0] = 0
    for k in range(len(page.lines)):
        size = page.lines[k, STOP] - page.lines[k, START]
        chances.mass[k + 1] = chances.mass[k] + size * chances.lines[k]


@kernel
def best_cut(page: Columns, chances: Chances) -> float:
    """Return from which chance on lines should be taken, for the best F1 expected.

    What is taken and what should be are known by their expectation, so a page that is
    unsure as a whole is cut lower than one with a clear text.
    """
    steps, total = chances.steps, chances.mass[len(page.lines)]
    steps[:] = 0
    for k in range(len(page.lines)):
        size = page.lines[k, STOP] - page.lines[k, START]
        step = min(int(chances.lines[k] * STEPS), STEPS - 1)
        steps[step] += size * chances.lines[k]
        steps[STEPS + step] += size
    held, size, best, cut = 0.0, 0.0, 0.0, 1.0
    for step in range(STEPS - 1, -1, -1):
        held += steps[step]
        size += steps[STEPS + step]
        expected = 2 * held / (size + total) if size + total > 0 else 0.0
        if expected > best:
            best, cut = expected, step / STEPS
    return cut


@kernel
def _neighbours(chances: Chances, k: int, view: Floats, at: int) -> int:
    for step in _BESIDE:
        near = 0 <= k + step < len(chances.lines)
        view[at] = chances.lines[k + step] if near else -1
        at += 1
    return at


@kernel
def _containers(page: Columns, chances: Chances, k: int, view: Floats, at: int) -> int:
    """Fill how much of each block around a line, and of the page, is text."""
    node, level = page.lines[k, BLOCK], 0
    whole = chances.mass[len(page.lines)]
    for wanted in LEVELS:
        while level < wanted - 1 and node > 0:
            node = page.nodes[node, PARENT]
            level += 1
        first = page.first_line[node]
        end = page.first_line[page.nodes[node, END]]
        held = chances.mass[end] - chances.mass[first]
        view[at] = held / max(page.sums[end, 0] - page.sums[first, 0], 1)
        view[at + 1] = held / max(whole, 1.0)
        at += 2
    return at


@kernel
def _in_cores(page: Columns, chances: Chances, views: Floats) -> None:
    """Fill where each line stands to the elements that hold most of the text."""
    at = ALL - 3 * len(_SHARES)
    for share in _SHARES:
        core = _core(page, chances, share)
        first = page.first_line[core]
        end = page.first_line[page.nodes[core, END]]
        for k in range(len(page.lines)):
            views[k, at] = first <= k < end
            views[k, at + 1] = k - first
            views[k, at + 2] = k - end
        at += 3


@kernel
def _core(page: Columns, chances: Chances, share: float) -> int:
    least = share * chances.mass[len(page.lines)]
    node, core = 0, 0
    while node < len(page.own):
        end = page.nodes[node, END]
        held = chances.mass[page.first_line[end]] - chances.mass[page.first_line[node]]
        if held >= least and held > 0:
            core = node
            node += 1
        else:
            node = end
    return core
