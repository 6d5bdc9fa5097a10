"""The programme directory: one product of all partner programmes that were scored.

The query gives one input. With fewer than five programmes nothing is made; what the gate
finds fault with stays a draft.
"""

from collections.abc import Iterator, Mapping

import msgspec
import pyarrow as pa

from enrich.generate.edition import HOUSE, WRITES, Edition, tables
from enrich.generate.gate.evidence import Evidence
from enrich.generate.letters import is_name
from enrich.generate.listed import Directory, Programme, evidence, listed
from enrich.queries import sql
from lake.stages import Stage

_VERSION = 5
_LEAST = 5


def make(batch: pa.RecordBatch, publisher: str = HOUSE) -> Mapping[str, pa.Table]:
    """Return the directory of each input of `batch`, and its files."""
    return tables(_editions(batch), publisher=publisher)


def _editions(batch: pa.RecordBatch) -> Iterator[tuple[Edition, Evidence]]:
    for row in batch.to_pylist():
        programmes = msgspec.convert(row["programmes"], list[Programme])
        named = [one for one in programmes if is_name(one.name)]
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
    "programme_directory",
    _VERSION,
    reads=("scores", "programmes", "pages", "offers_latest"),
    writes=WRITES,
    make=make,
    query=sql("generate/directory.sql", _VERSION),
    files="products",
)
