"""Which sentences say most of what all of them say, and each something else.

A sentence is a vector of its words, rare ones weighing more (TF-IDF). It is chosen for how
near it lies to the middle of all, less how near to one that was chosen before (MMR).
"""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from enrich.text.stopwords import stop_words

Numbers = NDArray[np.float64]
_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_ENDINGS = ("ings", "ing", "edly", "ed", "ies", "es", "s", "ly")
_STEM = 3
_CUT = 6
# By folds of topics over people's summaries of opinions: benchmarks/enrich_summaries.py.
NEAR = 0.7
# Long sentences repeat more of the middle; over 1 they have to bring more than that.
SHORTER = 1.1


class Limits(NamedTuple):
    """How many sentences to choose, of how many words each where there are such."""

    most: int
    shortest: int
    longest: int


class Choice(NamedTuple):
    """The chosen ones, best first; how near each lies; how near all of them do."""

    numbers: list[int]
    shares: list[float]
    covered: float


class _Rows(NamedTuple):
    """The vectors, each entry with its sentence and its word; each of length 1."""

    sentence: NDArray[np.int64]
    word: NDArray[np.int64]
    value: Numbers
    length: Numbers


def choose(
    sentences: Sequence[str], limits: Limits, language: str | None = "en"
) -> Choice:
    """Return which of `sentences` to show."""
    said = [terms(sentence, language) for sentence in sentences]
    rows = _weighed(said)
    if not len(rows.value):
        return Choice([], [], 0.0)
    middle = _sums(rows.word, rows.value)
    middle /= np.linalg.norm(middle)
    near = _against(rows, middle, len(sentences))
    merit = np.where(
        _fitting(sentences, near, limits), near / rows.length ** (SHORTER - 1), -1.0
    )
    numbers = _apart(rows, merit, limits.most)
    together = np.isin(rows.sentence, numbers)
    chosen = _sums(rows.word[together], rows.value[together], len(middle))
    covered = float(chosen @ middle / (np.linalg.norm(chosen) or 1.0))
    return Choice(numbers, [float(near[k]) for k in numbers], covered)


def terms(sentence: str, language: str | None) -> list[str]:
    """Return the words of a sentence that carry meaning, each in a form of its stem."""
    small = sentence.lower()
    if _CJK.search(small):
        return [small[k : k + 2] for k in range(len(small) - 1) if small[k].isalnum()]
    empty = stop_words(language)
    words = [word for word in _WORD.findall(small) if word not in empty]
    return [stem(word) if language == "en" else word[:_CUT] for word in words]


def stem(word: str) -> str:
    """Return an English word without its ending, roughly."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


def _weighed(said: Sequence[Sequence[str]]) -> _Rows:
    number: dict[str, int] = {}
    counted: dict[tuple[int, int], int] = {}
    for place, words in enumerate(said):
        for one in words:
            key = (place, number.setdefault(one, len(number)))
            counted[key] = counted.get(key, 0) + 1
    pairs = np.array(list(counted), np.int64).reshape(-1, 2)
    times = np.array(list(counted.values()), np.float64)
    sentence, word = pairs[:, 0], pairs[:, 1]
    has = np.bincount(word, minlength=len(number))
    rarity = np.log((1 + len(said)) / (1 + has)) + 1
    value = (1 + np.log(times)) * rarity[word]
    length = np.sqrt(_sums(sentence, value**2, len(said)))
    return _Rows(sentence, word, value / length[sentence], np.maximum(length, 1e-9))


def _against(rows: _Rows, vector: Numbers, count: int) -> Numbers:
    """Return how near each sentence lies to `vector`, by the cosine."""
    return _sums(rows.sentence, rows.value * vector[rows.word], count)


def _sums(of: NDArray[np.int64], values: Numbers, count: int = 0) -> Numbers:
    return np.bincount(of, values, count).astype(np.float64, copy=False)


def _fitting(
    sentences: Sequence[str], near: Numbers, limits: Limits
) -> NDArray[np.bool_]:
    """Return which sentences are as long as they should be; all where too few are."""
    words = np.array([_count(sentence) for sentence in sentences])
    fits = (words >= limits.shortest) & (words <= limits.longest) & (near > 0)
    return fits if fits.sum() >= limits.most else near > 0


def _count(sentence: str) -> int:
    """Return how many words a sentence has; two signs of CJK are about one."""
    return len(_WORD.findall(sentence)) + math.ceil(len(_CJK.findall(sentence)) / 2)


def _apart(rows: _Rows, merit: Numbers, count: int) -> list[int]:
    """Choose one after the other: near the middle, away from those before."""
    best, taken = merit / (merit.max() or 1.0), np.zeros(len(merit))
    numbers: list[int] = []
    open_to = merit > 0
    while len(numbers) < count and open_to.any():
        score = np.where(open_to, NEAR * best - (1 - NEAR) * taken, -np.inf)
        chosen = int(np.argmax(score))
        numbers.append(chosen)
        open_to[chosen] = False
        at = rows.sentence == chosen
        vector = _sums(rows.word[at], rows.value[at], int(rows.word.max()) + 1)
        taken = np.maximum(taken, _against(rows, vector, len(merit)))
    return numbers
