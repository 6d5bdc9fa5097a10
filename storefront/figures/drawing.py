"""Amounts by day as columns: pure geometry, no words.

   ▇     ▇ ▇     what came in is a column; the narrow one inside is what is left of it
▇  ▇  ▇  ▇ ▇
─────────────    what is below the line was lost
      ▇
"""

from collections.abc import Sequence

import msgspec

WIDTH, HEIGHT = 360, 168
_LEFT, _RIGHT, _TOP, _BOTTOM = 6, 354, 26, 140
_GAP = 0.25
_INSIDE = 0.34
_LEAST_PX = 1.0


class Column(msgspec.Struct, frozen=True):
    """One column: where it stands and how tall it is."""

    x: float
    y: float
    width: float
    height: float


class Columns(msgspec.Struct, frozen=True):
    """What a template draws: columns, those inside them, and the line of nothing."""

    whole: tuple[Column, ...]
    inside: tuple[Column, ...]
    ground: float
    most: int


def columns(whole: Sequence[int], inside: Sequence[int]) -> Columns | None:
    """Return columns of `whole` with `inside` in them; None where all is nothing."""
    high, low = max(0, *whole, *inside), min(0, *whole, *inside)
    if high == low:
        return None
    scale = (_BOTTOM - _TOP) / (high - low)
    ground = round(_TOP + high * scale, 1)
    step = (_RIGHT - _LEFT) / len(whole)

    def drawn(values: Sequence[int], width: float) -> tuple[Column, ...]:
        return tuple(
            Column(
                x=round(_LEFT + step * (at + 0.5) - width / 2, 1),
                y=round(ground - _tall(value, scale) if value > 0 else ground, 1),
                width=round(width, 1),
                height=round(_tall(value, scale), 1),
            )
            for at, value in enumerate(values)
        )

    wide = step * (1 - _GAP)
    return Columns(drawn(whole, wide), drawn(inside, wide * _INSIDE), ground, high)


def shares(values: Sequence[int]) -> list[float]:
    """Return how long each step of a funnel is drawn, of the longest."""
    most = max(values, default=0)
    return [round(100 * value / most, 1) if most else 0.0 for value in values]


def _tall(value: int, scale: float) -> float:
    """Return how tall a value is; what is something is seen."""
    return max(abs(value) * scale, _LEAST_PX) if value else 0.0
