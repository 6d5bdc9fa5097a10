"""How this room's hot loops are compiled: as frontier's, but they count no references.

The loops pass their arrays on at every step; counting each time who holds them took two
thirds of the whole. They make no array, so there is nothing to count.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

from frontier.kernel import Bytes, Ints

__all__ = ["Bytes", "Ints", "kernel"]

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile `function` at its first call; its types are those it declares."""
    compiled: Callable[P, R] = njit(
        cache=True, nogil=True, error_model="numpy", _nrt=False
    )(function)
    return compiled
