"""What labels teach of opinions: a line through an encoder's vectors and the rules.

    value = vector . weights + own . (rule, rule of what is sure, 1)

Least squares with a bound on the weights (ridge), which leaving each label out once
chooses. Few labels are enough: the rules alone are where it begins.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from enrich.text.sentimentrules import HITS, VALUE, Numbers

Vectors = NDArray[np.float32]
# How strictly weights are held, from hardly to nearly nothing but the mean.
_BOUNDS = np.geomspace(0.01, 1000, 26)
# What the rules say is worth this many entries of a vector whose length is 1.
_RULE_SCALE = 3.0


class Head(NamedTuple):
    """What was learned, of whose vectors; `said` is the mean of the labels, `seen` that of the rows."""

    weights: Numbers
    seen: Numbers
    said: Numbers
    encoder: str = ""

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return the head that was kept as `arrays`."""
        kept = {name: arrays[name] for name in ("weights", "seen", "said")}
        return cls(**kept, encoder=str(arrays["encoder"]))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the head as it is kept."""
        return self._asdict() | {"encoder": np.array(self.encoder)}


def fit(vectors: Vectors, rules: Numbers, values: Numbers, encoder: str = "") -> Head:
    """Return what labels of -1 to 1 teach, with what the rules said of their texts."""
    rows = _rows(vectors, rules)
    seen, said = rows.mean(axis=0), values.mean(keepdims=True)
    left, sizes, right = np.linalg.svd(rows - seen, full_matrices=False)
    along = left.T @ (values - said)
    wrong = [_left_out(left, sizes, along, values - said, bound) for bound in _BOUNDS]
    best = _BOUNDS[int(np.argmin(wrong))]
    return Head(right.T @ (sizes / (sizes**2 + best) * along), seen, said, encoder)


def predict(head: Head, vectors: Vectors, rules: Numbers) -> Numbers:
    """Return what each text says, from -1 to 1."""
    told = (_rows(vectors, rules) - head.seen) @ head.weights + head.said
    return np.clip(told, -1, 1)


def _rows(vectors: Vectors, rules: Numbers) -> Numbers:
    own = np.stack(
        [rules[:, VALUE], np.sign(rules[:, VALUE]) * np.minimum(rules[:, HITS], 3) / 3],
        axis=1,
    )
    return np.hstack([vectors.astype(np.float64), own * _RULE_SCALE])


def _left_out(
    left: Numbers, sizes: Numbers, along: Numbers, values: Numbers, bound: float
) -> float:
    """Return how wrong each label is told by all others, squared, in the mean."""
    share = sizes**2 / (sizes**2 + bound)
    told = left @ (share * along)
    weight = np.einsum("ij,j,ij->i", left, share, left)
    return float((((values - told) / (1 - np.minimum(weight, 0.999))) ** 2).mean())
