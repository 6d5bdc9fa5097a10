"""No work is almost another one that is on sale: as much as four of five words in a row."""

import re
from collections.abc import Iterator
from zlib import crc32

from enrich.generate.gate.breadth import said
from enrich.generate.gate.evidence import Evidence, Fault
from enrich.generate.work import Work

MOST_ALIKE = 0.8
_RUN = 3
# One of so many runs stands for the others where works are looked for that may be alike.
_SKETCHED = 8
_WORD = re.compile(r"\w+")


def twins(work: Work, evidence: Evidence) -> Iterator[Fault]:
    """Yield which other products on sale `work` is too much like."""
    own = _runs(said(work))
    for key, other in evidence.on_sale.items():
        if key != work.key and (share := _alike(own, _runs(other))) >= MOST_ALIKE:
            yield Fault("twins", "", key, f"{share:.2f} of it is the same")


def sketch(words: str) -> list[int]:
    """Return digests of a part of the runs in `words`: works alike have the same ones."""
    digests = {crc32(run.encode()) for run in _runs(words)}
    return sorted(digest for digest in digests if digest % _SKETCHED == 0)


def _alike(one: set[str], other: set[str]) -> float:
    # Of the smaller one: a work that holds all of another is its twin as well.
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 0.0


def _runs(text: str) -> set[str]:
    words = _WORD.findall(text.casefold())
    return {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
