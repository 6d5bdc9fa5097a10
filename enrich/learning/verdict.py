"""By which rule a model is released or withdrawn: it has to prove itself row by row.

Both models are measured on the same rows. Rows are drawn from these again and again; how
often the mean difference is above 0 says how sure it is that one is better.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

# Fewer rows held back decide nothing.
LEAST_ROWS = 20
_DRAWS = 2000
# A new model may be released on a fair chance; taking one back needs more, or models
# would come and go with every few labels.
_BETTER = 0.9
_WORSE = 0.95


class Verdict(msgspec.Struct, frozen=True):
    """What is to be done, and why, in words."""

    yes: bool
    why: str


def is_better(new: NDArray[np.float64], before: NDArray[np.float64]) -> Verdict:
    """Return whether a new model is to be released in the place of the one before."""
    if len(new) < LEAST_ROWS:
        return Verdict(False, _too_few(len(new)))
    chance = _chance(new - before)
    words = f"{_difference(new, before)}, better with a chance of {chance:.0%}"
    if chance >= _BETTER:
        return Verdict(True, words)
    return Verdict(False, f"{words}; {_BETTER:.0%} is asked")


def is_worse(released: NDArray[np.float64], before: NDArray[np.float64]) -> Verdict:
    """Return whether the released model is to be withdrawn for the one before it."""
    if len(released) < LEAST_ROWS:
        return Verdict(False, _too_few(len(released)))
    chance = _chance(before - released)
    words = f"{_difference(released, before)}, worse with a chance of {chance:.0%}"
    if chance >= _WORSE:
        return Verdict(True, words)
    return Verdict(False, f"{words}; from {_WORSE:.0%} on it would be withdrawn")


def _difference(new: NDArray[np.float64], before: NDArray[np.float64]) -> str:
    return (
        f"right by {new.mean():.3f} on {len(new)} labels held back,"
        f" {before.mean():.3f} before"
    )


def _chance(differences: NDArray[np.float64]) -> float:
    """Return how likely the mean difference is above 0; equal models are at 0."""
    draw = np.random.default_rng(0)
    means = np.array(
        [draw.choice(differences, len(differences)).mean() for _ in range(_DRAWS)]
    )
    return float((means > 0).mean())


def _too_few(rows: int) -> str:
    return f"{rows} labels are held back to measure on; {LEAST_ROWS} are needed"
