"""Which labels a model learns from, and which it is measured on: for ever the same ones.

A label's side hangs on its `together` alone. So no model ever learned from what any model
is measured on, however often labels come and models are trained.
"""

from hashlib import blake2b

import pyarrow as pa

# Every fourth: enough to measure with a hundred labels, and most are left to learn from.
_HELD_BACK = 4


def split(rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Return the rows to learn from, and those that are held back."""
    held = pa.array([_is_held_back(key) for key in rows["together"].to_pylist()])
    if not rows.num_rows:
        return rows, rows
    return rows.filter(pa.compute.invert(held)), rows.filter(held)


def _is_held_back(key: str) -> bool:
    return blake2b(key.encode(), digest_size=8).digest()[0] % _HELD_BACK == 0
