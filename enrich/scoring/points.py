"""From factors to points and to the score, in all draws at once.

Points are rounded first and summed then, so what a person adds up is the score.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.scoring.chance import Numbers, interval
from enrich.scoring.weights import RISK_SHARE, Weight


class Scored(NamedTuple):
    """The points of each factor at the point, and the score with its interval."""

    points: dict[str, Numbers]
    score: Numbers
    low: Numbers
    high: Numbers

    def columns(self) -> list[pl.Series]:
        """Return them as columns: NAME_points, score, low, high."""
        own = {f"{name}_points": of for name, of in self.points.items()}
        whole = own | {"score": self.score, "low": self.low, "high": self.high}
        return [pl.Series(name, of, pl.Float64) for name, of in whole.items()]


def scored(
    weights: Sequence[Weight], factors: Mapping[str, Numbers], risk: Numbers
) -> Scored:
    """Return the score of `factors`, in which competition is better when it is small."""
    parts = {
        one.name: np.round(_worth(one.name, factors[one.name]) * one.points, 1)
        for one in weights
    }
    gross = sum(parts.values(), np.zeros(1))
    parts["risk"] = np.round(risk * gross * -RISK_SHARE, 1) + 0.0
    # Not below: the rounding of many small points may differ from that of their sum.
    total = np.maximum(np.round(gross + parts["risk"], 1), 0.0)
    low, high = interval(total) if total.ndim > 1 else (total, total)
    score = total[0] if total.ndim > 1 else total
    first = {name: _point(of, score) for name, of in parts.items()}
    return Scored(first, score, low, high)


def _worth(name: str, factor: Numbers) -> Numbers:
    return 1 - factor if name == "competition" else factor


def _point(part: Numbers, like: Numbers) -> Numbers:
    return np.broadcast_to(part[0] if part.ndim > 1 else part, like.shape)
