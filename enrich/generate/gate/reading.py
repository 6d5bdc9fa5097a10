"""A work can be read: sentences of a bearable length, in words that people use.

Flesch's reading ease counts words a sentence and syllables a word; English texts of
newspapers stand near 50, of laws below 30.
"""

import re
from collections.abc import Iterator

from enrich.generate.gate.evidence import Evidence, Fault
from enrich.generate.work import Points, Text, Words, Work

_LEAST_EASE = 35
_LONGEST = 45
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"“A-Z])")
_SYLLABLE = re.compile(r"[aeiouy]+", re.IGNORECASE)


def unreadable(work: Work, evidence: Evidence) -> Iterator[Fault]:
    """Yield which chapters of `work` are hard to read, and which sentences too long."""
    for chapter in work.chapters:
        prose = [
            _plain(text, evidence.names)
            for block in chapter.blocks
            if isinstance(block, Words | Points)
            for text in block.texts()
        ]
        sentences = [s for text in prose for s in _SENTENCE.split(text) if s.split()]
        for sentence in sentences:
            if len(sentence.split()) > _LONGEST:
                why = f"{len(sentence.split())} words in one sentence"
                yield Fault("reading", chapter.name, sentence[:80], why)
        ease = reading_ease(sentences)
        if ease < _LEAST_EASE:
            yield Fault(
                "reading", chapter.name, chapter.title, f"reading ease {ease:.0f}"
            )


def _plain(text: Text, names: frozenset[str]) -> str:
    # A name of a product is as long as its maker wants it, and one word to a reader.
    for name in sorted(names, key=len, reverse=True):
        text = Text(text=text.text.replace(name, "it")) if name else text
    return text.text


def reading_ease(sentences: list[str]) -> float:
    """Return Flesch's reading ease of `sentences`; 100 where there are none."""
    words = [
        word for sentence in sentences for word in re.findall(r"[A-Za-z']+", sentence)
    ]
    if not words:
        return 100.0
    syllables = sum(_syllables(word) for word in words)
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)


def _syllables(word: str) -> int:
    heard = len(_SYLLABLE.findall(word)) - word.lower().endswith(("e", "es", "ed"))
    return max(1, heard)
