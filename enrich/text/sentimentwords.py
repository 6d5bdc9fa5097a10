"""The words that judge: a general lexicon of English, and how goods are judged.

The general one is VADER's, by ten people a word; it is read as a list. `judging.tsv`
says what words mean of goods (a fast player, a player that returns), and what words do
to others: negate, boost, turn (but), wish (could be).
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from enrich.text import sentimentrules as rules
from enrich.text.wordpieces import START, TIMES, named, words

_GOODS = Path(__file__).parent / "data" / "judging.tsv"
_GENERAL, _EMOJI = "vader_lexicon.txt", "emoji_utf8_lexicon.txt"
_DEEDS = {
    "negates": rules.NEGATES,
    "boosts": rules.BOOSTS,
    "turns": rules.TURNS,
    "wishes": rules.WISHES,
    "likes": rules.LIKES,
    "admits": rules.ADMITS,
}
Meanings = dict[str, tuple[float, int]]


@cache
def lexicon() -> rules.Lexicon:
    """Return all words that judge or do something to words that do."""
    known = _general()
    known |= _emoji(known)
    known |= _goods()
    for phrase in [name for name in known if " " in name]:
        first = phrase.partition(" ")[0]
        weight, deeds = known.get(first, (0.0, 0))
        known[first] = (weight, deeds | rules.BEGINS)
    keys = np.array([_key(name) for name in known], np.uint64)
    weights = np.array([weight for weight, _ in known.values()])
    done = np.array([deeds for _, deeds in known.values()], np.int64)
    return rules.Lexicon(words(keys), weights, done)


def _key(name: str) -> np.uint64:
    if " " not in name:
        return named(name)
    key, mask = int(START), 2**64 - 1
    for word in name.split():
        key = (key ^ int(named(word))) * int(TIMES) & mask
    return np.uint64(key)


def _lines(name: str) -> list[list[str]]:
    text = (files("vaderSentiment") / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip()]


def _general() -> Meanings:
    rows = _lines(_GENERAL)
    return {row[0]: (float(row[1]), 0) for row in rows if " " not in row[0]}


def _emoji(known: Meanings) -> Meanings:
    """Return what emoji weigh: as much as the words that describe them."""
    found: Meanings = {}
    for row in _lines(_EMOJI):
        said = [known[word][0] for word in row[1].lower().split() if word in known]
        if said and len(row[0]) == 1:
            found[row[0]] = (max(said, key=abs), 0)
    return found


def _goods() -> Meanings:
    found: Meanings = {}
    for line in _GOODS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, weight, deeds = [*line.split("\t"), ""][:3]
            done = sum(_DEEDS[deed] for deed in deeds.split())
            found[word] = (float(weight), done)
    return found
