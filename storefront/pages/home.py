"""The first page, and the one that says where everything comes from."""

from collections.abc import Sequence

from litestar import Response, get

from storefront.catalogue.answers import Card
from storefront.pages.jsonld import shop_data
from storefront.pages.kinds import kind_name
from storefront.pages.visit import Asked, Visit

_PICKS, _GAPS, _SHOWN, _FEW = 7, 5, 3, 4
_LOOKED_AT = 48


@get("/", sync_to_thread=False)
def home(request: Asked) -> Response[str]:
    """Show what the shop is, its best finds, what is new and what became cheaper."""
    visit = Visit.of(request)
    shelf = visit.shelf
    best = visit.over(shelf.best(_LOOKED_AT))
    picks = best[:_PICKS]
    known = {card.sku for card in picks}
    newest = [card for card in shelf.newest(_LOOKED_AT) if card.sku not in known]
    return visit.page(
        "home.html",
        canonical="/",
        data=shop_data(visit),
        picks=picks,
        shown=_varied(best[_PICKS:] or best),
        newest=visit.over(tuple(newest[:_FEW])),
        drops=visit.over(shelf.drops(_FEW)),
        gaps=shelf.gaps(_GAPS),
        categories=shelf.categories()[:12],
        guides=[
            (entry, kind_name(entry.kind, visit.words)) for entry in visit.guides()[:3]
        ],
    )


def _varied(cards: Sequence[Card]) -> list[Card]:
    """Return a few of `cards`, each of another category: they are to look at."""
    first_of = {card.category: card for card in reversed(cards)}
    return sorted(first_of.values(), key=cards.index)[:_SHOWN]


@get("/about", sync_to_thread=False)
def about(request: Asked) -> Response[str]:
    """Say where the facts come from, how fresh they are and how prices are made."""
    return Visit.of(request).page("about.html", canonical="/about")


HANDLERS = (home, about)
