"""What enriching told of items as numbers, brought from the pinned lake into one file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lake.settings import LakeSettings
from lake.sql import connect

_QUESTION = Path(__file__).parent / "sql" / "vectors.sql"
_AT_ONCE = 10_000


def write(
    home: Path, settings: LakeSettings, listings: Sequence[str], file: Path
) -> Path | None:
    """Write the vector of each of `listings` into `file`, in their order.

    They are those that speak for the items, in the order of their skus; one without a
    vector has zeros. Without any vectors there is no file.
    """
    places = {listing: place for place, listing in enumerate(listings)}
    matrix: np.memmap[Any, Any] | None = None
    with connect(home, settings) as lake:
        answer = lake.sql(_QUESTION.read_text()).to_arrow_reader(_AT_ONCE)
        for batch in answer:
            keys, rows = batch.column("listing_key").to_pylist(), _rows(batch)
            if matrix is None:
                size = (len(listings), rows.shape[1])
                matrix = np.lib.format.open_memmap(file, "w+", np.float16, size)
            held = [n for n, key in enumerate(keys) if key in places]
            matrix[[places[keys[n]] for n in held]] = rows[held]
    if matrix is None:
        return None
    matrix.flush()
    return file


def _rows(batch: pa.RecordBatch) -> NDArray[Any]:
    """Return the vectors of `batch`; they are all of one length."""
    flat = batch.column("vector").flatten().to_numpy(zero_copy_only=False)
    finite = np.nan_to_num(flat, nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(finite, -1e4, 1e4).reshape(len(batch), -1)
