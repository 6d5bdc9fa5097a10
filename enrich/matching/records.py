"""Products as figures, ready to be compared: words, letters and facts of each.

All of a batch lies in a few arrays, one after the other; `starts` say where each
product's part begins.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enrich.kernel import Bytes, Ints
from enrich.matching.letters import grams, squeeze
from enrich.matching.likeness import Floats
from enrich.matching.vocabulary import known
from enrich.matching.words import (
    END,
    FIELDS,
    HASH,
    KIND,
    RECORD,
    START,
    TIED,
    Source,
    split,
)

_LONGEST = 300
# Of a few titles nobody can tell which words are rare.
_FEWEST = 1000
_LONGEST_DETAILS = 500


class Product(msgspec.Struct, frozen=True):
    """What is compared of a product; what is not known is empty."""

    title: str = ""
    brand: str = ""
    mpn: str = ""
    category: str = ""
    details: str = ""
    price: float = 0.0


class Texts(NamedTuple):
    """Texts with their words, sorted by hash within each text."""

    data: Bytes
    words: Ints
    starts: Ints


class Records(NamedTuple):
    """Some products; the loops take it as it is."""

    data: Bytes
    words: Ints
    starts: Ints
    weights: Floats
    tight: Bytes
    tight_starts: Ints
    grams: Ints
    gram_weights: Floats
    gram_starts: Ints
    detail: Ints
    detail_starts: Ints
    category: Ints
    category_starts: Ints
    brand: Ints
    mpn: Ints
    prices: Floats


class Seen(NamedTuple):
    """In how many of `total` titles each word stands; words sorted."""

    words: Ints
    titles: Ints
    total: int

    def weights(self, words: Ints) -> Floats:
        """Return how much each word tells: 1 where one title has it, about 0 where all."""
        if not len(self.words):
            return np.ones(len(words))
        at = np.minimum(np.searchsorted(self.words, words), len(self.words) - 1)
        often = np.where(self.words[at] == words, self.titles[at], 1)
        return np.maximum(1 - np.log(often) / np.log(max(self.total, _FEWEST)), 0.02)


@cache
def _known() -> Ints:
    return known()


def plain(texts: Sequence[str]) -> list[str]:
    """Return texts in small letters, accents apart from their letters."""
    folded = pc.utf8_lower(pc.utf8_normalize(pa.array(texts, pa.string()), "NFKD"))
    return folded.to_pylist()


def texts_of(texts: Sequence[str], longest: int = _LONGEST) -> Texts:
    """Return the words of `texts`, each once a text."""
    data, offsets = _bytes(texts, longest)
    found = np.zeros((len(data) * 3 // 4 + 2 * len(texts) + 8, FIELDS), np.int64)
    count = split(Source(data, offsets, _known(), found))
    words = found[:count]
    order = np.lexsort((words[:, START], words[:, HASH], words[:, RECORD]))
    words = words[order]
    first = np.ones(count, bool)
    first[1:] = (np.diff(words[:, HASH]) != 0) | (np.diff(words[:, RECORD]) != 0)
    words = np.ascontiguousarray(words[first])
    starts = np.searchsorted(words[:, RECORD], np.arange(len(texts) + 1))
    return Texts(data, words, starts)


def _bytes(texts: Sequence[str], longest: int) -> tuple[Bytes, Ints]:
    cut = pc.utf8_slice_codeunits(pa.array(plain(texts), pa.large_string()), 0, longest)
    _, ends, data = cut.buffers()
    offsets = np.frombuffer(ends, np.int64)[: len(texts) + 1]
    whole = np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)
    return whole[: offsets[-1]], offsets.copy()


def titles_of(products: Sequence[Product]) -> Texts:
    """Return the words by which products are known: of title, brand and part number."""
    return texts_of(_names(products), 2 * _LONGEST)


def _names(products: Sequence[Product]) -> list[str]:
    return [f"{p.title[:_LONGEST]} | {p.brand} | {p.mpn}" for p in products]


def seen_in(texts: Texts) -> Seen:
    """Count in how many of `texts` each word stands."""
    words, often = np.unique(texts.words[:, HASH], return_counts=True)
    return Seen(words, often, len(texts.starts) - 1)


def records(products: Sequence[Product], seen: Seen | None = None) -> Records:
    """Return `products` ready to be compared; words weigh as `seen` says."""
    titles = titles_of(products)
    weights = (seen or seen_in(titles)).weights(titles.words[:, HASH])
    tight = np.zeros(len(titles.data) + 1, np.uint8)
    tight_starts = np.zeros(len(products) + 1, np.int64)
    _, offsets = _bytes(_names(products), 2 * _LONGEST)
    squeeze(titles.data, offsets, tight, tight_starts)
    detail = texts_of([p.details for p in products], _LONGEST_DETAILS)
    category = texts_of([p.category for p in products])
    pieces = _pieces(titles, weights)
    return Records(
        *(titles.data, titles.words, titles.starts, weights, tight, tight_starts),
        *pieces,
        *(np.ascontiguousarray(detail.words[:, HASH]), detail.starts),
        *(np.ascontiguousarray(category.words[:, HASH]), category.starts),
        _whole([p.brand for p in products]),
        _whole([p.mpn for p in products]),
        np.array([p.price for p in products], np.float64),
    )


def _pieces(titles: Texts, weights: Floats) -> tuple[Ints, Floats, Ints]:
    room = int((titles.words[:, END] - titles.words[:, START]).sum()) + 1
    found, heavy = np.zeros(room, np.int64), np.zeros(room)
    count = grams(titles.data, titles.words, weights, found, heavy)
    lengths = titles.words[:, END] - titles.words[:, START]
    lengths = np.where(titles.words[:, KIND] & TIED, 0, lengths)
    owner = np.repeat(titles.words[:, RECORD], lengths)
    found, heavy = found[:count], heavy[:count]
    order = np.lexsort((found, owner))
    found, heavy, owner = found[order], heavy[order], owner[order]
    first = np.ones(count, bool)
    first[1:] = (np.diff(found) != 0) | (np.diff(owner) != 0)
    at = np.flatnonzero(first)
    heavy = np.add.reduceat(heavy, at) if count else heavy
    found, owner = found[first], owner[first]
    size = len(titles.starts) - 1
    norms = np.sqrt(np.bincount(owner, heavy**2, size)) + 1e-9
    heavy = heavy / norms[owner]
    return found, heavy, np.searchsorted(owner, np.arange(size + 1))


def _whole(texts: Sequence[str]) -> Ints:
    """Return one number a text, letters and digits alone; 0 where there are none."""
    data, offsets = _bytes(texts, _LONGEST)
    tight, starts = (
        np.zeros(len(data) + 1, np.uint8),
        np.zeros(len(texts) + 1, np.int64),
    )
    squeeze(data, offsets, tight, starts)
    found = [
        hash(tight[a:b].tobytes()) if b > a else 0 for a, b in pairwise(starts.tolist())
    ]
    return np.array(found, np.int64)
