"""Every figure and every claim rests on rows that may be shown."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from enrich.errors import NotTold
from enrich.generate.figures import again
from enrich.generate.gate.boasts import CLAIMS
from enrich.generate.gate.evidence import Evidence, Fault
from enrich.generate.letters import has_glyph, is_name
from enrich.generate.work import Fact, Quote, Text, Work

_DIGITS = re.compile(r"\w*\d[\w.,]*\w|\d")
_ROMAN = re.compile(r"\b(?=[MDCLXVI]{3})M*(?:CM|CD|D?C*)(?:XC|XL|L?X*)(?:IX|IV|V?I*)\b")
_WORD = re.compile(r"[^\W\d_]+")
# Where something was taken out: no letter, so that words beside it do not join.
_HOLE = "\x00"


def unborne(work: Work, evidence: Evidence) -> Iterator[Fault]:
    """Yield what `work` says that no row bears."""
    sites = {urlsplit(url).hostname for url in evidence.pages}
    # A site is called what it is called, also when that is a cry.
    known = [name for name in evidence.names if is_name(name) or name in sites]
    named = [*known, *days(work)]
    for chapter in work.chapters:
        yield from _faults(chapter.name, _loose(Text(text=chapter.title), named))
        for block in chapter.blocks:
            for text in block.texts():
                yield from _faults(chapter.name, _of_text(text, named, evidence))
            if isinstance(block, Quote):
                source = Text(text=block.source)
                yield from _faults(chapter.name, _loose(source, named))
    for words in (work.title, work.subtitle, work.about, work.rights, *work.keywords):
        yield from _faults("", _loose(Text(text=words, facts=work.facts), named))
    yield from _faults("", _false(work.facts, evidence))


def claims_something(name: str) -> bool:
    """Return whether `name` would need a fact if it were no name."""
    plain = unicodedata.normalize("NFKC", name)
    if any(pattern.search(plain) for pattern in (_DIGITS, CLAIMS, _ROMAN)):
        return True
    return any(_is_mixed(word) for word in _WORD.findall(plain))


def _faults(chapter: str, found: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    for said, why in found:
        yield Fault("claims", chapter, said, why)


def _of_text(
    text: Text, named: Sequence[str], evidence: Evidence
) -> Iterator[tuple[str, str]]:
    for fact in text.facts:
        if fact.said not in text.text:
            yield fact.said, "the fact is not in the words it is to bear"
    yield from _false(text.facts, evidence)
    yield from _loose(text, named)


def _false(facts: Sequence[Fact], evidence: Evidence) -> Iterator[tuple[str, str]]:
    for fact in facts:
        try:
            now = again(evidence.rows, fact)
        except NotTold as why:
            yield fact.said, str(why)
            continue
        if now != fact.said:
            yield fact.said, f"the rows say {now}"


def _loose(text: Text, named: Sequence[str]) -> Iterator[tuple[str, str]]:
    left = text.text
    # The longer first: a month of a day, or a name within another one. A fact bears its
    # words once; who says them again names it again.
    taken = [(words, 0) for words in named] + [(fact.said, 1) for fact in text.facts]
    for words, times in sorted(taken, key=lambda one: len(one[0]), reverse=True):
        left = _without(left, words, times)
    unseen = [letter for letter in left if letter != _HOLE and not has_glyph(letter)]
    plain = unicodedata.normalize("NFKC", left)
    for found in (
        *_DIGITS.findall(plain),
        *CLAIMS.findall(plain),
        *(roman[0] for roman in _ROMAN.finditer(plain)),
        *(word for word in _WORD.findall(plain) if _is_mixed(word)),
        *unseen,
    ):
        yield found, f"nothing bears it in: {text.text[:80]}"


def _without(text: str, words: str, times: int) -> str:
    if not words or words not in text:
        return text
    # Not within a word, nor within a longer figure.
    whole = rf"(?<!\w)(?<!\d[.,]){re.escape(words)}(?!\w)(?![.,]\d)"
    return re.sub(whole, _HOLE, text, count=times)


def _is_mixed(word: str) -> bool:
    """Return whether letters of several scripts make up one word, to look like another."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
    return len(scripts & {"LATIN", "GREEK", "CYRILLIC"}) > 1


def days(work: Work) -> tuple[str, ...]:
    """Return how the day of `work` may be written."""
    day = work.as_of
    return (f"{day.day} {day:%B %Y}", f"{day:%B %Y}", day.isoformat())
