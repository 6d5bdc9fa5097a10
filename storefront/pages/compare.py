"""Up to four products side by side; the address holds which."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import msgspec
from litestar import Response, get

from storefront.catalogue.answers import Card
from storefront.catalogue.item import Item
from storefront.catalogue.rows import category_key
from storefront.pages import asked
from storefront.pages.pictures import Shown, pictures
from storefront.pages.visit import Asked, Visit
from storefront.pages.words import msg

MOST = 4
_ROWS = 80
_NONE = "–"


class Column(msgspec.Struct, frozen=True):
    """One product of the comparison, and the address without it."""

    item: Item
    picture: Shown
    without: str


class Row(msgspec.Struct, frozen=True):
    """One fact of all products; `is_theirs` where sellers worded it."""

    name: str
    cells: tuple[str, ...]
    differs: bool
    is_theirs: bool = False


@get("/compare", sync_to_thread=False)
def compare(request: Asked) -> Response[str]:
    """Show the products that the address names side by side."""
    visit = Visit.of(request)
    asked_for = asked.values(visit.query, "sku")
    items = _items(visit, asked_for)
    skus = [item.sku for item in items]
    return visit.page(
        "compare.html",
        canonical="/compare",
        columns=[_column(visit, item, skus) for item in items],
        prices=len({(item.price_minor, item.currency) for item in items}),
        rows=[*_facts(visit, items), *_specs(items)],
        more=[
            (card, _address(visit, [*skus, card.sku])) for card in _more(visit, items)
        ],
        too_many=len(asked_for) > MOST,
        missing=min(len(asked_for), MOST) - len(items),
    )


def _items(visit: Visit, skus: Sequence[str]) -> list[Item]:
    """Return the items of `skus`; a merged one by its living sku, each once."""
    found: dict[str, Item] = {}
    for sku in skus[:MOST]:
        item = visit.item(sku) or visit.item(visit.shelf.alias(sku) or "")
        if item:
            found[item.sku] = item
    return list(found.values())


def _address(visit: Visit, skus: Sequence[str]) -> str:
    query = urlencode([("sku", sku) for sku in skus])
    return visit.to(f"/compare?{query}" if query else "/compare")


def _column(visit: Visit, item: Item, skus: Sequence[str]) -> Column:
    picture = pictures(item, category_key(item.category_path))[0]
    others = [sku for sku in skus if sku != item.sku]
    return Column(item, picture, _address(visit, others))


def _more(visit: Visit, items: Sequence[Item]) -> tuple[Card, ...]:
    """Return products that would go beside those compared."""
    if not 0 < len(items) < MOST:
        return ()
    first = items[0]
    skus = [one.sku for one in first.related]
    near = visit.cards(skus) or visit.shelf.related(
        first, category_key(first.category_path)
    )
    inside = {item.sku for item in items}
    return tuple(card for card in near if card.sku not in inside)[:MOST]


def _facts(visit: Visit, items: Sequence[Item]) -> list[Row]:
    return [
        _row(visit.words(name), [said(visit, item) for item in items])
        for name, said in _FACTS
        if items
    ]


def _delivery(visit: Visit, item: Item) -> str:
    if item.delivery_days is None:
        return _NONE
    return visit.words.plural("{n} day", "{n} days", item.delivery_days)


def _rating(visit: Visit, item: Item) -> str:
    if item.rating is None:
        return _NONE
    stars = visit.words.amounts.decimal(item.rating)
    if not item.reviews:
        return f"★ {stars}"
    counted = visit.words.plural("{n} rating", "{n} ratings", item.reviews)
    return f"★ {stars}, {counted}"


def _shops(visit: Visit, item: Item) -> str:
    hosts = {offer.host for offer in item.offers}
    return visit.words.amounts.number(len(hosts)) if hosts else _NONE


def _score(item: Item) -> str:
    return _NONE if item.score is None else str(round(item.score))


def _specs(items: Sequence[Item]) -> list[Row]:
    """Return what sellers state, by name; the names of the first item come first."""
    names: dict[str, str] = {}
    for item in items:
        for name in item.specs:
            names.setdefault(name.casefold(), name)
    stated = [{n.casefold(): v for n, v in item.specs.items()} for item in items]
    return [
        _row(name, [one.get(key, _NONE) for one in stated], is_theirs=True)
        for key, name in list(names.items())[:_ROWS]
    ]


def _row(name: str, cells: Sequence[str], is_theirs: bool = False) -> Row:
    alike = {cell.casefold().strip() for cell in cells}
    return Row(name, tuple(cells), len(alike) > 1, is_theirs)


_FACTS: tuple[tuple[str, Callable[[Visit, Item], str]], ...] = (
    (msg("Availability"), lambda visit, item: visit.words.stock(item.availability)),
    (msg("Delivery"), _delivery),
    (msg("Rating"), _rating),
    (msg("Shops that sell it"), _shops),
    (msg("Score of 100"), lambda _, item: _score(item)),
    (msg("Brand"), lambda _, item: item.brand or _NONE),
)

HANDLERS = (compare,)
