"""The phrases of a text that may be what it is about, each with how much it weighs.

A phrase is a run of words without a stop word or a mark between them, or a part of one
that comes again. It weighs by its words (rare in the language, often in the text, written
as a name), by how early it comes, and by how often. Nothing depends on other texts: a
text has the same phrases in whatever company it comes.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from enrich.text.stopwords import stop_words

_WORD = re.compile(r"[^\W_]+(?:['’&./+-][^\W_]+){0,6}")
_MOST_WORDS = 4
_MOST_CHARS = 60
# A text's beginning says what it is about: here the weight has fallen by half.
_HALF_AT = 100
# How much more a word weighs that is written as a name, and a phrase that comes again.
_NAMED = 0.2
_AGAIN = 1.0
# Of words in a row each weighs a little less: four rare ones are not twice two.
_CROWD = 0.6
# What remains of the weight of a figure, and of a phrase at the end of a long text.
_FIGURE = 0.3
_LATE = 0.3
# Its nouns are all written large.
_ALL_LARGE = ("de",)
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly")
# Words that the counts do not have come in fewer texts than these.
_RARE = 3.0
# In how many of some English pages a word comes; in the first line, how many there are.
_COUNTS = Path(__file__).with_name("keyphrase_counts.txt")


class Phrase(NamedTuple):
    """One phrase as the text first writes it, its weight, and how often it comes."""

    text: str
    weight: float
    times: int


class _Word(NamedTuple):
    text: str
    small: str
    at: int
    starts: bool  # a sentence or line


def phrases(text: str, language: str | None, most: int) -> list[Phrase]:
    """Return the `most` weightiest phrases of `text`, strongest first."""
    runs = list(_runs(text, stop_words(language)))
    weights = _word_weights(runs, (language or "en")[:2])
    found = _candidates(runs)
    ranked = sorted(
        (_weighed(places, weights) for places in found.values()),
        key=lambda one: (-one.weight, one.text),
    )
    return _apart(ranked, most)


def _runs(text: str, stops: frozenset[str]) -> Iterator[list[_Word]]:
    """Yield the words that stand together, with no stop word or mark between."""
    run: list[_Word] = []
    end = 0
    for count, found in enumerate(_WORD.finditer(text)):
        between = text[end : found.start()]
        small = found[0].lower().removesuffix("'s").removesuffix("’s")
        end = found.end()
        if run and between != " ":
            yield run
            run = []
        if small in stops or len(small) < 2:
            if run:
                yield run
                run = []
            continue
        starts = count == 0 or any(mark in between for mark in ".!?\n:")
        run.append(_Word(found[0], small, count, starts))
    if run:
        yield run


def _word_weights(runs: list[list[_Word]], code: str) -> Mapping[str, float]:
    """Return what each word weighs: by its rarity, its times, and how it is written."""
    times: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for word in (word for run in runs for word in run):
        times[word.small] += 1
        # The first word of a sentence is written large whatever it is.
        names[word.small] += (not word.starts) and word.text[0].isupper()
    rarity = _rarity() if code == "en" else {}
    known = math.log(_texts() / _RARE)
    return {
        word: min((rarity[one] for one in _forms(word) if one in rarity), default=known)
        * (1 + math.log(count))
        * (1 + _NAMED * (names[word] > 0 and code not in _ALL_LARGE))
        * (_FIGURE if word.isdigit() else 1)
        for word, count in times.items()
    }


def _forms(word: str) -> Iterator[str]:
    """Yield `word` and what it is without an ending, in English."""
    yield word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            yield word.removesuffix(ending)


def _candidates(runs: list[list[_Word]]) -> dict[tuple[str, ...], list[list[_Word]]]:
    """Return the places of each phrase: of whole runs, and of parts that come again."""
    found: dict[tuple[str, ...], list[list[_Word]]] = defaultdict(list)
    whole = set()
    for run in runs:
        for size in range(1, min(len(run), _MOST_WORDS) + 1):
            for start in range(len(run) - size + 1):
                part = run[start : start + size]
                key = tuple(word.small for word in part)
                found[key].append(part)
                if size == len(run):
                    whole.add(key)
    return {
        key: places
        for key, places in found.items()
        if (key in whole or len(places) > 1) and _names_something(places[0])
    }


def _names_something(words: list[_Word]) -> bool:
    """Return whether words are more than a figure, or a unit such as cm."""
    if words[-1].small.isdigit():
        return False
    only = words[0].text
    return len(words) > 1 or len(only) > 2 or only.isupper() or not only.isascii()


def _weighed(places: list[list[_Word]], weights: Mapping[str, float]) -> Phrase:
    first = places[0]
    words = sum(weights[word.small] for word in first) / len(first) ** _CROWD
    early = 1 / (1 + first[0].at / _HALF_AT)
    often = 1 + _AGAIN * math.log(len(places))
    text = " ".join(word.text for word in first)
    return Phrase(text, words * (_LATE + early) * often, len(places))


def _apart(ranked: list[Phrase], most: int) -> list[Phrase]:
    """Return the first `most` phrases that do not say what one before them says."""
    kept: list[Phrase] = []
    said: list[frozenset[str]] = []
    for one in ranked:
        words = frozenset(word.lower().rstrip("s") for word in one.text.split())
        if len(one.text) <= _MOST_CHARS and not any(words <= other for other in said):
            kept.append(one)
            said.append(words)
        if len(kept) == most:
            break
    return kept


@cache
def _rarity() -> Mapping[str, float]:
    """Return the rarity of English words: the logarithm of one in how many texts."""
    whole = _texts()
    lines = _COUNTS.read_text(encoding="utf-8").splitlines()[1:]
    pairs = (line.split() for line in lines)
    return {word: math.log(whole / int(count)) for word, count in pairs}


@cache
def _texts() -> int:
    with _COUNTS.open(encoding="utf-8") as lines:
        return int(next(lines))
