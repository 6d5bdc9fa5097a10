"""Prose in other words: of a draft that nobody worded yet, a new edition that is worded.

    kinds -> draft -> written -> draft in other words -> checked -> approval
It stands among the stages where a writer is set that is not the template. Where no answer
of it holds there is no new edition, and the draft goes on as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import structlog

from enrich.generate.checked import READS, drafts, evidence
from enrich.generate.edition import WRITES, Edition, tables
from enrich.generate.gate.evidence import Evidence
from enrich.generate.letters import cut, shown
from enrich.generate.work import Work
from enrich.generate.writers.chosen import chosen
from enrich.generate.writers.kept import Answers
from enrich.generate.writers.settings import WritersSettings
from enrich.generate.writers.wording import Paragraph, paragraphs, worded
from enrich.generate.writers.writer import Brief, Writer
from lake.stages import Stage

log = structlog.get_logger()

_VERSION = 1
_NAME = "written"
_MOST_NAME = 80
# How many briefs are handed over at once: what a kill may cost.
_AT_ONCE = 8


class Desk:
    """A writer at work: its answers of before, and how many more this run may ask for."""

    def __init__(self, writer: Writer, answers: Answers, left: int) -> None:
        self.writer = writer
        self._answers = answers
        self._left = left

    def answers(self, briefs: Sequence[Brief]) -> list[str | None]:
        """Return what is answered to `briefs`: known before, or asked for now."""
        known = {brief.key: self._answers.known(brief) for brief in briefs}
        new = {brief.key: brief for brief in briefs if known[brief.key] is None}
        asked = list(new.values())[: self._left]
        self._left -= len(asked)
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            found = self.writer.write(some)
            self._answers.keep(some, found)
            known |= {b.key: a for b, a in zip(some, found, strict=True)}
        return [known[brief.key] for brief in briefs]


def make(desk: Desk, batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return new editions of those works of `batch` that are worded anew."""
    return tables(_editions(desk, batch))


def stage(writer: Writer, home: Path, settings: WritersSettings) -> Stage:
    """Return the stage that has prose worded by `writer`."""
    desk = Desk(writer, Answers(home, writer.name), settings.paragraphs_a_run)
    return Stage(
        _NAME,
        _VERSION,
        reads=READS,
        writes=WRITES,
        make=partial(make, desk),
        query=drafts(f"s.maker not in ('checked', '{_NAME}') and w.maker <> '{_NAME}'"),
        files="products",
    )


def writing(settings: WritersSettings, home: Path, threads: int = 1) -> Stage | None:
    """Return the stage that `settings` ask for; None where the template's words stay."""
    writer = chosen(settings, home, threads)
    return stage(writer, home, settings) if writer else None


def _editions(desk: Desk, batch: pa.RecordBatch) -> Iterator[tuple[Edition, Evidence]]:
    for row in batch.to_pylist():
        work = msgspec.json.decode(row["work"], type=Work)
        known = evidence(row)
        found = paragraphs(work, known)
        answers = desk.answers([paragraph.brief for paragraph in found])
        name = cut(shown(desk.writer.name), _MOST_NAME)
        new = worded(work, known, list(zip(found, answers, strict=True)), name)
        _tell(row, found, answers, _changed(work, new))
        if new:
            yield (
                _edition(row, new),
                msgspec.structs.replace(known, names=frozenset(row["names"])),
            )


def _edition(row: Mapping[str, Any], work: Work) -> Edition:
    return Edition(
        work=work,
        title=row["title"],
        quality=row["quality"],
        source_keys=row["source_keys"],
        input_key=row["input_key"],
    )


def _changed(work: Work, new: Work | None) -> int:
    if new is None:
        return 0
    pairs = zip(work.chapters, new.chapters, strict=True)
    return sum(
        one != other
        for before, after in pairs
        for one, other in zip(before.blocks, after.blocks, strict=True)
    )


def _tell(
    row: Mapping[str, Any],
    found: Sequence[Paragraph],
    answers: Sequence[str | None],
    used: int,
) -> None:
    log.info(
        "writers.worded",
        kind=row["kind"],
        title=row["title"],
        paragraphs=len(found),
        answered=sum(answer is not None for answer in answers),
        used=used,
    )
