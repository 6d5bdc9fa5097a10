"""What buyers of a niche talk of: topic by topic, in figures and in their own words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import pyarrow as pa

from enrich.generate import ebookwords
from enrich.generate.ebookfound import Kind, Niche, cell, heard, listed, voices
from enrich.generate.ebookterms import TOPICS, Topic
from enrich.generate.guidefound import Thing, Voice
from enrich.generate.letters import shown
from enrich.generate.private import is_private
from enrich.generate.work import (
    Bar,
    Block,
    Chapter,
    Chart,
    Head,
    Quote,
    Sheet,
    Text,
    Words,
)
from enrich.text.sentences import sentences
from enrich.text.sentiment import words as judged_words

_QUOTED = range(4, 41)
_GLAD, _SORRY = 0.15, -0.15
_LEAST_SAID = 3
_MOST_TIMES = 2
# What turns a sentence around is read wrongly too often to stand for a side.
_TURNED = frozenset(
    ("no", "not", "nothing", "never", "without", "neither", "hardly", "but", "although")
)


class Talk(NamedTuple):
    """One topic: who speaks of it, glad and sorry, and in what kinds."""

    name: str
    topic: Topic
    voices: list[Voice]


class Quoted:
    """What was quoted so far: the same words hardly stand twice in a book."""

    def __init__(self) -> None:
        self._said = Counter[str]()

    def first(self, candidates: Iterable[tuple[Voice, str]]) -> list[Block]:
        """Return a quotation of the first whose words stand nowhere yet, or else once."""
        spare = None
        for voice, sentence in candidates:
            times = self._said[sentence.casefold()]
            if not times:
                return self._taken(voice, sentence)
            if times < _MOST_TIMES:
                spare = spare or (voice, sentence)
        return self._taken(*spare) if spare else []

    def _taken(self, voice: Voice, sentence: str) -> list[Block]:
        self._said[sentence.casefold()] += 1
        return [quoted(voice, sentence)]


def quoted(voice: Voice, sentence: str) -> Quote:
    """Return `sentence` of `voice` as a quotation."""
    return Quote(
        text=sentence,
        source=f"a buyer, at {voice.site}",
        link=voice.url,
        table="opinions",
        column="text",
        key=voice.opinion_key,
    )


def talks(things: Sequence[Thing], least: int = _LEAST_SAID) -> list[Talk]:
    """Return what buyers of `things` talk of, the common topics first."""
    every = voices(things)
    found = [
        Talk(name, topic, [v for v in every if topic.words.search(v.text)])
        for name, topic in TOPICS.items()
    ]
    wide = [talk for talk in found if len(talk.voices) >= least]
    return sorted(wide, key=lambda talk: (-len(talk.voices), talk.name))


def sides(of: Sequence[Voice]) -> tuple[list[str], list[str]]:
    """Return the keys of the opinions that are glad, and of those that are sorry."""
    glad = [v.opinion_key for v in of if v.sentiment > _GLAD]
    return glad, [v.opinion_key for v in of if v.sentiment < _SORRY]


def glad_words(talk: Talk) -> Iterator[tuple[Voice, str]]:
    """Yield what glad buyers write of a topic, and in a glad sentence."""
    for voice in sorted(talk.voices, key=lambda v: (-v.sentiment, v.opinion_key)):
        if voice.sentiment > _GLAD:
            yield from _about(voice, talk.topic, 1)


def sorry_words(talk: Talk) -> Iterator[tuple[Voice, str]]:
    """Yield what buyers who are not glad write of a topic, and in a sorry sentence."""
    for voice in sorted(talk.voices, key=lambda v: (v.sentiment, v.opinion_key)):
        if voice.sentiment <= _GLAD:
            yield from _about(voice, talk.topic, -1)


def _about(voice: Voice, topic: Topic, side: int) -> Iterator[tuple[Voice, str]]:
    if is_private(voice.text):
        return
    for sentence in sentences(voice.text):
        if (
            topic.words.search(sentence)
            and is_quotable(sentence, voice.text)
            and not _TURNED & set(sentence.casefold().split())
            and _tone(sentence) * side > _GLAD
        ):
            yield voice, sentence


def is_quotable(sentence: str, text: str) -> bool:
    """Return whether `sentence` may stand as it is: whole, short, in letters that we have."""
    starts, ends = r"(?:^|(?<=[.!?…]\s))", r"(?=\s|$)"
    return (
        len(sentence.split()) in _QUOTED
        and sentence == shown(sentence)
        and sentence[-1] in ".!?…"
        and bool(
            re.search(f"{starts}{re.escape(sentence)}{ends}", " ".join(text.split()))
        )
    )


@cache
def _tone(sentence: str) -> float:
    return float(judged_words(pa.array([sentence]))[0, 0])


def of_kind(niche: Niche, kind: Kind, said: Quoted) -> Iterator[Block]:
    """Yield what buyers say of one kind: how many, what of, a sentence of each side."""
    keys = heard(kind.things)
    if not keys:
        return
    every, glad, sorry = (niche.judged(keys, how) for how in ("heard", "glad", "sorry"))
    text = ebookwords.chosen(kind.name, ebookwords.HEARD).format(
        heard=every.said, glad=glad.said, sorry=sorry.said, noun=kind.noun
    )
    yield Head(text="What their buyers say")
    found = talks(kind.things)
    names = listed([talk.name.lower() for talk in found[:3]])
    if names:
        text = f"{text} What they come back to: {names}."
    yield Words(text=Text(text=text, facts=[every, glad, sorry]))
    for candidates in (glad_words, sorry_words):
        yield from said.first(c for talk in found for c in candidates(talk))


def chapter(niche: Niche, said: Quoted) -> list[Chapter]:
    """Return what buyers talk of; no chapter where they say too little."""
    found = talks(niche.things)
    if len(found) < _LEAST_SAID:
        return []
    blocks: list[Block] = [
        Words(text=Text(text=ebookwords.chosen(niche.path, ebookwords.TALK))),
        Sheet(
            caption="What buyers write of, in English opinions",
            names=["Topic", "Opinions", "Glad", "Sorry"],
            figures=[1, 2, 3],
            rows=[_line(niche, talk) for talk in found],
        ),
        Chart(
            caption="How many opinions speak of it",
            bars=[_bar(niche, talk) for talk in found],
        ),
    ]
    for talk in found:
        blocks += _told(niche, talk, said)
    return [
        Chapter(
            name="buyers",
            title="What Buyers Praise and Regret",
            blocks=blocks,
            opens=False,
        )
    ]


def _line(niche: Niche, talk: Talk) -> list[Text]:
    keys = [voice.opinion_key for voice in talk.voices]
    figures = [niche.judged(keys, how) for how in ("heard", "glad", "sorry")]
    return [Text(text=talk.name), *(cell(fact) for fact in figures)]


def _bar(niche: Niche, talk: Talk) -> Bar:
    count = niche.judged([voice.opinion_key for voice in talk.voices], "heard")
    return Bar(name=talk.name, value=len(talk.voices), said=cell(count))


def _told(niche: Niche, talk: Talk, said: Quoted) -> list[Block]:
    keys = [voice.opinion_key for voice in talk.voices]
    facts = [niche.judged(keys, how) for how in ("heard", "glad", "sorry")]
    every, glad, sorry = (fact.said for fact in facts)
    text = ebookwords.chosen(f"{niche.path}{talk.name}", ebookwords.TOPIC).format(
        heard=every, glad=glad, sorry=sorry
    )
    many = _many(niche, talk)
    if many:
        kind, own = many
        count = niche.judged(own, "heard")
        text = f"{text} {count.said} are on {kind.noun}."
        facts.append(count)
    return [
        Head(text=talk.name),
        Words(text=Text(text=text, facts=facts)),
        *said.first(glad_words(talk)),
        *said.first(sorry_words(talk)),
        Words(text=Text(text=f"What you can do: {talk.topic.buyer}"), soft=True),
    ]


def _many(niche: Niche, talk: Talk) -> tuple[Kind, list[str]] | None:
    """Return the kind that a topic is talked of in, where that is as much as a third."""
    told = {voice.opinion_key for voice in talk.voices}
    found = [
        (kind, [key for key in heard(kind.things) if key in told])
        for kind in niche.kinds
    ]
    kind, own = max(found, key=lambda one: (len(one[1]), one[0].name))
    return (kind, own) if len(own) * 3 >= len(told) and len(own) > 1 else None
