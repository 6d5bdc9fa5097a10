"""What kind a page is: product, listing, article or other, by what it states itself."""

from collections.abc import Sequence

from extract.page import Page
from extract.product import Product
from extract.structured import Graph

_LISTINGS = ("ItemList", "CollectionPage", "SearchResultsPage", "OfferCatalog")
_ARTICLES = (
    "Article",
    "NewsArticle",
    "BlogPosting",
    "TechArticle",
    "Report",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "ScholarlyArticle",
)
_GOODS = ("Product", "ProductGroup")
_OPEN_GRAPH = {"product": "product", "og:product": "product", "article": "article"}


def kind(page: Page, graph: Graph, products: Sequence[Product]) -> str:
    """Return the kind of `page`; one that shows several products is a listing."""
    if products:
        return "product"
    if len(graph.of(*_GOODS)) > 1 or graph.of(*_LISTINGS):
        return "listing"
    if graph.of(*_ARTICLES):
        return "article"
    if graph.of(*_GOODS):
        return "product"
    return _OPEN_GRAPH.get((page.meta("og:type") or "").lower(), "other")
