"""The course of a price as a drawing: pure geometry, no words.

(x, y)  a price holds until it changes, so the line is one of steps:
               ┌────┐
        ───────┘    └──────   the last step ends today
"""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from storefront.catalogue.item import PricePoint

WIDTH, HEIGHT = 360, 168
_LEFT, _RIGHT, _TOP, _BOTTOM = 6, 354, 30, 128
# A drawing 350 units wide shows no more steps than these.
_MOST_POINTS = 350


class Dot(msgspec.Struct, frozen=True):
    """A point of the line that carries a label."""

    x: float
    y: float
    anchor: str
    """Where its text begins, so that none leaves the drawing: start, middle, end."""
    since: date
    price_minor: int


class Chart(msgspec.Struct, frozen=True):
    """What a template draws: the paths and the points worth a label."""

    line: str
    area: str
    first: Dot
    last: Dot
    lowest: Dot
    points: tuple[PricePoint, ...]
    """The newest first, as the table beside the drawing lists them."""

    @property
    def lowest_apart(self) -> bool:
        """Whether the lowest price needs a label of its own."""
        return self.lowest.since not in {self.first.since, self.last.since}


def history_chart(history: Sequence[PricePoint], today: date) -> Chart | None:
    """Return the drawing of `history`; None where one price says it all."""
    points = sorted(history, key=lambda point: point.since)[-_MOST_POINTS:]
    if len(points) < 2:
        return None
    end = max(today, points[-1].since + timedelta(days=1))
    xs = [_x(point.since, points[0].since, end) for point in points]
    ys = _ys([point.price_minor for point in points])
    line = f"M{xs[0]} {ys[0]}" + "".join(
        f"H{x}V{y}" for x, y in zip(xs[1:], ys[1:], strict=True)
    )
    line += f"H{_RIGHT}"
    least = min(range(len(points)), key=lambda at: (points[at].price_minor, -at))
    return Chart(
        line=line,
        area=f"{line}V{_BOTTOM}H{xs[0]}Z",
        first=_dot(xs[0], ys[0], points[0]),
        last=_dot(_RIGHT, ys[-1], points[-1]),
        lowest=_dot(xs[least], ys[least], points[least]),
        points=tuple(reversed(points)),
    )


def _x(day: date, first: date, end: date) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * (day - first) / (end - first), 1)


def _ys(prices: list[int]) -> list[float]:
    low, high = min(prices), max(prices)
    if low == high:
        return [(_TOP + _BOTTOM) / 2] * len(prices)
    # The least price keeps off the ground, where its label stands.
    ground = _BOTTOM - 24
    return [
        round(ground - (ground - _TOP) * (p - low) / (high - low), 1) for p in prices
    ]


def _dot(x: float, y: float, point: PricePoint) -> Dot:
    anchor = "start" if x < WIDTH * 0.25 else "end" if x > WIDTH * 0.75 else "middle"
    return Dot(x, y, anchor, point.since, point.price_minor)
