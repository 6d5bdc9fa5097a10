"""Lists of products: everything, what a search finds, what a category holds."""

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from storefront.catalogue.answers import Category, Found
from storefront.catalogue.question import Question
from storefront.pages import asked, filters
from storefront.pages.jsonld import shelves, way_data
from storefront.pages.visit import Asked, Visit
from storefront.pages.words import msg

_SORTS = (
    ("best", msg("Best first")),
    ("score", msg("Highest score")),
    ("cheap", msg("Lowest price")),
    ("dear", msg("Highest price")),
    ("rating", msg("Best rated")),
    ("new", msg("Newest first")),
    ("name", msg("Name, A to Z")),
)
_SUGGESTIONS, _BEST = 8, 4


@get("/products", sync_to_thread=False)
def products(request: Asked) -> Response[str]:
    """Show one page of the products that the address asks for."""
    visit = Visit.of(request)
    question = _question(visit)
    if question.category:
        _trail(visit, question.category)
        return Redirect(visit.to(_address(visit, question)), status_code=301)
    return _list_page(visit, question, [])


@get("/categories", sync_to_thread=False)
def categories(request: Asked) -> Response[str]:
    """Show the categories of the first two levels."""
    visit = Visit.of(request)
    tree = [(one, visit.shelf.categories(one.key)) for one in visit.shelf.categories()]
    return visit.page("categories.html", canonical="/categories", tree=tree)


@get("/categories/{key:path}", sync_to_thread=False)
def category(request: Asked, key: FromPath[str]) -> Response[str]:
    """Show one page of what a category holds, filtered as the address asks."""
    visit = Visit.of(request)
    name = key.strip("/")
    trail = _trail(visit, name)
    question = msgspec.structs.replace(_question(visit), category=name)
    if visit.path != f"/categories/{name}":
        return Redirect(visit.to(_address(visit, question)), status_code=301)
    return _list_page(visit, question, trail)


@get("/suggest", sync_to_thread=False)
def suggest(request: Asked) -> Response[str]:
    """Send what a begun search may become, to be put below the field."""
    visit = Visit.of(request)
    text = _question(visit).text
    found = (
        visit.shelf.search.suggest(text, visit.language, _SUGGESTIONS) if text else []
    )
    answer = visit.page("suggest.html", suggestions=found)
    answer.headers["x-robots-tag"] = "noindex"
    return answer


def _question(visit: Visit) -> Question:
    currency = visit.shelf.totals.currency
    return asked.question(visit.query, currency, visit.language)


def _address(visit: Visit, question: Question) -> str:
    return asked.address(question, visit.shelf.totals.currency)


def _trail(visit: Visit, key: str) -> list[Category]:
    trail = visit.shelf.trail(key)
    if not trail:
        raise NotFoundException("This shop has no such category.")
    return trail


def _list_page(
    visit: Visit, question: Question, trail: list[Category]
) -> Response[str]:
    found = visit.shelf.find(question)
    if question.page > found.pages:
        raise NotFoundException("This list has no such page.")
    plain = Question(category=question.category, page=question.page)
    currency = visit.shelf.totals.currency
    instead = filters.ways_on(visit, found)
    return visit.page(
        "products.html",
        canonical=_address(visit, plain),
        question=question,
        found=found,
        cards=visit.over(found.cards),
        chips=filters.chips(visit, question, found),
        ranges=filters.ranges(visit, question, found.facets.prices),
        branches=filters.branches(visit, question, found, trail),
        instead=instead,
        best=() if found.total or instead else visit.over(visit.shelf.best(_BEST)),
        near=visit.over(visit.shelf.near(question, found)),
        trail=trail,
        way_data=trail and way_data(visit, shelves(visit, trail)),
        sorts=_SORTS,
        low=asked.shown(question.low_minor, currency),
        high=asked.shown(question.high_minor, currency),
        is_open=_is_open(question, found),
        path=lambda **changes: filters.path(visit, question, **changes),
    )


def _is_open(question: Question, found: Found) -> bool:
    """Say whether search engines may keep a list: no filter made it.

    A search by words alone is open too: its canonical address is the whole list.
    """
    if set(question.chosen) - {"category"}:
        return False
    return not question.text or (question.page == 1 and found.total > 0)


HANDLERS = (products, categories, category, suggest)
