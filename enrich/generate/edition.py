"""One edition of a work on its way to the lake: its row, and its files in all forms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa
import structlog

from enrich.generate.forms.epub import epub
from enrich.generate.forms.pdf import pdf
from enrich.generate.forms.post import post
from enrich.generate.gate.breadth import said
from enrich.generate.gate.evidence import Evidence
from enrich.generate.gate.gate import faults
from enrich.generate.work import Work
from enrich.rows import table
from lake.keys import content_digest

log = structlog.get_logger()

_FORMS = {"pdf": pdf, "epub": epub, "html": post}
_FILES = pa.schema([("path", pa.string()), ("content", pa.binary())])


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """A work with what its row says beside it."""

    work: Work
    title: str
    quality: float
    source_keys: Sequence[str]
    input_key: str


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """A product that is offered no more, as what it told of is too thin by now."""

    key: str
    kind: str
    title: str
    input_key: str

    def row(self) -> dict[str, Any]:
        """Return its row."""
        said = {"generated_key": self.key, "kind": self.kind, "title": self.title}
        return said | {"status": "withdrawn", "input_key": self.input_key}


def tables(
    editions: Iterable[tuple[Edition, Evidence]], withdrawn: Iterable[Withdrawn] = ()
) -> Mapping[str, pa.Table]:
    """Return the rows and the files of `editions`, and the rows of what is withdrawn."""
    rows, files = [one.row() for one in withdrawn], list[dict[str, Any]]()
    words: dict[str, str] = {}
    for edition, known in editions:
        work = edition.work
        evidence = msgspec.structs.replace(known, on_sale={**known.on_sale, **words})
        words[work.key] = said(work)
        forms = {form: write(work) for form, write in _FORMS.items()}
        digest = content_digest(forms["pdf"])
        stem = f"{work.kind}-{work.as_of}-{digest[:12]}"
        passed = _passed(work, evidence)
        rows.append(_row(edition, f"{stem}.pdf", digest, passed))
        files += [
            {"path": f"{stem}.{form}", "content": content}
            for form, content in forms.items()
        ]
    return {
        "generated": table("generated", rows),
        "files": pa.Table.from_pylist(files, schema=_FILES),
    }


def _passed(work: Work, evidence: Evidence) -> bool:
    wrong = faults(work, evidence)
    for fault in wrong:
        log.warning(
            "generate.fault",
            kind=work.kind,
            title=work.title,
            rule=fault.rule,
            chapter=fault.chapter,
            said=fault.said,
            why=fault.why,
        )
    return not wrong


def _row(edition: Edition, path: str, digest: str, passed: bool) -> dict[str, Any]:
    return {
        # An edition takes the place of the one before it: same key, newer row.
        "generated_key": edition.work.key,
        "kind": edition.work.kind,
        "title": edition.title,
        "path": path,
        "digest": digest,
        "source_keys": sorted(set(edition.source_keys)),
        "rights": '{"uses":"facts","reserved_sources":"left out"}',
        "quality": edition.quality,
        "status": "offered" if passed else "draft",
        "input_key": edition.input_key,
    }
