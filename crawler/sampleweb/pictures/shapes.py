"""The shapes of the goods as masks: what words/shapes.toml says, drawn in black and white.

A mask is drawn at twice its size and halved, which makes its edges smooth.
"""

import tomllib
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIDE = 400
_BOX = 200  # the side of the box that shapes.toml speaks of
_FINE = 2
_ROOM = 0.85  # of the picture's side that the box takes
_SCALE = SIDE * _ROOM / _BOX * _FINE
_LEFT, _TOP = SIDE * 0.075 * _FINE, SIDE * 0.095 * _FINE
_STEPS = 16  # points of a curve
Mask = NDArray[np.float32]
Point = tuple[float, float]


class Shapes(msgspec.Struct, frozen=True):
    """Everything shapes.toml holds."""

    colours: dict[str, tuple[int, int, int]]
    stuffs: dict[str, tuple[int, int, int]]
    grounds: dict[str, tuple[int, int, int]]
    kinds: dict[str, list[str]]
    box: dict[str, list[str]]
    lying: dict[str, list[str]]


class Part(msgspec.Struct, frozen=True):
    """One part of a thing: what it is made of, and where it is."""

    stuff: str
    mask: Mask


def down_to(y: float) -> int:
    """Return the row of the picture that `y` of the box is in."""
    return round((y * _SCALE + _TOP) / _FINE)


@cache
def shapes() -> Shapes:
    """Return how all goods look."""
    path = Path(__file__).parents[1] / "words" / "shapes.toml"
    return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Shapes)


def part(line: str) -> Part:
    """Return the part that a line of shapes.toml tells of."""
    stuff, form, rest = line.split(" ", 2)
    fine = Image.new("L", (SIDE * _FINE, SIDE * _FINE))
    _FORMS[form](ImageDraw.Draw(fine), rest.split())
    smooth = fine.reduce(_FINE)
    return Part(stuff, np.asarray(smooth, np.float32) / np.float32(255))


def _path(draw: ImageDraw.ImageDraw, words: list[str]) -> None:
    draw.polygon(_points(words), fill=255)


def _line(draw: ImageDraw.ImageDraw, words: list[str]) -> None:
    width, points = float(words[0]) * _SCALE, _points(words[1:])
    draw.line(points, fill=255, width=round(width), joint="curve")
    for x, y in (points[0], points[-1]):
        draw.ellipse(_around(x, y, width / 2, width / 2), fill=255)


def _rect(draw: ImageDraw.ImageDraw, words: list[str]) -> None:
    x, y, width, height = _place(words)
    box = (x, y, x + width, y + height)
    draw.rounded_rectangle(box, float(words[4]) * _SCALE, fill=255)


def _oval(draw: ImageDraw.ImageDraw, words: list[str]) -> None:
    draw.ellipse(_around(*_place(words)), fill=255)


def _ring(draw: ImageDraw.ImageDraw, words: list[str]) -> None:
    x, y, across, down = _place(words)
    width = float(words[4]) * _SCALE
    half = width / 2
    outer = _around(x, y, across + half, down + half)
    draw.ellipse(outer, outline=255, width=round(width))


def _grid(draw: ImageDraw.ImageDraw, words: list[str]) -> None:
    x, y, width, height = _place(words)
    columns, rows = int(words[4]), int(words[5])
    step, down = width / columns, height / rows
    for at in range(columns * rows):
        left, top = x + step * (at % columns), y + down * (at // columns)
        box = (left, top, left + step * 0.8, top + down * 0.8)
        draw.rounded_rectangle(box, min(step, down) * 0.2, fill=255)


_FORMS = {
    "path": _path, "line": _line, "rect": _rect, "oval": _oval, "ring": _ring,
    "grid": _grid,
}  # fmt: skip


def _place(words: list[str]) -> tuple[float, float, float, float]:
    """Return a place and two lengths in points of the fine picture."""
    x, y, across, down = (float(word) * _SCALE for word in words[:4])
    return x + _LEFT, y + _TOP, across, down


def _around(
    x: float, y: float, across: float, down: float
) -> tuple[float, float, float, float]:
    return x - across, y - down, x + across, y + down


def _points(words: list[str]) -> list[Point]:
    """Return the corners of a path, its curves as many short lines."""
    points: list[Point] = []
    at = 0
    while at < len(words):
        letter = words[at]
        size = {"M": 2, "L": 2, "C": 6, "Z": 0}[letter]
        numbers = [float(word) * _SCALE for word in words[at + 1 : at + 1 + size]]
        ends = [
            (x + _LEFT, y + _TOP)
            for x, y in zip(numbers[0::2], numbers[1::2], strict=True)
        ]
        points += _curve(points[-1], ends) if letter == "C" else ends
        at += 1 + size
    return points


def _curve(start: Point, ends: list[Point]) -> list[Point]:
    """Return a cubic Bézier curve's points behind its first."""
    made = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        pulled = list(zip(weights, (start, *ends), strict=True))
        made.append(
            (sum(w * x for w, (x, _) in pulled), sum(w * y for w, (_, y) in pulled))
        )
    return made
