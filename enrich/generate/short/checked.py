"""Short texts before the gate: what has a fault is not written.

The texts of one entity are a work whose chapters are its slots, so that the rules of the
gate hold here as they stand there, and name the slot that a fault is in.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from enrich.generate.figures import Rows
from enrich.generate.gate.claims import unborne
from enrich.generate.gate.copied import copied
from enrich.generate.gate.evidence import Evidence, Fault
from enrich.generate.gate.reading import unreadable
from enrich.generate.letters import is_name
from enrich.generate.short.channels import FEWEST_WORDS, MOST_WORDS, most
from enrich.generate.work import Block, Chapter, Text, Tile, Tiles, Words, Work

_RULES = (unborne, copied, unreadable)
# Where sentences stand; the others are titles, which are no prose.
_PROSE = ("description", "email_teaser", "pinterest_text")


def faults(texts: Mapping[str, Text], evidence: Evidence) -> Iterator[Fault]:
    """Yield what is wrong with `texts`, each with the slot as its chapter."""
    yield from _lengths(texts)
    work = _as_work(texts)
    for rule in _RULES:
        yield from rule(work, evidence)


def evidence(rows: Rows, names: frozenset[str], texts: Mapping[str, str]) -> Evidence:
    """Return what the texts of one entity are held against."""
    able = frozenset(filter(is_name, names))
    return Evidence(rows=rows, pages={}, names=able, texts=texts, on_sale={})


def _lengths(texts: Mapping[str, Text]) -> Iterator[Fault]:
    for slot, text in texts.items():
        words = len(text.text.split())
        if len(text.text) > most(slot):
            yield Fault("length", slot, text.text[:80], f"{len(text.text)} letters")
        if slot == "description" and not FEWEST_WORDS <= words <= MOST_WORDS:
            yield Fault("length", slot, text.text[:80], f"{words} words")


def _as_work(texts: Mapping[str, Text]) -> Work:
    return Work(
        key="",
        kind="short_texts",
        title="",
        subtitle="",
        as_of=date.min,
        about="",
        rights="",
        chapters=[
            Chapter(name=slot, title="", blocks=[_block(slot, text)])
            for slot, text in texts.items()
        ],
        sources=[],
        subjects=[],
    )


def _block(slot: str, text: Text) -> Block:
    if slot in _PROSE:
        return Words(text=text)
    return Tiles(tiles=[Tile(figure=text, words="")])
