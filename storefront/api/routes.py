"""The addresses of the API: what each takes, and what it answers."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from ledger.lowest import histories, lowest
from storefront.api import asked, making, shapes
from storefront.api.cursors import cursor, lost, place
from storefront.api.reading import arguments
from storefront.catalogue.answers import Card
from storefront.catalogue.item import Item
from storefront.catalogue.question import LAST_PAGE, Question
from storefront.pages.visit import Asked, Visit
from storefront.search.naming import brand_value

if TYPE_CHECKING:
    from storefront.parts import Parts

ROOT = "/api/v1"
_SKU = re.compile(r"[A-Za-z0-9-]{1,40}")
_T = TypeVar("_T")


@get("/", sync_to_thread=False)
def start(request: Asked) -> Response[shapes.Links]:
    """Say where everything is."""
    arguments(request, asked.Nothing)
    root = Visit.of(request).shop.settings.address + ROOT
    names = shapes.Links.__struct_fields__
    places = {name: f"{root}/{name}" for name in names}
    return Response(shapes.Links(**{**places, "openapi": f"{root}/openapi.json"}))


@get("/products", sync_to_thread=False)
def products(request: Asked) -> Response[shapes.Products]:
    """List all products by their skus."""
    page = arguments(request, asked.Page)
    visit = Visit.of(request)
    last = place("products", page.cursor)
    # One more than asked for tells whether there are more.
    cards = visit.shelf.after(last, page.limit + 1)
    more = cursor("products", cards[-2].sku) if len(cards) > page.limit else None
    answer = shapes.Products(
        items=_shown(visit, cards[: page.limit]),
        total=visit.shelf.totals.items,
        next=more,
    )
    return Response(answer)


@get("/products/{sku:str}", sync_to_thread=False)
def product(request: Asked, sku: FromPath[str]) -> Response[Any]:
    """Tell all of one product."""
    settings = Visit.of(request).shop.settings
    return _of(request, sku, "", lambda item: making.product(item, settings))


@get("/products/{sku:str}/offers", sync_to_thread=False)
def offers(request: Asked, sku: FromPath[str]) -> Response[Any]:
    """Tell what other shops ask for a product."""
    settings = Visit.of(request).shop.settings

    def told(item: Item) -> shapes.Offers:
        items = tuple(making.offer(one, item.sku, settings) for one in item.offers)
        return shapes.Offers(sku=item.sku, items=items)

    return _of(request, sku, "/offers", told)


@get("/products/{sku:str}/prices", sync_to_thread=True)
def prices(request: Asked, sku: FromPath[str]) -> Response[Any]:
    """Tell what a product cost before."""
    return _of(request, sku, "/prices", lambda item: _prices(request, item))


@get("/search", sync_to_thread=False)
def search(request: Asked) -> Response[shapes.Found]:
    """Search, filter and sort products; 24 come at a time."""
    wanted = arguments(request, asked.Search)
    visit = Visit.of(request)
    this = msgspec.structs.replace(wanted, cursor="")
    name = f"search {msgspec.json.encode(this).decode()} {visit.language}"
    page = place(name, wanted.cursor) or "1"
    if not page.isascii() or not page.isdecimal() or not 1 <= int(page) <= LAST_PAGE:
        raise lost()
    question = _question(wanted, int(page), visit)
    found = visit.shelf.find(question)
    more = cursor(name, str(int(page) + 1)) if int(page) < found.pages else None
    answer = shapes.Found(
        items=_shown(visit, found.cards),
        total=found.total,
        facets=making.facets(found.facets),
        spelled=found.spelled,
        near=_shown(visit, visit.shelf.near(question, found)),
        next=more,
    )
    return Response(answer)


@get("/categories", sync_to_thread=False)
def categories(request: Asked) -> Response[shapes.Categories]:
    """List the categories below one."""
    parent = arguments(request, asked.Below).parent
    visit = Visit.of(request)
    if parent and not visit.shelf.trail(parent):
        raise NotFoundException("This shop has no such category.")
    below = visit.shelf.categories(parent)
    items = tuple(making.category(one, visit.shop.settings) for one in below)
    return Response(shapes.Categories(items=items))


@get("/guides", sync_to_thread=False)
def guides(request: Asked) -> Response[shapes.Guides]:
    """List the shop's own works."""
    page = arguments(request, asked.Page)
    every = Visit.of(request).guides()
    shown, more = _page("guides", every, lambda one: one.generated_key, page)
    items = tuple(making.guide(one) for one in shown)
    return Response(shapes.Guides(items=items, total=len(every), next=more))


@get("/programmes", sync_to_thread=False)
def programmes(request: Asked) -> Response[shapes.Programmes]:
    """List partner programmes."""
    page = arguments(request, asked.Page)
    every = Visit.of(request).shelf.programmes()
    shown, more = _page("programmes", every, lambda one: one.programme_key, page)
    items = tuple(making.programme(one) for one in shown)
    return Response(shapes.Programmes(items=items, total=len(every), next=more))


def _of(
    request: Asked, sku: str, tail: str, told: Callable[[Item], object]
) -> Response[Any]:
    """Return what is `told` of a product; a merged sku leads to the living one."""
    arguments(request, asked.Nothing)
    visit = Visit.of(request)
    known = _SKU.fullmatch(sku) is not None
    item = visit.item(sku) if known else None
    if item:
        return Response(told(item))
    living = visit.shelf.alias(sku) if known else None
    if living is None:
        raise NotFoundException("This shop has no such product.")
    return Redirect(f"{ROOT}/products/{living}{tail}", status_code=301)


def _prices(request: Asked, item: Item) -> shapes.Prices:
    parts: Parts = request.app.state["parts"]
    with parts.ledger.read() as connection:
        spells = next((found for _, found in histories(connection, [item.sku])), [])
    return shapes.Prices(
        sku=item.sku,
        price_minor=item.price_minor,
        currency=item.currency,
        low_30_days_minor=lowest(spells, item.currency, parts.clock()),
        ours=tuple(
            msgspec.convert(one, shapes.Spell, from_attributes=True) for one in spells
        ),
        market=tuple(shapes.Seen(one.since, one.price_minor) for one in item.history),
    )


def _shown(visit: Visit, cards: tuple[Card, ...]) -> tuple[shapes.Card, ...]:
    return tuple(making.card(one, visit.shop.settings) for one in visit.over(cards))


def _question(wanted: asked.Search, page: int, visit: Visit) -> Question:
    return Question(
        text=wanted.q.strip(),
        any=wanted.any,
        category=wanted.category,
        brands=tuple(map(brand_value, wanted.brand)),
        shops=wanted.shop,
        rating=wanted.rating,
        stock=wanted.stock,
        days=wanted.days or None,
        low_minor=wanted.low_minor or None,
        high_minor=wanted.high_minor or None,
        sort=wanted.sort,
        page=page,
        language=visit.language,
    )


def _page(
    what: str, every: Sequence[_T], key: Callable[[_T], str], page: asked.Page
) -> tuple[Sequence[_T], str | None]:
    """Return one page of a short list, and the cursor behind it."""
    last = place(what, page.cursor)
    keys = [key(one) for one in every] if last else []
    if last and last not in keys:
        raise lost()
    begin = keys.index(last) + 1 if last else 0
    shown = every[begin : begin + page.limit]
    more = begin + page.limit < len(every)
    return shown, cursor(what, key(shown[-1])) if more else None


ROUTES = (start, products, product, offers, prices, search, categories)
LISTS = (guides, programmes)
