"""Which products a shop sells, on which day, at which price.

Prices and stock move on days thrown for each listing alone; between two moves nothing
about a listing changes, so most pages stay the same from day to day.
"""

from functools import lru_cache
from typing import NamedTuple

from crawler.sampleweb.dice import dice, share
from crawler.sampleweb.goods import Good, pool
from crawler.sampleweb.shops.shop import Shop

# On each of the first 14 days one product of a shop leaves its range and another enters.
COMING = GOING = 14
_PRICE_MOVES = 0.11  # of all listings a day
_STOCK_MOVES = 0.025


class Terms(NamedTuple):
    """At what a shop sells a product on a day."""

    price_minor: int
    list_price_minor: int | None
    availability: str


@lru_cache(maxsize=16)
def assortment(seed: int, shop: Shop) -> tuple[Good, ...]:
    """Return the shop's range on all days: first those that go, then those that come."""
    goods = [good for good in pool(seed) if good.kind.category in shop.departments]
    # Well-liked goods are found in more shops.
    goods.sort(key=lambda good: share(seed, shop.host, good.number) / good.quality**2)
    size = shop.size
    picked = goods[:size]
    return tuple(sorted(picked, key=lambda good: share(seed, "order", good.number)))


def stays(seed: int, shop: Shop) -> tuple[Good, ...]:
    """Return the products that the shop sells on every day."""
    return assortment(seed, shop)[moving(shop) * 2 :]


def moving(shop: Shop) -> int:
    """Return how many products come, and as many go, in a shop's first days."""
    return COMING if shop.size > 4 * COMING else 0


def on_sale(seed: int, shop: Shop, day: int) -> tuple[Good, ...]:
    """Return the products that the shop sells on `day`."""
    goods = assortment(seed, shop)
    n = moving(shop)
    gone = min(day, n)
    return goods[gone : n + gone] + goods[2 * n :]


def left(seed: int, shop: Shop, day: int) -> tuple[Good, ...]:
    """Return the products that the shop sold before `day` and sells no longer."""
    return assortment(seed, shop)[: min(day, moving(shop))]


def terms(seed: int, shop: Shop, good: Good, day: int) -> Terms:
    """Return price, list price and availability of `good` in `shop` on `day`."""
    key = (seed, shop.host, good.number)
    throw = dice("price", _last(_PRICE_MOVES, day, "price", *key), *key)
    usual = (
        good.base_cents * shop.rate * shop.dear * (0.94 + 0.12 * share("level", *key))
    )
    price = _ended(
        usual * (1 + throw.choice((-1, 1)) * throw.uniform(0.03, 0.11)), shop
    )
    was = _ended(price * throw.uniform(1.12, 1.4), shop)
    return Terms(price, was if throw.random() < 0.22 else None, _stock(day, key))


def _stock(day: int, key: tuple[object, ...]) -> str:
    throw = share("stock", _last(_STOCK_MOVES, day, "stock", *key), *key)
    if throw < 0.80:
        return "InStock"
    if throw < 0.90:
        return "OutOfStock"
    return "LimitedAvailability" if throw < 0.97 else "PreOrder"


def _last(chance: float, day: int, *key: object) -> int:
    """Return the last day up to `day` on which something moved; 0 when it never did."""
    for at in range(day, 0, -1):
        if share("move", at, *key) < chance:
            return at
    return 0


def _ended(minor: float, shop: Shop) -> int:
    tens = max(round(minor / 10), 10) * 10
    return tens - 1 if shop.ending == 9 else tens + shop.ending
