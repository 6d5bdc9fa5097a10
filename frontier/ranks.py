"""The order of a host's URLs as one whole number each: the lowest goes first."""

from typing import Literal

import numpy as np

from frontier.kernel import Small

Order = Literal["breadth", "depth", "best"]
DEEPEST = 0xFFFF
_TOP = 0x3FFF  # of a priority, either way
# The ends are taken: the best one by URLs that are due for their age alone.
# LAST is for what has to wait for something else than its turn.
LAST = 2**31 - 3
_LOWEST, _HIGHEST = -(2**31) + 2, LAST - 1


def ranks(order: Order, priority: Small, depth: Small, score: Small | None) -> Small:
    """Return the rank of each URL; a higher priority goes before everything else."""
    if order == "best":
        return (
            np.clip(-priority, _LOWEST, _HIGHEST) if score is None else _by_score(score)
        )
    if order == "depth":
        depth = DEEPEST - depth
    return (-np.clip(priority, -_TOP, _TOP) << 16 | depth).astype(np.int32)


def _by_score(score: Small) -> Small:
    """Return numbers in the order of the scores' floats, highest first."""
    bits = np.nan_to_num(score.astype(np.float32)).view(np.int32)
    ordered = np.where(bits < 0, bits ^ 0x7FFFFFFF, bits)
    return np.clip(~ordered, _LOWEST, _HIGHEST)
