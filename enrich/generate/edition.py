"""One edition of a work on its way to the lake: its rows, and its files in all forms.

    Work -> files in products/             what is sold
         -> generated, as a draft          which edition it is
         -> generated_works, ..._facts     what it says, and what bears it

The checking stage reads the last two, and looks up anew what bears it (checked.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa

from enrich.generate.forms.epub import epub
from enrich.generate.forms.pdf import pdf
from enrich.generate.forms.post import post
from enrich.generate.gate.breadth import links, said
from enrich.generate.gate.evidence import Evidence
from enrich.generate.gate.twins import sketch
from enrich.generate.letters import shown
from enrich.generate.work import Fact, Quote, Work
from enrich.rows import table
from lake.keys import content_digest

WRITES = ("generated", "generated_works", "generated_facts")
# Who publishes what nobody else does.
HOUSE = "Harvestman"
_FORMS = {"pdf": pdf, "epub": epub, "html": post}
_FILES = pa.schema([("path", pa.string()), ("content", pa.binary())])

_Row = dict[str, Any]


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """A work with what its row says beside it."""

    work: Work
    title: str
    quality: float
    source_keys: Sequence[str]
    input_key: str

    def by(self, publisher: str) -> "Edition":
        """Return it in the name of `publisher`, as far as fonts can show that."""
        name = shown(publisher)
        if not name:
            return self
        work = msgspec.structs.replace(self.work, publisher=name)
        return msgspec.structs.replace(self, work=work)


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """A product that is offered no more, as what it told of is too thin by now."""

    key: str
    kind: str
    title: str
    input_key: str

    def row(self) -> _Row:
        """Return its row."""
        said = {"generated_key": self.key, "kind": self.kind, "title": self.title}
        why = {"status": "withdrawn", "reason": "Too little is known of it by now."}
        return said | why | {"input_key": self.input_key}


def tables(
    editions: Iterable[tuple[Edition, Evidence]],
    withdrawn: Iterable[Withdrawn] = (),
    *,
    publisher: str = "",
) -> Mapping[str, pa.Table]:
    """Return the rows and the files of `editions`, and the rows of what is withdrawn."""
    rows, works, facts = [one.row() for one in withdrawn], list[_Row](), list[_Row]()
    files = list[_Row]()
    for given, known in editions:
        edition = given.by(publisher)
        work = edition.work
        forms = {form: write(work) for form, write in _FORMS.items()}
        of = {
            "generated_key": work.key,
            "digest": content_digest(forms["pdf"]),
            "input_key": edition.input_key,
        }
        stem = f"{work.kind}-{work.as_of}-{of['digest'][:12]}"
        rows.append(of | _row(edition, f"{stem}.pdf"))
        works.append(of | _work_row(edition, known.names))
        facts += [of | row for row in fact_rows(work)]
        files += [
            {"path": f"{stem}.{form}", "content": content}
            for form, content in forms.items()
        ]
    return {
        "generated": table("generated", rows),
        "generated_works": table("generated_works", works),
        "generated_facts": table("generated_facts", facts),
        "files": pa.Table.from_pylist(files, schema=_FILES),
    }


def _row(edition: Edition, path: str) -> _Row:
    return {
        "kind": edition.work.kind,
        "title": edition.title,
        "path": path,
        "source_keys": sorted(set(edition.source_keys)),
        "rights": _rights(edition.work),
        "quality": edition.quality,
        "status": "draft",
        "as_of": edition.work.as_of,
        "reason": "It was not checked yet.",
    }


def _rights(work: Work) -> str:
    said = {"uses": "facts", "reserved_sources": "left out"}
    by = {"worded_by": work.writer} if work.writer else {}
    return msgspec.json.encode(said | by).decode()


def _work_row(edition: Edition, names: Iterable[str]) -> _Row:
    work = edition.work
    words = said(work)
    leads = {
        link
        for chapter in work.chapters
        for block in chapter.blocks
        for link in links(block)
    }
    return {
        "kind": work.kind,
        "as_of": work.as_of,
        "work": msgspec.json.encode(work).decode(),
        "words": words,
        "sketch": sketch(words),
        "names": sorted(names),
        "links": sorted(leads),
        "source_keys": sorted(set(edition.source_keys)),
    }


def fact_rows(work: Work) -> Iterator[_Row]:
    """Yield a row for each fact that `work` tells, and for each of its quotations."""
    yield from (_fact_row("", fact) for fact in work.facts)
    for chapter in work.chapters:
        for block in chapter.blocks:
            for text in block.texts():
                yield from (_fact_row(chapter.name, fact) for fact in text.facts)
            if isinstance(block, Quote):
                yield _fact_row(chapter.name, _of_quote(block))


def _of_quote(quote: Quote) -> Fact:
    return Fact(
        said=quote.text, table=quote.table, column=quote.column, keys=[quote.key]
    )


def _fact_row(chapter: str, fact: Fact) -> _Row:
    return {
        "chapter": chapter,
        "said": fact.said,
        "of_table": fact.table,
        "of_column": fact.column,
        "way": fact.way,
        "form": fact.form,
        "currency": fact.currency,
        "source_keys": fact.keys,
    }
