"""Nothing is copied: no eight words in a row stand in a source, but in quotations.

Names of products are taken out on both sides before runs are compared, as who names a
thing copies nobody. Words are compared without case, accents and signs.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from enrich.generate.gate.evidence import Evidence, Fault
from enrich.generate.letters import is_name
from enrich.generate.private import is_private
from enrich.generate.work import Quote, Work

RUN = 8
# What may be quoted of one source at one place.
_MOST_QUOTED = 40
_WORD = re.compile(r"[^\W_]+")
_HOLE = " \x00 "


def copied(work: Work, evidence: Evidence) -> Iterator[Fault]:
    """Yield the runs of words that `work` has from a source, and quotations gone wrong."""
    named = sorted(filter(is_name, evidence.names), key=len, reverse=True)
    known = {
        run: key
        for key, text in evidence.texts.items()
        for run in _runs(_without(text, named))
    }
    for chapter in work.chapters:
        said = [text.text for block in chapter.blocks for text in block.texts()]
        for text in (chapter.title, *said):
            run = next((r for r in _runs(_without(text, named)) if r in known), None)
            if run:
                yield Fault("copied", chapter.name, run, f"it stands in {known[run]}")
        for block in chapter.blocks:
            if isinstance(block, Quote) and (why := _misquoted(block, evidence)):
                yield Fault("copied", chapter.name, block.text[:80], why)


def _misquoted(quote: Quote, evidence: Evidence) -> str | None:
    row = evidence.rows.get((quote.table, quote.key))
    if row is None:
        return f"no row {quote.key} of {quote.table} may be shown"
    if not _are_sentences(
        _one_line(quote.text), _one_line(str(row.get(quote.column) or ""))
    ):
        return "these are not whole sentences of its source"
    if quote.link != row.get("url"):
        return "the link leads elsewhere than to where it stands"
    if (urlsplit(quote.link).hostname or "") not in quote.source:
        return "it does not say at which site it stands"
    if is_private(quote.text, evidence.names):
        return "it may name a person, or say how to reach one"
    words = len(quote.text.split())
    return (
        f"{words} words are more than may be quoted" if words > _MOST_QUOTED else None
    )


def _are_sentences(quoted: str, text: str) -> bool:
    """Return whether `quoted` stands in `text`, and nothing before or behind changes it."""
    ends = r"(?:^|(?<=[.!?…]\s))", r"(?=\s|$)"
    found = re.search(f"{ends[0]}{re.escape(quoted)}{ends[1]}", text)
    if not quoted or found is None:
        return False
    return quoted[-1] in ".!?…" or found.end() == len(text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without(text: str, named: Sequence[str]) -> str:
    for name in named:
        if name in text:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _HOLE, text)
    return text


def _runs(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    for stretch in plain.split("\x00"):
        words = _WORD.findall(
            "".join(c for c in stretch if not unicodedata.combining(c))
        )
        for start in range(len(words) - RUN + 1):
            yield " ".join(words[start : start + RUN])
