"""The page of one product."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from storefront.catalogue.answers import Card
from storefront.catalogue.item import Item
from storefront.catalogue.rows import category_key
from storefront.pages.charts import history_chart
from storefront.pages.guides import guide_path
from storefront.pages.jsonld import product_data
from storefront.pages.pictures import pictures
from storefront.pages.templates import product_path
from storefront.pages.visit import Asked, Visit
from storefront.pages.why import why_thing
from storefront.pages.words import msg

_WHY = {
    "alike": msg("Much alike"),
    "together": msg("Looked at together"),
    "brand": msg("Of the same make"),
    "shelf": msg("Beside it on the shelf"),
}
_FRESH = {
    "price": msg("Prices and stock"),
    "text": msg("Name, text and details"),
    "rating": msg("Rating"),
    "opinions": msg("Opinions"),
    "images": msg("Pictures"),
}
_BESIDE = 4


@get("/products/{sku:str}", sync_to_thread=False)
def product_by_sku(request: Asked, sku: FromPath[str]) -> Response[str]:
    """Lead from a bare sku to the product's address."""
    return _product(Visit.of(request), sku, "")


@get("/products/{sku:str}/{name:str}", sync_to_thread=False)
def product(request: Asked, sku: FromPath[str], name: FromPath[str]) -> Response[str]:
    """Show one product; any other name than its own leads to the right address."""
    return _product(Visit.of(request), sku, name)


@get("/now/{sku:str}", sync_to_thread=False)
def now(request: Asked, sku: FromPath[str]) -> Response[str]:
    """Send the part of a product's page that may change while someone reads it."""
    visit = Visit.of(request)
    item = visit.item(sku)
    if item is None:
        raise NotFoundException("This shop has no such product.")
    answer = visit.page("now.html", item=item)
    answer.headers["x-robots-tag"] = "noindex"
    return answer


def _product(visit: Visit, sku: str, name: str) -> Response[str]:
    item = visit.item(sku) or _merged(visit, sku)
    if item is None and (work := visit.work(sku)):
        return Redirect(visit.to(guide_path(work)), status_code=302)
    if item is None:
        raise NotFoundException("This shop has no such product.")
    path = product_path(item.sku, item.title)
    if (sku, name) != (item.sku, path.rpartition("/")[2]):
        return Redirect(visit.to(path), status_code=301)
    return _product_page(visit, item, path)


def _merged(visit: Visit, sku: str) -> Item | None:
    living = visit.shelf.alias(sku)
    return visit.item(living) if living else None


def _product_page(visit: Visit, item: Item, path: str) -> Response[str]:
    category = category_key(item.category_path)
    trail = visit.shelf.trail(category) if category else []
    shown = pictures(item)
    return visit.page(
        "product.html",
        canonical=path,
        item=item,
        trail=trail,
        shown=shown,
        chart=history_chart(item.history, visit.now.date()),
        related=_related(visit, item, category),
        fresh=_fresh(visit, item),
        why=why_thing(item.why, visit.words),
        data=product_data(visit, item, path, shown, trail),
    )


def _related(visit: Visit, item: Item, category: str) -> list[tuple[Card, str]]:
    """Return what goes beside `item`, each with the reason in words."""
    why = {one.sku: one.why for one in item.related[:_BESIDE]}
    cards = visit.cards(list(why)) if why else visit.shelf.related(item, category)
    return [
        (card, visit.words(_WHY.get(why.get(card.sku, ""), _WHY["shelf"])))
        for card in cards
    ]


def _fresh(visit: Visit, item: Item) -> list[tuple[str, str]]:
    """Return how old each kind of fact is, in words."""
    age = visit.words.ages.age
    return [
        (visit.words(name), age(item.seen[kind], visit.now))
        for kind, name in _FRESH.items()
        if kind in item.seen and (kind != "images" or item.pictures)
    ]


def ready_page(visit: Visit, address: str) -> str | None:
    """Return the page of the product at `address`, if that is its one address."""
    sku, _, name = address.partition("/")
    item = visit.item(sku)
    if item is None or not name:
        return None
    path = product_path(item.sku, item.title)
    if path != visit.path:
        return None
    return _product_page(visit, item, path).content


HANDLERS = (product_by_sku, product, now)
