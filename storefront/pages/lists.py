"""Lists of products: everything, what a search finds, what a category holds."""

from typing import Annotated
from urllib.parse import urlencode

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter

from storefront.catalogue.answers import Found
from storefront.catalogue.question import Question, Sort
from storefront.money import digits
from storefront.pages.visit import Asked, Visit

_Text = Annotated[str, QueryParameter(max_length=200)]
_Money = Annotated[
    str, QueryParameter(max_length=12, pattern=r"^(\d{1,9}([.,]\d{0,2})?)?$")
]
_Sort = Annotated[Sort, QueryParameter()]
_Page = Annotated[int, QueryParameter(ge=1, le=1_000_000)]


@get("/products", sync_to_thread=False)
def products(  # noqa: PLR0913 - one argument a field of the form
    request: Asked,
    q: _Text = "",
    category: _Text = "",
    sort: _Sort = "best",
    low: _Money = "",
    high: _Money = "",
    page: _Page = 1,
) -> Response[str]:
    """Show one page of the products that the address asks for."""
    visit = Visit.of(request)
    currency = visit.shelf.totals.currency
    question = Question(
        text=q.strip(),
        category=category,
        sort=sort,
        low_minor=_minor(low, currency),
        high_minor=_minor(high, currency),
        page=page,
    )
    trail = visit.shelf.trail(category) if category else []
    found = visit.shelf.find(question)
    if page > found.pages or (category and not trail):
        raise NotFoundException("This list has no such page.")
    typed = {"q": q, "category": category, "sort": sort, "low": low, "high": high}
    return _list_page(visit, question, found, typed)


def _list_page(
    visit: Visit, question: Question, found: Found, typed: dict[str, str]
) -> Response[str]:
    shelf = visit.shelf
    trail = shelf.trail(question.category) if question.category else []
    below = shelf.categories(question.category)
    beside = shelf.categories(trail[-1].parent) if trail else []
    return visit.page(
        "products.html",
        question=question,
        found=found,
        typed=typed,
        trail=trail,
        branches=below or beside,
        address=lambda **changes: _address(typed | changes),
    )


def _address(state: dict[str, str]) -> str:
    """Return the address of a list in `state`; what is as usual is left out."""
    usual = {"sort": "best", "page": "1"}
    kept = {
        name: str(value)
        for name, value in state.items()
        if value and str(value) != usual.get(name)
    }
    return f"/products?{urlencode(kept)}" if kept else "/products"


def _minor(typed: str, currency: str) -> int | None:
    if not typed:
        return None
    whole, _, part = typed.replace(",", ".").partition(".")
    shift = digits(currency)
    return int(whole + part.ljust(shift, "0")[:shift])


HANDLERS = (products,)
