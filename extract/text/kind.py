"""What kind a page is, by a linear model over its words and its layout.

The model is a file, made by `python -m tools.train_kinds`. It was made of whole pages; one
that shows next to nothing is known by what it states of itself.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.goods.product import Product
from extract.page import Page
from extract.statements.structured import Graph
from extract.text.kindviews import counts, figures
from extract.text.wordcounts import GROUPS

Floats = NDArray[np.float64]
KINDS = (
    "article", "collection", "documentation", "forum", "listing", "product", "service",
)  # fmt: skip
OTHER = "other"
# Below this the likeliest kind is wrong as often as right.
LEAST = 0.4
# A page that shows less is known by what it states alone.
_LEAST_SEEN = 500
_GOODS = ("Product", "ProductGroup")
_COLLECTIONS = ("ItemList", "CollectionPage", "SearchResultsPage", "OfferCatalog")
_ARTICLES = (
    "Article", "NewsArticle", "BlogPosting", "TechArticle", "Report",
    "ReportageNewsArticle", "AnalysisNewsArticle", "ScholarlyArticle",
)  # fmt: skip
_OPEN_GRAPH = {"product": "product", "og:product": "product", "article": "article"}
_FILE = Path(__file__).parents[1] / "models" / "kinds.npz"
_FARTHEST = 3.0


class Model(NamedTuple):
    """Each slot's rarity and weights a kind; each figure's mean, spread and weights."""

    rarity: Floats
    words: Floats
    mean: Floats
    spread: Floats
    figures: Floats
    bias: Floats


@lru_cache(maxsize=1)
def model() -> Model:
    """Return the model that is shipped."""
    with np.load(_FILE) as kept:
        return Model(*(kept[name].astype(np.float64) for name in Model._fields))


def chances(page: Page) -> Floats:
    """Return how likely the page is of each of KINDS."""
    kept = model()
    found = counts(page.nodes, page.url, page.title or "")
    total = kept.bias.copy()
    for first, end in GROUPS:
        slots = first + np.flatnonzero(found[first:end])
        values = (1 + np.log(found[slots])) * kept.rarity[slots]
        length = np.sqrt(values @ values)
        if length:
            total += values @ kept.words[slots] / length
    laid = (figures(page.layout) - kept.mean) / kept.spread
    total += np.clip(laid, -_FARTHEST, _FARTHEST) @ kept.figures
    powers = np.exp(total - total.max())
    return powers / powers.sum()


def kind(page: Page, graph: Graph, products: Sequence[Product], likely: Floats) -> str:
    """Return the kind of `page`: what it states where it is short, what it is like."""
    if products:
        return "product"
    if len(page.nodes.seen) < _LEAST_SEEN:
        return _stated(page, graph)
    best = int(likely.argmax())
    return OTHER if likely[best] < LEAST else KINDS[best]


def _stated(page: Page, graph: Graph) -> str:
    if len(graph.of(*_GOODS)) > 1 or graph.of(*_COLLECTIONS):
        return "collection"
    if graph.of(*_ARTICLES):
        return "article"
    if graph.of(*_GOODS):
        return "product"
    return _OPEN_GRAPH.get((page.meta("og:type") or "").lower(), OTHER)
