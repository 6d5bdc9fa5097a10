"""Nothing is copied: no eight words in a row stand in a source, but in quotations.

Names of products are taken out on both sides before runs are compared, as who names a
thing copies nobody. Words are compared without case, accents and signs.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from enrich.generate.gate.evidence import Evidence, Fault
from enrich.generate.work import Quote, Work

RUN = 8
# What may be quoted of one source at one place.
_MOST_QUOTED = 40
_WORD = re.compile(r"[^\W_]+")
_HOLE = " \x00 "


def copied(work: Work, evidence: Evidence) -> Iterator[Fault]:
    """Yield the runs of words that `work` has from a source, and quotations gone wrong."""
    named = sorted(filter(None, evidence.names), key=len)[::-1]
    known = {
        run: key
        for key, text in evidence.texts.items()
        for run in _runs(_without(text, named))
    }
    for chapter in work.chapters:
        for block in chapter.blocks:
            if isinstance(block, Quote):
                why = _misquoted(block, evidence)
                if why:
                    yield Fault("copied", chapter.name, block.text[:80], why)
            for text in block.texts():
                run = next(
                    (r for r in _runs(_without(text.text, named)) if r in known), None
                )
                if run:
                    yield Fault(
                        "copied", chapter.name, run, f"it stands in {known[run]}"
                    )


def _misquoted(quote: Quote, evidence: Evidence) -> str | None:
    row = evidence.rows.get((quote.table, quote.key))
    if row is None:
        return f"no row {quote.key} of {quote.table} may be shown"
    if _one_line(quote.text) not in _one_line(str(row.get(quote.column) or "")):
        return "these are not the words of its source"
    words = len(quote.text.split())
    return (
        f"{words} words are more than may be quoted" if words > _MOST_QUOTED else None
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without(text: str, named: Sequence[str]) -> str:
    for name in named:
        text = text.replace(name, _HOLE)
    return text


def _runs(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    for stretch in plain.split("\x00"):
        words = _WORD.findall(
            "".join(c for c in stretch if not unicodedata.combining(c))
        )
        for start in range(len(words) - RUN + 1):
            yield " ".join(words[start : start + RUN])
