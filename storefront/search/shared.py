"""The rows of up to three words that titles share, and how many titles have each.

A million titles have tens of millions of rows, and most of them stand in one title
alone. So words become numbers, a row of them one number, and rows are sorted instead of
looked up: a tenth of the memory that counting them by name takes.

    words of a title   7 12 7     rows of two   (7, 12) (12, 7)
    in one number      7<<21 | 12, 12<<21 | 7
"""

from collections.abc import Iterator, Sequence
from itertools import chain

import msgspec
import numpy as np
from numpy.typing import NDArray

from storefront.search import words
from storefront.search.entry import Head
from storefront.search.stops import is_stop

_LONGEST = 3
_SHARED = 2
# Three numbers of a word make one of 63 bits.
_BITS = 21
_MOST_WORDS = (1 << _BITS) - 1
_Ints = NDArray[np.int64]


class Shared(msgspec.Struct, frozen=True, array_like=True):
    """One row of words, in how many titles it is, and in which languages at home."""

    text: str
    count: int
    languages: tuple[str, ...]


class _Titles(msgspec.Struct, frozen=True):
    """All words of all titles in a row, as numbers from 1; 0 is one that none shares.

    `titles` says which title each is of, `spoken` the number of each title's language.
    """

    known: list[str]
    numbers: _Ints
    titles: _Ints
    spoken: _Ints
    languages: list[str]


class _Rows(msgspec.Struct, frozen=True):
    """Rows of one length: their numbers, and in how many titles of a language each is."""

    keys: _Ints
    counts: _Ints

    @property
    def totals(self) -> _Ints:
        """In how many titles each row is."""
        return self.counts.sum(axis=1)


def shared(heads: Sequence[Head], most: int, at_home: float) -> Iterator[Shared]:
    """Yield the `most` frequent rows that say something, and all as frequent as the last.

    A row is at home in a language if its share of the language's titles is at least
    `at_home` of its share of all.
    """
    titles = _read(heads)
    found = [_counted(titles, length) for length in range(1, _LONGEST + 1)]
    told = [rows.totals[_tells(titles, rows.keys)] for rows in found]
    least = _least(np.concatenate(told), most)
    shares = np.bincount(titles.spoken, minlength=len(titles.languages))
    share = shares / max(len(heads), 1) * at_home
    for rows in found:
        kept = _tells(titles, rows.keys) & (rows.totals >= least)
        yield from _named(titles, _Rows(rows.keys[kept], rows.counts[kept]), share)


def _read(heads: Sequence[Head]) -> _Titles:
    texts = [words.split(head.title) for head in heads]
    lengths = [len(text) for text in texts]
    numbered: dict[str, int] = {}
    numbers = np.fromiter(
        (
            numbered.setdefault(word, len(numbered))
            for word in chain.from_iterable(texts)
        ),
        np.int64,
        sum(lengths),
    )
    spoken = [words.language_of(head.language) for head in heads]
    languages = list(dict.fromkeys(spoken))
    of = {language: number for number, language in enumerate(languages)}
    known, renumbered = _worth_knowing(numbers, list(numbered))
    return _Titles(
        known=known,
        numbers=renumbered[numbers],
        titles=np.repeat(np.arange(len(heads)), lengths),
        spoken=np.array([of[language] for language in spoken], np.int64),
        languages=languages,
    )


def _worth_knowing(numbers: _Ints, names: list[str]) -> tuple[list[str], _Ints]:
    """Return the words that stand twice anywhere, and the new number of each word."""
    often = np.bincount(numbers, minlength=len(names))
    kept = np.argsort(-often, kind="stable")[:_MOST_WORDS]
    kept = kept[often[kept] >= _SHARED]
    renumbered = np.zeros(len(names), np.int64)
    renumbered[kept] = np.arange(1, len(kept) + 1)
    return ["", *(names[number] for number in kept.tolist())], renumbered


def _counted(titles: _Titles, length: int) -> _Rows:
    """Return the rows of `length` words that at least two titles share."""
    ends = len(titles.numbers) - length + 1
    if ends <= 0:
        return _Rows(
            np.empty(0, np.int64), np.empty((0, len(titles.languages)), np.int64)
        )
    keys, whole = np.zeros(ends, np.int64), np.ones(ends, np.bool_)
    for step in range(length):
        numbers = titles.numbers[step : step + ends]
        keys = keys << _BITS | numbers
        whole &= (numbers > 0) & (
            titles.titles[step : step + ends] == titles.titles[:ends]
        )
    keys, of = keys[whole], titles.titles[:ends][whole]
    order = np.argsort(keys, kind="stable")  # equal keys stay in the order of titles
    keys, of = keys[order], of[order]
    begins = np.ones(len(keys), np.bool_)
    begins[1:] = keys[1:] != keys[:-1]
    once = begins.copy()  # a title has a row once
    once[1:] |= of[1:] != of[:-1]
    place, wide = np.cumsum(begins) - 1, len(titles.languages)
    cells = place[once] * wide + titles.spoken[of[once]]
    counts = np.bincount(cells, minlength=int(begins.sum()) * wide).reshape(-1, wide)
    often = counts.sum(axis=1) >= _SHARED
    return _Rows(keys[begins][often], counts[often])


def _tells(titles: _Titles, keys: _Ints) -> NDArray[np.bool_]:
    """Return which rows say something: they end in no stop and begin with no number."""
    opens = np.array([len(word) > 1 and not word.isdigit() for word in titles.known])
    closes = np.array([len(word) > 1 and not is_stop(word) for word in titles.known])
    first = keys
    for _ in range(_LONGEST - 1):
        first = np.where(first > _MOST_WORDS, first >> _BITS, first)
    told: NDArray[np.bool_] = opens[first] & closes[keys & _MOST_WORDS]
    return told


def _least(totals: _Ints, most: int) -> int:
    """Return the count of the last of the `most` frequent."""
    if len(totals) <= most:
        return _SHARED
    return int(np.partition(totals, len(totals) - most)[len(totals) - most])


def _named(
    titles: _Titles, rows: _Rows, share: NDArray[np.float64]
) -> Iterator[Shared]:
    totals = rows.totals
    home = rows.counts >= totals[:, None] * share
    homes = [(number, name) for number, name in enumerate(titles.languages) if name]
    parts = [rows.keys >> _BITS * step & _MOST_WORDS for step in range(_LONGEST)]
    for *numbers, count, at in zip(
        *(part.tolist() for part in reversed(parts)),
        totals.tolist(),
        home.tolist(),
        strict=True,
    ):
        text = " ".join([titles.known[number] for number in numbers if number])
        yield Shared(text, count, tuple([name for number, name in homes if at[number]]))
