"""What is worth a person's look: what a step is least sure of and nobody has labelled.

The rows are for a spreadsheet: what a person reads to judge, the step's own guess, and an
empty column `label`. Filled in, the file is what labels are read from.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from enrich.errors import LabelRefused
from enrich.queries import source
from lake.sql import current
from lake.store import Lake

_ROOM = Path(__file__).parent
# A spreadsheet takes a cell that begins so for a formula, and pages say what they like.
_FORMULA = r"^([=+\-@\t\r])"


def worksheet(lake: Lake, step: str, rows: int) -> pa.Table:
    """Return the `rows` that a label on would teach a step the most."""
    path = _ROOM / f"worksheet_{step}.sql"
    if not path.exists():
        raise LabelRefused(f"there is no worksheet for {step!r}")
    with current(lake) as connection:
        asked = source(f"learning/{path.name}")
        found = connection.sql(asked, params={"rows": rows}).to_arrow_table()
    return pa.table({name: _harmless(found[name]) for name in found.column_names})


def _harmless(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_string(column.type):
        return column
    return pc.replace_substring_regex(column, _FORMULA, r"'\1")
