"""Still lifes in place of photographs: a table, a wall, one thing, its companions.

A picture depends on its address alone, `<motif>-<seed>.svg`, so it may be kept for
ever. The address also carries a digest of the shapes, which changes when they do.
"""

import hashlib
import random
import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from storefront.art.motifs import AISLES, COMPANIONS, MOTIFS, NEUTRAL, THINGS, WORDS

# A word with a digit in it is a size or a model, and so is one of one or two letters.
_WORD = re.compile(r"(?<!\w)[^\W\d_]{3,}(?!\w)")
_REST = re.compile(r"[,;:(|/]| [-–—] |\b(?:by|for|from|in|of|on|to|with|without)\b")
# Colours and the like that follow the noun.
_BESIDE = frozenset(
    {"black", "blue", "brown", "green", "grey", "large", "mini", "plus", "pro", "red"}
    | {"small", "white"}
)
NAME = re.compile(r"([a-z]+)-([0-9a-f]{8})")
SIZE = 400


class Palette(msgspec.Struct, frozen=True):
    """The colours of one picture."""

    wall: str
    table: str
    sun: str
    main: str
    second: str


_DARK, _LIGHT = "#2b2521", "#fbf4e6"
_PALETTES = (
    Palette("#f1e4cf", "#cf9a6d", "#ecc271", "#8f3d28", "#2f5a52"),
    Palette("#dde5db", "#a5b297", "#f3dca6", "#2f5d50", "#cc6f42"),
    Palette("#f4dccb", "#bf7b60", "#fdf1e3", "#5d2d3c", "#e2a655"),
    Palette("#d9e1e7", "#8c9fae", "#f6e6c6", "#28435d", "#d47c4c"),
    Palette("#f3e8bf", "#cba755", "#fff8e1", "#6c4d1f", "#3c6c64"),
    Palette("#e9dbdf", "#ab8795", "#f8e7d6", "#4b3452", "#cc853f"),
)


def picture(title: str, sku: str) -> str:
    """Return the name of the picture of a product: its motif and its seed."""
    return _name(_motif(title, WORDS), sku)


def aisle(name: str, key: str) -> str:
    """Return the name of the picture that stands beside a category."""
    return _name(_motif(name, AISLES), key)


def shows(title: str) -> bool:
    """Say whether what is drawn for `title` is the thing that it names."""
    return _motif(title, WORDS) is not None


def _name(motif: str | None, key: str) -> str:
    seed = hashlib.blake2b(key.encode(), digest_size=4).hexdigest()
    return f"{motif or NEUTRAL[int(seed, 16) % len(NEUTRAL)]}-{seed}"


def _motif(title: str, motifs: Mapping[str, str]) -> str | None:
    """Return the motif of the noun that ends the name of a thing.

    In "coffee grinder with cup" that is the grinder: no coffee and no cup is drawn.
    """
    name = _REST.split(title.lower(), maxsplit=1)[0]
    nouns = [word for word in _WORD.findall(name) if word not in _BESIDE]
    if not nouns:
        return None
    return motifs.get(nouns[-1]) or motifs.get(nouns[-1].removesuffix("s"))


@lru_cache(maxsize=512)
def draw(motif: str, seed: str) -> str | None:
    """Return the picture as SVG; None for a motif that is not drawn."""
    if motif not in THINGS:
        return None
    # S311: chance decides how a picture looks, nothing else.
    chance = random.Random(seed)  # noqa: S311
    palette = chance.choice(_PALETTES)
    side = chance.choice((-1, 1))
    centre = SIZE / 2 - side * chance.randrange(18, 34)
    parts = [
        *_room(palette, side, chance),
        _thing(motif, centre, 330, chance.uniform(1.05, 1.2), palette),
        *_companions(palette, side, chance),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}"'
        f' width="{SIZE}" height="{SIZE}">{"".join(parts)}</svg>'
    )


def _room(palette: Palette, side: int, chance: random.Random) -> list[str]:
    x, y = SIZE / 2 + side * chance.randrange(50, 100), chance.randrange(90, 150)
    backdrop = chance.choice(
        (
            f'<circle cx="{x}" cy="{y}" r="{chance.randrange(54, 84)}"/>',
            f'<path d="M{x - 70} 296V150c0-92 140-92 140 0v146z"/>',
            f'<path d="M{x - 64} 40h58v108h-58zM{x + 6} 40h58v108H{x + 6}z"/>',
        )
    )
    edge = chance.randrange(284, 304)
    return [
        f'<rect width="{SIZE}" height="{SIZE}" fill="{palette.wall}"/>',
        f'<g fill="{palette.sun}">{backdrop}</g>',
        f'<rect y="{edge}" width="{SIZE}" height="{SIZE - edge}" fill="{palette.table}"/>',
        f'<rect y="{edge}" width="{SIZE}" height="5" fill="{_LIGHT}" opacity=".45"/>',
    ]


def _companions(palette: Palette, side: int, chance: random.Random) -> list[str]:
    near, far = chance.sample(COMPANIONS, 2)
    x = SIZE / 2 + side * chance.randrange(116, 138)
    placed = [_thing(near, x, 352, chance.uniform(0.42, 0.54), palette)]
    if chance.random() < 0.5:
        x = SIZE / 2 - side * chance.randrange(136, 150)
        placed.append(_thing(far, x, 362, chance.uniform(0.28, 0.36), palette))
    return placed


def _thing(motif: str, x: float, y: float, scale: float, palette: Palette) -> str:
    drawn = MOTIFS[motif].format(m=palette.main, s=palette.second, d=_DARK, l=_LIGHT)
    return (
        f'<ellipse cx="{x + 14 * scale:.1f}" cy="{y}" rx="{98 * scale:.1f}"'
        f' ry="{13 * scale:.1f}" fill="{_DARK}" opacity=".22"/>'
        f'<g transform="translate({x - 100 * scale:.1f} {y - 200 * scale:.1f})'
        f' scale({scale:.3f})">{drawn}</g>'
    )


def _digest() -> str:
    shown = "".join(draw(motif, seed) or "" for motif in THINGS for seed in ("0", "1"))
    return hashlib.sha256(shown.encode()).hexdigest()[:8]


VERSION = _digest()
