"""A work's prose as briefs, and the work again with those answers that nothing is against.

paragraph --> facts and names as markers --> brief --> writer --> answer
    ^                                                               |
    '-- template's words <-- no -- answers.py, then the gate <------'
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from zlib import crc32

import msgspec
import structlog

from enrich.generate.gate.claims import days, unborne
from enrich.generate.gate.copied import copied
from enrich.generate.gate.evidence import Evidence, Fault
from enrich.generate.gate.gate import faults
from enrich.generate.gate.reading import unreadable
from enrich.generate.letters import is_name
from enrich.generate.work import Chapter, Text, Words, Work
from enrich.generate.writers.answers import refused, tidy
from enrich.generate.writers.marking import Marked, marked, unmarked
from enrich.generate.writers.writer import Brief

log = structlog.get_logger()
replace = msgspec.structs.replace

_RULES = (unborne, copied, unreadable)
# Shorter ones are notes, which no other words make better.
_LEAST_OWN = 8
# A paragraph that a work has for each of its things gets so many wordings.
_VARIATIONS = 4
_KINDS = {
    "buying_guide": "a buying guide to one kind of goods",
    "comparison": "a comparison of what several shops ask for the same goods",
    "programme_directory": "a directory of partner programmes",
    "price_watch": "a report on how the prices of one kind of goods moved",
    "market_report": "a report on the markets for several kinds of goods",
    "niche_ebook": "a book on one kind of goods",
}
_TONES = (
    "matter-of-fact, as in a good newspaper",
    "friendly and plain, as one neighbour to another",
    "brisk, in short sentences",
    "calm and thorough, as in a good handbook",
    "direct, speaking to the reader as you",
    "sober, as in a report to colleagues",
)


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph that may be worded anew: where it stands, and its brief."""

    place: tuple[int, int]
    text: Text
    marked: Marked
    brief: Brief


def paragraphs(work: Work, evidence: Evidence) -> list[Paragraph]:
    """Return the paragraphs of `work` that a writer may word."""
    names = [*filter(is_name, evidence.names), *days(work)]
    seen = Counter[str]()
    found = []
    for place, chapter, text in _prose(work):
        shape = marked(text, names)
        if shape and shape.own >= _LEAST_OWN:
            times, seen[shape.plain] = seen[shape.plain], seen[shape.plain] + 1
            brief = _brief(work, chapter, shape, times % _VARIATIONS)
            found.append(Paragraph(place, text, shape, brief))
    return found


def worded(
    work: Work,
    evidence: Evidence,
    answers: Sequence[tuple[Paragraph, str | None]],
    writer: str,
) -> Work | None:
    """Return `work` in the words of those `answers` that hold; None where none does."""
    names = frozenset(filter(is_name, evidence.names))
    held = {}
    for paragraph, answer in answers:
        if answer is not None and (text := _read(paragraph, answer, names)):
            held[paragraph.place] = text
    held = _sound(work, evidence, held)
    if not held:
        return None
    before = {_known(fault) for fault in faults(work, evidence)}
    new = _placed(work, held, writer)
    wrong = {f.chapter for f in faults(new, evidence) if _known(f) not in before}
    if wrong:
        held = {
            place: text
            for place, text in held.items()
            if "" not in wrong and work.chapters[place[0]].name not in wrong
        }
        new = _placed(work, held, writer)
        wrong = {f.chapter for f in faults(new, evidence) if _known(f) not in before}
    return new if held and not wrong else None


def _prose(work: Work) -> Iterator[tuple[tuple[int, int], Chapter, Text]]:
    for at, chapter in enumerate(work.chapters):
        for n, block in enumerate(chapter.blocks):
            if isinstance(block, Words) and not block.soft:
                yield (at, n), chapter, block.text


def _brief(work: Work, chapter: Chapter, shape: Marked, variation: int) -> Brief:
    # The name of a chapter is ours; its title may be a shop's.
    part = re.sub(r"[^a-z]+", " ", chapter.name).strip()
    kind = _KINDS.get(work.kind, "a product for people who buy")
    return Brief(
        purpose=f"{kind}, in the part {part!r}",
        tone=_TONES[crc32(work.key.encode()) % len(_TONES)],
        plain=shape.plain,
        markers=[part.means for part in shape.parts],
        variation=variation,
    )


def _read(paragraph: Paragraph, answer: str, names: frozenset[str]) -> Text | None:
    why = refused(paragraph.brief, answer)
    if why:
        log.debug("writers.refused", brief=paragraph.brief.key, reason=why)
        return None
    parts = paragraph.marked.parts
    text = unmarked(tidy(answer), parts, names)
    return replace(paragraph.text, text=text) if text != paragraph.text.text else None


def _sound(
    work: Work, evidence: Evidence, held: Mapping[tuple[int, int], Text]
) -> dict[tuple[int, int], Text]:
    """Return those of `held` in which the gate's rules for words find nothing."""
    # A chapter each, so that a fault says where it is.
    chapters = [
        Chapter(name=f"{at} {n}", title="", blocks=[Words(text=text)])
        for (at, n), text in held.items()
    ]
    alone = _bare(work.as_of, chapters)
    wrong = {fault.chapter: fault for rule in _RULES for fault in rule(alone, evidence)}
    for fault in wrong.values():
        log.debug("writers.refused", rule=fault.rule, reason=fault.why)
    return {(at, n): text for (at, n), text in held.items() if f"{at} {n}" not in wrong}


def _bare(as_of: date, chapters: list[Chapter]) -> Work:
    return Work(
        key="",
        kind="",
        title="",
        subtitle="",
        as_of=as_of,
        about="",
        rights="",
        chapters=chapters,
        sources=[],
        subjects=[],
    )


def _placed(work: Work, held: Mapping[tuple[int, int], Text], writer: str) -> Work:
    chapters = []
    for at, chapter in enumerate(work.chapters):
        blocks = [
            replace(block, text=held[at, n])
            if isinstance(block, Words) and (at, n) in held
            else block
            for n, block in enumerate(chapter.blocks)
        ]
        chapters.append(replace(chapter, blocks=blocks))
    return replace(work, chapters=chapters, writer=writer)


def _known(fault: Fault) -> tuple[str, str, str]:
    return fault.rule, fault.chapter, fault.said
