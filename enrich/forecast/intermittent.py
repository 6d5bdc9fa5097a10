"""Ways for what sells now and then: how much, when it sells, and how often that is.

Croston smooths the sizes of the weeks that have any and the gaps between them, each by
itself. Syntetos and Boylan showed that this tells too much and take a part of it away
(SBA). Teunter, Syntetos and Babai smooth the chance of a week that has any, at every
week, so that what nobody wants any more goes to nothing (TSB).
"""

import numpy as np

from enrich.forecast.smoothing import Counts
from enrich.kernel import kernel

# What the literature takes where a row is too short to try others out.
_ALPHA = 0.1
_STEPS = 5


@kernel
def croston(past: Counts, out: Counts) -> None:
    """Go Croston's way as Syntetos and Boylan mended it."""
    size, gap, since, seen = 0.0, 0.0, 1.0, False
    for k in range(len(past)):
        if past[k] > 0:
            if seen:
                size += _ALPHA * (past[k] - size)
                gap += _ALPHA * (since - gap)
            else:
                size, gap, seen = past[k], since, True
            since = 1.0
        else:
            since += 1.0
    told = (1 - _ALPHA / 2) * size / gap if seen else 0.0
    for k in range(len(out)):
        out[k] = told


@kernel
def _tsb_error(past: Counts, alpha: float, beta: float) -> tuple[float, float]:
    size, chance, wrong = 0.0, 0.0, 0.0
    for k in range(len(past)):
        chance += (past[k] > 0) / len(past)
        size = past[k] if past[k] > 0 and size == 0 else size
    for k in range(len(past)):
        told = size * chance
        wrong += (past[k] - told) ** 2
        if past[k] > 0:
            size += alpha * (past[k] - size)
            chance += beta * (1 - chance)
        else:
            chance -= beta * chance
    return wrong, size * chance


@kernel
def tsb(past: Counts, out: Counts) -> None:
    """Go the way of Teunter, Syntetos and Babai."""
    best, found = np.inf, 0.0
    for i in range(1, _STEPS + 1):
        for j in range(1, _STEPS + 1):
            wrong, told = _tsb_error(past, i / 10, j / 20)
            if wrong < best:
                best, found = wrong, told
    for k in range(len(out)):
        out[k] = found
