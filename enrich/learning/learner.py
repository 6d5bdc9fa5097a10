"""What can be learned: for each step what its rows are, how it learns, how it is judged."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pyarrow as pa
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


class Judged(msgspec.Struct, frozen=True):
    """How well a model did: a number for each row, 1 is right, and figures over all."""

    each: NDArray[Any]
    figures: dict[str, float]


class Learner(msgspec.Struct, frozen=True):
    """One step's way of learning.

    `query` gives a row for each label that counts: `entity_key`, `label`, `together`,
    by which near copies stay on one side of the split, and what `fit` reads. `judge` is
    given no arrays for the model that came with the step. `advice` says how more come.
    """

    step: str
    code: int
    query: str
    fit: Callable[[pa.Table], Arrays]
    # What the home is configured with goes into both: an encoder, a taxonomy.
    judge: Callable[[Arrays | None, pa.Table], Judged]
    least: int = 20
    advice: str = "Add some: harvestman labels worksheet {step} FILE.csv"
