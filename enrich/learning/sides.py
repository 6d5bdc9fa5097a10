"""Which labels a model learns from, and which it is measured on: for ever the same ones.

    at the first label   a hash of what it stands together with, written into its row
    copies of it later   the side of those that were labelled before
    old rows without     the hash, of what they stand together with today
Groups are remade, sides are not. So no model is ever measured on what any model learned
from: also not on a thing whose group, as it is now, holds one that was learned from.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Every fourth: enough to measure with a hundred labels, and most are left to learn from.
_HELD_BACK = 4
_WRITTEN = """
SELECT entity_key, bool_and(held_back) AS held_back FROM labels
WHERE step = $step AND held_back IS NOT NULL GROUP BY entity_key
"""


def written(connection: "DuckDBPyConnection", step: str) -> dict[str, bool]:
    """Return which entities with a label of `step` are held back, where it is written."""
    found = connection.sql(_WRITTEN, params={"step": step}).fetchall()
    return dict(found)


def drawn(
    things: Iterable[tuple[str, str]], before: Mapping[str, bool]
) -> dict[str, bool]:
    """Return whether each of `things`, a key and what it stands with, is held back."""
    pairs = list(things)
    beside = _beside(pairs, before)
    return {
        key: before[key] if key in before else beside.get(together, _hashed(together))
        for key, together in pairs
    }


def split(rows: pa.Table, before: Mapping[str, bool]) -> tuple[pa.Table, pa.Table]:
    """Return the rows to learn from, and those to measure on."""
    keys, together = rows["entity_key"].to_pylist(), rows["together"].to_pylist()
    held = drawn(zip(keys, together, strict=True), before)
    learned = {
        with_ for key, with_ in zip(keys, together, strict=True) if not held[key]
    }
    return (
        _where(rows, [not held[key] for key in keys]),
        _where(rows, [with_ not in learned for with_ in together]),
    )


def _beside(
    pairs: Sequence[tuple[str, str]], before: Mapping[str, bool]
) -> dict[str, bool]:
    """Return the side of each group that has one: learned from if any of it was."""
    found: dict[str, bool] = {}
    for key, together in pairs:
        if key in before:
            found[together] = found.get(together, True) and before[key]
    return found


def _hashed(together: str) -> bool:
    return blake2b(together.encode(), digest_size=8).digest()[0] % _HELD_BACK == 0


def _where(rows: pa.Table, wanted: list[bool]) -> pa.Table:
    return rows.filter(pa.array(wanted, pa.bool_()))
