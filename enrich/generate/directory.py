"""The programme directory: one product of all partner programmes that were scored.

The query gives one input. With fewer than five programmes nothing is made, and what was
made before is withdrawn; what the gate finds fault with stays a draft.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa

from enrich.generate.edition import HOUSE, WRITES, Edition, Withdrawn, tables
from enrich.generate.gate.evidence import Evidence
from enrich.generate.letters import is_name
from enrich.generate.listed import (
    TITLE,
    directory_key,
    evidence,
    listed,
)
from enrich.generate.listedfound import Directory, Programme
from enrich.queries import sql
from lake.stages import Stage

_VERSION = 5
_KIND = "programme_directory"
_LEAST = 5


def make(batch: pa.RecordBatch, publisher: str = HOUSE) -> Mapping[str, pa.Table]:
    """Return the directory of each input of `batch`, and its files."""
    return tables(_editions(batch), _withdrawn(batch), publisher=publisher)


def _withdrawn(batch: pa.RecordBatch) -> Iterator[Withdrawn]:
    for row in batch.to_pylist():
        if row["is_told"] and len(_named(row["programmes"])) < _LEAST:
            yield Withdrawn(
                key=directory_key(),
                kind=_KIND,
                title=TITLE,
                input_key=row["input_key"],
            )


def _named(programmes: Sequence[Mapping[str, Any]]) -> list[Programme]:
    told = msgspec.convert(programmes, list[Programme])
    return [one for one in told if is_name(one.name)]


def _editions(batch: pa.RecordBatch) -> Iterator[tuple[Edition, Evidence]]:
    for row in batch.to_pylist():
        named = _named(row["programmes"])
        if len(named) < _LEAST:
            continue
        directory = Directory(programmes=named)
        work = listed(directory, row["as_of"])
        edition = Edition(
            work=work,
            title=f"{work.title}, {work.as_of:%B %Y}",
            quality=round(min(1.0, len(named) / 40), 2),
            source_keys=directory.keys,
            input_key=row["input_key"],
        )
        yield edition, evidence(directory)


DIRECTORY = Stage(
    _KIND,
    _VERSION,
    reads=("scores", "programmes", "pages", "offers_latest"),
    writes=WRITES,
    make=make,
    query=sql("generate/directory.sql", _VERSION),
    files="products",
)
