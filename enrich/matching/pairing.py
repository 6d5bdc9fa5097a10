"""What two products have in common, as the figures a forest decides by: a row a pair."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from enrich.kernel import Bytes, Ints, kernel
from enrich.matching.conflicts import classes, measures, models, nearest_model, numbers
from enrich.matching.letters import cosine, longest_run
from enrich.matching.likeness import Floats, shares, soften, walk
from enrich.matching.records import Records
from enrich.matching.words import HASH, KIND, START, TIED

_NAMED = """
alike contained_less contained_more covered_less covered_more count_alike
heaviest_shared free_less free_more shared_weight count_free_less count_free_more
first_word length_ratio least_words model_shared model_covered model_free_less
model_free_more model_near model_weight_less model_weight_more sizes_shared
sizes_conflict sizes_alone numbers_shared numbers_free_less numbers_free_more
short_shared short_free_less short_free_more colours_shared colours_alone
colours_conflict editions_shared editions_alone editions_conflict platforms_shared
platforms_alone platforms_conflict parts_shared parts_alone parts_conflict letters
run_less run_more brand brand_told mpn mpn_told price price_level category
detail_less detail_more detail_told
"""
NAMES = tuple(_NAMED.split())
Rows = NDArray[Any]


class Side(NamedTuple):
    """One product of a pair: its words, their weights, and its letters without spaces."""

    words: Ints
    weights: Floats
    tight: Bytes


@kernel
def compare(r: Records, pairs: Ints, rows: Rows, scratch: Floats, counts: Ints) -> None:
    """Fill `rows` with what the products of each of `pairs` have in common."""
    for k in range(len(pairs)):
        a, b, row = pairs[k, 0], pairs[k, 1], rows[k]
        one = Side(
            r.words[r.starts[a] : r.starts[a + 1]],
            r.weights[r.starts[a] : r.starts[a + 1]],
            r.tight[r.tight_starts[a] : r.tight_starts[a + 1]],
        )
        other = Side(
            r.words[r.starts[b] : r.starts[b + 1]],
            r.weights[r.starts[b] : r.starts[b + 1]],
            r.tight[r.tight_starts[b] : r.tight_starts[b + 1]],
        )
        _words(r.data, one, other, row, scratch)
        _against(r.data, one, other, row, scratch)
        run = longest_run(one.tight, other.tight, counts)
        row[44] = run / max(len(one.tight), len(other.tight), 1)
        row[45] = run / max(min(len(one.tight), len(other.tight)), 1)
        _facts(r, a, b, row)
        _details(r, a, b, row, scratch)


@kernel
def _words(data: Bytes, one: Side, other: Side, row: Rows, scratch: Floats) -> None:
    mine, yours = one.words, other.words
    cover, uncover = scratch[0, : len(mine)], scratch[1, : len(yours)]
    walk(mine, yours, cover, uncover)
    soften(data, (mine, yours), other.tight, cover, uncover)
    soften(data, (yours, mine), one.tight, uncover, cover)
    x, y = scratch[2, :8], scratch[3, :8]
    shares(mine, one.weights, cover, x)
    shares(yours, other.weights, uncover, y)
    shared = (x[1] + y[1]) / 2
    row[0] = shared / max(x[0] + y[0] - shared, 1e-9)
    _less_and_more(x[1] / max(x[0], 1e-9), y[1] / max(y[0], 1e-9), row[1:3])
    _less_and_more(x[2] / max(x[0], 1e-9), y[2] / max(y[0], 1e-9), row[3:5])
    row[5] = _counted(cover, uncover)
    row[6] = max(x[3], y[3])
    _less_and_more(x[4], y[4], row[7:9])
    row[9] = shared
    _less_and_more(x[5], y[5], row[10:12])
    row[12] = _first(mine) == _first(yours)
    row[13] = min(len(mine), len(yours)) / max(len(mine), len(yours), 1)
    row[14] = min(len(mine), len(yours))


@kernel
def _less_and_more(one: float, other: float, out: Rows) -> None:
    out[0], out[1] = min(one, other), max(one, other)


@kernel
def _counted(cover: Floats, uncover: Floats) -> float:
    shared = 0.0
    for k in range(len(cover)):
        shared += cover[k] == 1
    for k in range(len(uncover)):
        shared += uncover[k] == 1
    return shared / max(len(cover) + len(uncover), 1)


@kernel
def _first(words: Ints) -> int:
    best, found = 1 << 60, 0
    for k in range(len(words)):
        if words[k, START] < best and not words[k, KIND] & TIED:
            best, found = words[k, START], words[k, HASH]
    return found


@kernel
def _against(data: Bytes, one: Side, other: Side, row: Rows, scratch: Floats) -> None:
    mine, yours = one.words, other.words
    cover, uncover = scratch[0, : len(mine)], scratch[1, : len(yours)]
    x, y = scratch[2, :8], scratch[3, :8]
    models(mine, one.weights, cover, x)
    models(yours, other.weights, uncover, y)
    row[15], row[16] = max(x[0], y[0]), max(x[1], y[1])
    _less_and_more(x[2], y[2], row[17:19])
    row[19] = nearest_model(data, mine, yours, cover, uncover)
    _less_and_more(x[3], y[3], row[20:22])
    measures(mine, yours, row[22:25])
    numbers(mine, cover, x)
    numbers(yours, uncover, y)
    row[25] = min(x[0], y[0])
    _less_and_more(x[1], y[1], row[26:28])
    row[28] = min(x[2], y[2])
    _less_and_more(x[3], y[3], row[29:31])
    classes(mine, yours, row[31:43])


@kernel
def _facts(r: Records, a: int, b: int, row: Rows) -> None:
    f, t = r.gram_starts[a], r.gram_starts[a + 1]
    g, u = r.gram_starts[b], r.gram_starts[b + 1]
    mine, yours = r.gram_weights[f:t], r.gram_weights[g:u]
    row[43] = cosine(r.grams[f:t], r.grams[g:u], mine, yours)
    row[46] = _same(r.brand[a], r.brand[b])
    row[47] = (r.brand[a] != 0) + (r.brand[b] != 0)
    row[48] = _same(r.mpn[a], r.mpn[b])
    row[49] = (r.mpn[a] != 0) + (r.mpn[b] != 0)
    row[50], row[51] = -1, -1
    low, high = min(r.prices[a], r.prices[b]), max(r.prices[a], r.prices[b])
    if low > 0:
        row[50], row[51] = np.log(high / low), np.log(low)
    c, d = r.category_starts[a], r.category_starts[b]
    to, end = r.category_starts[a + 1], r.category_starts[b + 1]
    row[52] = -1
    if to > c and end > d:
        both = _both(r.category[c:to], r.category[d:end])
        row[52] = both / max(min(to - c, end - d), 1)


@kernel
def _same(one: int, other: int) -> int:
    if one == 0 or other == 0:
        return -1
    return one == other


@kernel
def _both(one: Ints, other: Ints) -> int:
    i, j, both = 0, 0, 0
    while i < len(one) and j < len(other):
        both += one[i] == other[j]
        if one[i] <= other[j]:
            i += 1
        else:
            j += 1
    return both


@kernel
def _details(r: Records, a: int, b: int, row: Rows, scratch: Floats) -> None:
    """Say how much of what each title has alone the other's details tell."""
    one = _told(r, a, b, scratch[0])
    other = _told(r, b, a, scratch[1])
    row[53], row[54] = min(one, other), max(one, other)
    row[55] = (r.detail_starts[a + 1] > r.detail_starts[a]) + (
        r.detail_starts[b + 1] > r.detail_starts[b]
    )


@kernel
def _told(r: Records, a: int, b: int, cover: Floats) -> float:
    c, to = r.detail_starts[b], r.detail_starts[b + 1]
    total, told = 0.0, 0.0
    for k in range(r.starts[a], r.starts[a + 1]):
        if r.words[k, KIND] & TIED or cover[k - r.starts[a]] == 1:
            continue
        total += r.weights[k]
        at = c + np.searchsorted(r.detail[c:to], r.words[k, HASH])
        if at < to and r.detail[at] == r.words[k, HASH]:
            told += r.weights[k]
    return told / total if total > 0 and to > c else -1.0
