"""One category as the query tells it: its products, its shops, what went on around it."""

from datetime import date

import msgspec


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """One product: a group of listings; `landed`, `sale`, `margin` are of its score."""

    group_key: str
    title: str | None = None
    late: int = 0
    before: int = 0
    year: int = 0
    ratings: int = 0
    rating: float | None = None
    place: int | None = None
    unit: str | None = None
    expected: float | None = None
    sellers: int | None = None
    landed: float | None = None
    sale: float | None = None
    margin: int | None = None
    money: str | None = None


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """One product in one shop; the price is its lowest in the category's currency."""

    group_key: str
    host: str
    listings: int = 1
    price_minor: int | None = None
    left_out: int = 0
    told: int = 0
    gone: int = 0
    reduced: int = 0
    reductions: list[float] | None = None
    changes: int = 0
    reserved: bool = False


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One changed price: the step of its logarithm, and opinions before and after."""

    step: float
    before: int
    after: int


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One outside series that is about the category: its means then and before."""

    source: str
    topic: str
    region: str = ""
    licence: str | None = None
    late: float | None = None
    before: float | None = None
    points: int = 0


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """One category; `gone`: nothing stands in it any more."""

    entity_key: str
    input_key: str
    as_of: date | None = None
    currency: str | None = None
    groups: list[Thing] | None = None
    shops: list[Shelf] | None = None
    sellers: int | None = None
    sentiment: float | None = None
    sentiments: int | None = None
    months: list[int] | None = None
    weekly: list[int] | None = None
    moves: list[Move] | None = None
    outside: list[Series] | None = None
    gone: bool = False

    @property
    def things(self) -> list[Thing]:
        """Its products."""
        return self.groups or []

    @property
    def shelves(self) -> list[Shelf]:
        """Its products, shop by shop."""
        return self.shops or []

    def prices(self) -> dict[str, dict[str, int]]:
        """Return what each shop asks, product by product, where a price is known."""
        found: dict[str, dict[str, int]] = {}
        for shelf in self.shelves:
            if shelf.price_minor is not None:
                found.setdefault(shelf.group_key, {})[shelf.host] = shelf.price_minor
        return found
