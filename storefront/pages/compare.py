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
    language: str | None = None
    """That of a name that sellers gave."""
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
        rows=[*_facts(visit, items), *_specs(visit, items)],
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
    picture = pictures(item)[0]
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
    rows = [
        _row(visit.words(name), [said(visit, item) for item in items])
        for name, said in _FACTS
    ]
    return [row for row in rows if set(row.cells) - {_NONE}]


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


def _specs(visit: Visit, items: Sequence[Item]) -> list[Row]:
    """Return what sellers state beside our facts; the first item's names come first."""
    known = _NAMED | {visit.words(name).casefold() for name, _ in _FACTS}
    names: dict[str, tuple[str, str | None]] = {}
    for item in items:
        for name in item.specs:
            names.setdefault(_key(name), (name, item.language))
    stated = [{_key(name): said for name, said in item.specs.items()} for item in items]
    kept = [key for key in names if key not in known][:_ROWS]
    rows = [
        msgspec.structs.replace(
            _row(names[key][0], [one.get(key, _NONE) for one in stated]),
            language=names[key][1],
            is_theirs=True,
        )
        for key in kept
    ]
    return [row for row in rows if any(cell.strip(" -–—") for cell in row.cells)]


def _key(name: str) -> str:
    return name.strip(" :").casefold()


def _row(name: str, cells: Sequence[str]) -> Row:
    alike = {cell.casefold().strip() for cell in cells}
    return Row(name, tuple(cells), len(alike) > 1)


_FACTS: tuple[tuple[str, Callable[[Visit, Item], str]], ...] = (
    (msg("Availability"), lambda visit, item: visit.words.stock(item.availability)),
    (msg("Delivery"), _delivery),
    (msg("Rating"), _rating),
    (msg("Shops that sell it"), _shops),
    (msg("Score of 100"), lambda _, item: _score(item)),
    (msg("Brand"), lambda _, item: item.brand or _NONE),
)

# What sellers call facts that stand above in our words, or that tell no shopper anything.
_NAMED = frozenset(
    {
        *("brand", "marke", "marque"),
        *("price", "preis", "prix", "availability", "verfügbarkeit", "disponibilité"),
        *("delivery", "lieferzeit", "livraison", "rating", "bewertung", "avis"),
        *("ean", "ean13", "gtin", "gtin13", "gtin-13", "upc"),
    }
)

HANDLERS = (compare,)
