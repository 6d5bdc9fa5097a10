"""Sentences with the facts they rest on, and how texts of a length are put together.

A saying is one sentence that is worth saying when its facts are known. Its wording is
chosen by the key of what it is about, so that it is the same each time and neighbours
differ.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from string import Formatter
from zlib import crc32

import msgspec

from enrich.generate.work import Fact, Text


class Voice(msgspec.Struct, frozen=True):
    """Who speaks: the key that wordings are chosen by, and the names that are put in."""

    key: str
    names: Mapping[str, str]

    def says(self, wordings: Sequence[str], **facts: Fact) -> Text:
        """Return one of `wordings` with names and facts put in.

        Wordings that need a name which is not known are passed over.
        """
        able = [words for words in wordings if self._is_able(words, facts)]
        words = able[chosen(f"{self.key}{wordings[0]}", len(able))]
        used = [facts[name] for name in _named(words) if name in facts]
        said = {name: fact.said for name, fact in facts.items()}
        return Text(text=words.format(**self.names, **said), facts=used)

    def _is_able(self, words: str, facts: Mapping[str, Fact]) -> bool:
        return all(name in facts or self.names.get(name) for name in _named(words))


def chosen(key: str, many: int) -> int:
    """Return a number below `many`, the same for a key each time."""
    return crc32(key.encode()) % many


def joined(sayings: Iterable[Text], between: str = " ") -> Text:
    """Return sayings as one text with all their facts."""
    given = list(sayings)
    facts = [fact for one in given for fact in one.facts]
    return Text(text=between.join(one.text for one in given), facts=facts)


def fitting(candidates: Iterable[Text | None], most: int) -> Text | None:
    """Return the first candidate that has no more letters than `most`."""
    return next((one for one in candidates if one and len(one.text) <= most), None)


def filled(sayings: Sequence[Text], most: int) -> Text | None:
    """Return as many of `sayings`, in their order, as `most` letters have room for.

    The first has to be among them; the others are passed over when they are too long.
    """
    if not sayings or len(sayings[0].text) > most:
        return None
    kept = [sayings[0]]
    left = most - len(sayings[0].text)
    for one in sayings[1:]:
        if len(one.text) + 1 <= left:
            kept.append(one)
            left -= len(one.text) + 1
    return joined(kept)


def turned(sayings: Sequence[Text], by: int) -> list[Text]:
    """Return `sayings` beginning elsewhere: channels tell the same facts in another order."""
    place = by % len(sayings) if sayings else 0
    return [*sayings[place:], *sayings[:place]]


def shortened(name: str, most: int) -> str:
    """Return the beginning of `name` in no more letters than `most`.

    It ends where a part of the name does, or behind its number, or else behind a word.
    """
    if len(name) <= most:
        return name
    for ends in (_PART_ENDS, _NUMBER_ENDS):
        places = [end.start() for end in ends.finditer(name) if end.start() <= most]
        if places and places[-1] * 3 >= most:
            return _tidy(name[: places[-1]])
    return _tidy(name[: most + 1].rpartition(" ")[0])


def _tidy(name: str) -> str:
    words = name.rstrip(_SIGNS).split()
    while words and words[-1].lower() in _LOOSE:
        words.pop()
    return " ".join(words).rstrip(_SIGNS)


_SIGNS = " ,;:.-–—|/(&+"
_PART_ENDS = re.compile(r"(?=[,;:]? [(–—|-]|[,;:] )")
_NUMBER_ENDS = re.compile(r"(?<=\d)(?= )")
# No name ends with one of these.
_LOOSE = [
    "a",
    "an",
    "and",
    "at",
    "by",
    "for",
    "from",
    "in",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
]


def _named(words: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(words) if name]
