"""The course of a price as a drawing: pure geometry, no words.

(x, y)  a price holds until it changes, so the line is one of steps:
               ┌────┐
        ───────┘    └──────   the last step ends today
               price          a label stands where no step crosses it
"""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from storefront.catalogue.item import PricePoint

WIDTH, HEIGHT = 360, 168
_LEFT, _RIGHT, _TOP, _BOTTOM = 6, 354, 30, 128
# A drawing 350 units wide shows no more steps than these.
_MOST_POINTS = 350
# How wide the longest price is, how far it stands above its line, and how far below.
_LABEL, _ABOVE, _BELOW = 90, 11, 18


class Dot(msgspec.Struct, frozen=True):
    """A point of the line that carries a label."""

    x: float
    y: float
    label: float
    """The line that its text stands on."""
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
        return self.lowest.price_minor not in {
            self.first.price_minor,
            self.last.price_minor,
        }


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
        first=_dot(xs[0], ys[0], _label(ys[0], _under_first(xs, ys)), points[0]),
        last=_dot(_RIGHT, ys[-1], _label(ys[-1], _under_last(xs, ys)), points[-1]),
        lowest=_dot(xs[least], ys[least], ys[least] + _BELOW, points[least]),
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


def _under_first(xs: list[float], ys: list[float]) -> list[float]:
    """Return how high the line is where the first price stands."""
    return [y for x, y in zip(xs, ys, strict=True) if x < _LEFT + _LABEL]


def _under_last(xs: list[float], ys: list[float]) -> list[float]:
    """Return how high the line is where the last price stands."""
    ends = [*xs[1:], _RIGHT]
    return [y for x, y in zip(ends, ys, strict=True) if x > _RIGHT - _LABEL]


def _label(y: float, beside: list[float]) -> float:
    """Return where the price of a point stands that has the line `beside` it."""
    if min(beside) < y == max(beside):  # the line comes from above
        return y + _BELOW
    return min(beside) - _ABOVE


def _dot(x: float, y: float, label: float, point: PricePoint) -> Dot:
    # So that the lowest price meets neither the first nor the last.
    anchor = "start" if x < WIDTH * 0.4 else "end" if x > WIDTH * 0.6 else "middle"
    return Dot(x, y, label, anchor, point.since, point.price_minor)
