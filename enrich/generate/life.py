"""The life of an edition after its making: rows that say what became of it.

    draft -> checked -> approved -> offered -> refreshed   a newer one took its place
                |           |          '-----> withdrawn   its sources died, or a person said so
                '-----------'----------------> refused     by a person

A kind writes drafts, the gate (checked.py) what it found. Verdicts come from the table
`approvals`, a copy of what the ledger has. What the shop has is said after publishing.
"""

from collections.abc import Mapping

import pyarrow as pa

from enrich.queries import sql
from enrich.rows import table
from lake.stages import Stage

_VERSION = 2


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return the editions of `batch` in the states that the query found for them."""
    return {"generated": table("generated", batch.to_pylist())}


APPROVED = Stage(
    "approved",
    _VERSION,
    reads=("generated", "generated_works", "approvals", "pages", "offers_latest"),
    writes=("generated",),
    make=make,
    query=sql("generate/life.sql", _VERSION),
)
OFFERED = Stage(
    "offered",
    _VERSION,
    reads=("generated",),
    writes=("generated",),
    make=make,
    query=sql("generate/offered.sql", _VERSION),
)
