"""A thing in a studio, before it has its colour: light from the upper left, a soft shadow.

    picture = still + tint x colour

`still` is all that no product colour changes (wall, shadow, gleams, parts of steel or
wood), `tint` how bright the coloured parts are at each point. So a kind is drawn once,
and each of its colours costs one multiplication.
"""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from crawler.sampleweb.pictures.shapes import SIDE, Mask, Part, down_to, part, shapes

_FLOOR = down_to(180)
_AROUND = SIDE // 20  # further no part reaches with its shadow
# How much light the product's own colour throws back, by how a part is formed.
_TINTS = {"round": 1.0, "flat": 0.98, "shade": 0.74}
_CLEAR = 0.62  # of what lies behind glass, so much is hidden
Picture = NDArray[np.float32]


@cache
def plate(kind: str, department: str) -> tuple[Picture, Mask]:
    """Return `still` and `tint` of a kind of goods."""
    return staged([part(line) for line in shapes().kinds[kind]], department, kind)


def staged(parts: list[Part], department: str, kind: str) -> tuple[Picture, Mask]:
    """Return `still` and `tint` of what `parts` make."""
    shadow = _shadow(kind, outline(parts))
    still = _wall(department) * (1 - shadow)[..., None]
    tint = np.zeros((SIDE, SIDE), np.float32)
    laid = np.zeros((SIDE, SIDE), np.float32)
    for one in parts:
        place = _place(one.mask)
        cut = Part(one.stuff, one.mask[place])
        _lay(cut, still[place], tint[place], laid[place])
    return still, tint


def outline(parts: list[Part]) -> Mask:
    """Return all that `parts` cover."""
    covered: Mask = np.maximum.reduce([one.mask for one in parts])
    return covered


def coloured(still: Picture, tint: Mask, colour: Iterable[int]) -> Image.Image:
    """Return the picture of a plate in a colour."""
    made = still + tint[..., None] * np.array(tuple(colour), np.float32)
    return Image.fromarray(np.clip(made, 0, 255).astype(np.uint8))


def _lay(one: Part, still: Picture, tint: Mask, laid: Mask) -> None:
    """Lay a part on those below, which it throws a little shadow on."""
    soft = blurred(one.mask, SIDE / 80)
    fallen = np.roll(soft, (3, 2), (0, 1)) * laid * (1 - one.mask) * 0.4
    still *= (1 - fallen)[..., None]
    tint *= 1 - fallen
    light, gleam = _lit(one, soft)
    cover = one.mask * (_CLEAR if one.stuff == "glass" else 1)
    still *= (1 - cover)[..., None]
    tint *= 1 - cover
    still += (cover * gleam)[..., None]
    strength = _TINTS.get(one.stuff)
    if strength is None:
        own = np.array(shapes().stuffs[one.stuff], np.float32)
        still += (cover * light)[..., None] * own
    else:
        tint += cover * light * strength
    np.maximum(laid, one.mask, out=laid)


def _lit(one: Part, soft: Mask) -> tuple[Mask, Mask]:
    """Return how bright a part is at each point, and what gleams on it."""
    across, down = _within(one.mask)
    # Edges turn away from the light: there the soft outline is thin.
    edge = 0.7 + 0.3 * np.clip(soft * 1.6 - 0.6, 0, 1)
    if one.stuff in ("lamp", "light", "red"):
        return edge * 1.06, np.zeros_like(edge)
    bend = 0.46 if one.stuff in ("round", "shade", "glass") else 0.24
    light = (1.1 - bend * np.abs(across - 0.34) ** 1.4 - 0.16 * down) * edge
    if one.stuff == "metal":
        light *= 0.9 + 0.16 * np.cos((across * 1.6 + down * 0.5) * 6.3)
    gleam = np.exp(-(((across - 0.24) / 0.09) ** 2)) * (1 - down) * edge
    strength = {"round": 46, "glass": 70, "metal": 40, "dark": 26}.get(one.stuff, 12)
    return light, gleam * strength


def _within(mask: Mask) -> tuple[Mask, Mask]:
    """Return how far to the right and how far down of its part each point lies."""
    tall, wide = mask.shape
    columns, rows = np.nonzero(mask.any(0))[0], np.nonzero(mask.any(1))[0]
    across = (np.arange(wide, dtype=np.float32) - columns[0]) / len(columns)
    down = (np.arange(tall, dtype=np.float32) - rows[0]) / len(rows)
    return np.clip(across, 0, 1)[None, :], np.clip(down, 0, 1)[:, None]


def _place(mask: Mask) -> tuple[slice, slice]:
    """Return the part of the picture that a mask covers, and a little around it."""
    columns, rows = np.nonzero(mask.any(0))[0], np.nonzero(mask.any(1))[0]
    first, last = max(0, rows[0] - _AROUND), rows[-1] + _AROUND
    return slice(first, last), slice(
        max(0, columns[0] - _AROUND), columns[-1] + _AROUND
    )


def _wall(department: str) -> Picture:
    """Return the wall, brightest behind the thing, and the floor before it."""
    tone = np.array(shapes().grounds[department], np.float32)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    light = 1.05 - 0.16 * ((x - 0.46) ** 2 + (y - 0.4) ** 2)
    floor = 1 / (1 + np.exp(-(y - 0.78) * 26))
    made: Picture = (light - 0.045 * floor)[..., None] * tone
    return np.minimum(made, 253)


def _shadow(kind: str, covered: Mask) -> Mask:
    """Return the shadow of a thing that stands, or of one that lies and is seen from above."""
    lying = shapes().lying
    if kind in lying["hung"]:
        return np.zeros_like(covered)
    if kind in lying["flat"]:
        return blurred(np.roll(covered, (9, 7), (0, 1)), 9) * 0.42
    columns = covered[_FLOOR - 24 : _FLOOR + 4].max(0)
    thrown = np.zeros_like(covered)
    thrown[_FLOOR - 5 : _FLOOR + 6] = columns
    wide = np.zeros_like(covered)
    wide[_FLOOR - 8 : _FLOOR + 22] = np.roll(columns, 8)
    return np.maximum(blurred(thrown, 4) * 0.62, blurred(wide, 15) * 0.4)


def blurred(mask: Mask, radius: float) -> Mask:
    """Return `mask` with edges as soft as `radius`."""
    image = Image.fromarray((mask * 255).astype(np.uint8))
    soft = image.filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(soft, np.float32) / np.float32(255)
