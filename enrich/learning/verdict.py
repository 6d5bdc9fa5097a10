"""By which rule a model is released or withdrawn: it has to prove itself thing by thing.

Both models are measured on the same rows. Copies of one product are right or wrong
together, so whole groups are drawn from these again and again; how often the mean
difference is above 0 says how sure it is that one is better.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

# Fewer rows held back, or all of a few things, decide nothing.
LEAST_ROWS = 20
LEAST_GROUPS = 10
_DRAWS = 2000
# A new model may be released on a fair chance; taking one back needs more, or models
# would come and go with every few labels.
_BETTER = 0.9
_WORSE = 0.95

Right = NDArray[np.float64]


class Verdict(msgspec.Struct, frozen=True):
    """What is to be done, and why, in words."""

    yes: bool
    why: str


def is_enough(together: Sequence[str]) -> bool:
    """Return whether rows, each by what it stands with, are enough to measure on."""
    return len(together) >= LEAST_ROWS and len(set(together)) >= LEAST_GROUPS


def is_better(new: Right, before: Right, together: Sequence[str]) -> Verdict:
    """Return whether a new model is to be released in the place of the one before."""
    chance = _chance(new - before, together)
    words = f"{_difference(new, before)}, better with a chance of {chance:.0%}"
    if chance >= _BETTER:
        return Verdict(True, words)
    return Verdict(False, f"{words}; {_BETTER:.0%} is asked")


def is_worse(released: Right, before: Right, together: Sequence[str]) -> Verdict:
    """Return whether the released model is to be withdrawn for the one before it."""
    chance = _chance(before - released, together)
    words = f"{_difference(released, before)}, worse with a chance of {chance:.0%}"
    if chance >= _WORSE:
        return Verdict(True, words)
    return Verdict(False, f"{words}; from {_WORSE:.0%} on it would be withdrawn")


def _difference(new: Right, before: Right) -> str:
    return (
        f"right by {new.mean():.3f} on {len(new)} labels held back,"
        f" {before.mean():.3f} before"
    )


def _chance(differences: Right, together: Sequence[str]) -> float:
    """Return how likely the mean difference is above 0; equal models are at 0."""
    _, groups = np.unique(np.array(together), return_inverse=True)
    # A mean is above 0 where its sum is.
    sums = np.bincount(groups, weights=differences)
    draw = np.random.default_rng(0)
    drawn = [draw.choice(sums, len(sums)).sum() for _ in range(_DRAWS)]
    return float((np.array(drawn) > 0).mean())
