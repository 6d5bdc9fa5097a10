"""The first page, and the one that says where everything comes from."""

from collections.abc import Sequence

from litestar import Response, get

from storefront.catalogue.answers import Card
from storefront.pages.visit import Asked, Visit

_PICKS, _DEALS, _SHOWN = 7, 5, 3
_LOOKED_AT = 48


@get("/", sync_to_thread=False)
def home(request: Asked) -> Response[str]:
    """Show what the shop is, its best finds and its widest price gaps."""
    visit = Visit.of(request)
    best = visit.shelf.best(_LOOKED_AT)
    return visit.page(
        "home.html",
        picks=best[:_PICKS],
        shown=_varied(best[_PICKS:] or best),
        deals=visit.shelf.gaps(_DEALS),
        categories=visit.shelf.categories(),
        guides=visit.shelf.guides()[:3],
    )


def _varied(cards: Sequence[Card]) -> list[Card]:
    """Return a few of `cards`, each of another category: they are to look at."""
    first_of = {card.category: card for card in reversed(cards)}
    return sorted(first_of.values(), key=cards.index)[:_SHOWN]


@get("/about", sync_to_thread=False)
def about(request: Asked) -> Response[str]:
    """Say where the facts come from, how fresh they are and how prices are made."""
    return Visit.of(request).page("about.html")


HANDLERS = (home, about)
