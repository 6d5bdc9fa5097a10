"""A work rests on enough: things it tells of, sites it rests on, words, live links."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from enrich.generate.gate.evidence import Evidence, Fault
from enrich.generate.work import Block, Quote, Work

_LEAST_SUBJECTS = 5
_LEAST_SOURCES = 3
_LEAST_WORDS = {"niche_ebook": 1500, "market_report": 600}
_FEW_WORDS = 300
_MOST_WORDS = 60_000


def breadth(work: Work, evidence: Evidence) -> Iterator[Fault]:
    """Yield in what `work` is too thin, and which of its links are dead."""
    subjects, hosts = set(work.subjects), {source.host for source in work.sources}
    if len(subjects) < _LEAST_SUBJECTS:
        yield _fault(
            "subjects", f"{len(subjects)} things, of {_LEAST_SUBJECTS} at least"
        )
    if len(hosts) < _LEAST_SOURCES:
        yield _fault("sources", f"{len(hosts)} sites, of {_LEAST_SOURCES} at least")
    words = len(re.findall(r"\w+", said(work)))
    if not _LEAST_WORDS.get(work.kind, _FEW_WORDS) <= words <= _MOST_WORDS:
        yield _fault("length", f"{words} words")
    yield from _links(work, evidence, hosts)


def said(work: Work) -> str:
    """Return all that the maker of `work` wrote, block by block."""
    return "\n".join(
        text.text
        for chapter in work.chapters
        for block in chapter.blocks
        for text in block.texts()
    )


def _links(work: Work, evidence: Evidence, hosts: set[str]) -> Iterator[Fault]:
    for chapter in work.chapters:
        for link in sorted({link for block in chapter.blocks for link in links(block)}):
            why = _wrong(link, evidence, hosts)
            if why:
                yield Fault("links", chapter.name, link, why)


def _wrong(link: str, evidence: Evidence, hosts: set[str]) -> str | None:
    page = evidence.pages.get(link)
    if not link.startswith(("https://", "http://")):
        return "it is no address of the web"
    if page is None:
        return "the lake knows no such page"
    if not page.alive:
        return "the page was gone when it was last asked for"
    if page.reserved:
        return "the page reserves its rights"
    return (
        None
        if urlsplit(link).hostname in hosts
        else "its site is not among the sources"
    )


def links(block: Block) -> Iterator[str]:
    """Yield the addresses that `block` leads to."""
    if isinstance(block, Quote):
        yield block.link
    yield from (text.link for text in block.texts() if text.link)


def _fault(said: str, why: str) -> Fault:
    return Fault("breadth", "", said, why)
