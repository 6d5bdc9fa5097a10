"""The text that a page is there for: an article, its posts, its products, its entries.

Two forests judge each line, the second knowing what the first made of the lines around
it. From which chance on lines are taken is decided page by page, for the best F1 that can
be expected. The forests are a file, made by `python -m tools.train_text`.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.text.forest import Forest, load, vote
from extract.text.kind import KINDS
from extract.text.layout import Layout
from extract.text.lines import START, STOP
from extract.text.secondlook import STEPS, Chances, best_cut, look_again, sum_mass

Floats = NDArray[np.float32]
FILE = Path(__file__).parents[1] / "models" / "text.npz"
_ARTICLE = KINDS.index("article")
# What stands beside an article is no part of it, however like it; elsewhere a page of many
# small parts is unsure as a whole, as are articles that are tables or lists.
_PERHAPS_ARTICLE, _ARTICLE_LEAST, _MOST_OF_IT = 0.1, 0.7, 0.5
# The expected best is a little too strict.
_EASE = 0.9
# Of 881 pages those below had no text but an error's or a frame's.
_LEAST_SURE = 0.3


class MainText(NamedTuple):
    """The text, a line a block; `confidence` is the F1 to be expected of it."""

    text: str
    confidence: float


def main_text(layout: Layout, kinds: NDArray[np.float64]) -> MainText:
    """Return a page's text; `kinds` is how likely it is of each kind."""
    if not len(layout.lines):
        return MainText("", 0.0)
    first, second = forests()
    likely: Floats = np.empty(len(layout.lines), np.float32)
    vote(first, layout.views, likely)
    look_again(layout.columns, room(likely, kinds), layout.views)
    vote(second, layout.views, likely)
    least = cut(layout, room(likely, kinds))
    taken = likely >= least
    text = "\n".join(layout.text(int(k)) for k in np.flatnonzero(taken))
    sizes = layout.lines[:, STOP] - layout.lines[:, START]
    held = float(sizes[taken] @ likely[taken])
    whole = float(sizes[taken].sum() + sizes @ likely)
    sure = round(2 * held / whole, 3) if whole else 0.0
    return MainText(text if sure >= _LEAST_SURE else "", sure)


@lru_cache(maxsize=1)
def forests() -> tuple[Forest, Forest]:
    """Return both forests that are shipped."""
    return load(FILE, 0), load(FILE, 1)


def room(likely: Floats, kinds: NDArray[np.float64]) -> Chances:
    """Return the chances of lines with room for what is made of them."""
    return Chances(
        lines=likely,
        mass=np.empty(len(likely) + 1),
        kinds=kinds.astype(np.float32),
        steps=np.empty(2 * STEPS),
    )


def cut(layout: Layout, chances: Chances) -> float:
    """Return the chance from which on lines are taken: at least one line always is."""
    if not len(layout.lines):
        return 1.0
    sum_mass(layout.columns, chances)
    least = best_cut(layout.columns, chances) * _EASE
    if chances.kinds[_ARTICLE] > _PERHAPS_ARTICLE:
        held = chances.lines * (layout.lines[:, STOP] - layout.lines[:, START])
        strict = max(least, _ARTICLE_LEAST)
        sure = held[chances.lines >= strict].sum()
        if sure >= _MOST_OF_IT * held[chances.lines >= least].sum():
            least = strict
    return min(least, float(chances.lines.max()))
