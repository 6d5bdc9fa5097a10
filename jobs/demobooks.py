"""The demo's books: what a merchant has who did not open this minute.

A reduction may be shown only beside the lowest price of 30 days of sale, and no day of
them can be waited for here. So the books of the demo begin earlier, at prices made of
what the sample shops ask now; today's sale is a set of price rules like any other.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle

from crawler.sampleweb.shops.shop import SHOPS
from jobs.business import Business
from lake.derive import refresh
from lake.pin import pin
from lake.ratefile import Rate
from lake.rates import import_rates
from ledger import skus
from ledger.prices import reprice
from ledger.rules import Rule, set_rule
from ledger.states import states
from storefront.catalogue import found
from storefront.catalogue.gather import gather
from storefront.catalogue.group import groups
from storefront.catalogue.item import Item
from storefront.catalogue.priced import costs

OPEN_DAYS = 40
_ACTOR = "demo"
# Every so many of the best scored things is on sale, at these markups for 20 %.
_EVERY, _MOST = 9, 36
_MARKUPS_BP = (300, 800, 1_200, 500)
# What is read in many shops is worth something; all other works are free.
_SOLD, _PRICE_MINOR = "niche_ebook", 490


def know_rates(business: Business, now: datetime) -> None:
    """Take in what the sample web's currencies are worth, as a central bank would say."""
    rates = {shop.currency: shop.rate for shop in SHOPS if shop.currency != "EUR"}
    said = [
        Rate(now.date(), "EUR", quote, rate, "the sample web")
        for quote, rate in rates.items()
    ]
    import_rates(business.lake, said)


def begin_books(business: Business, now: datetime) -> None:
    """Let the prices of an empty ledger begin days ago, and put some on sale today."""
    with business.ledger.read() as connection:
        if states(connection):
            return
    opened = now - timedelta(days=OPEN_DAYS)
    refresh(business.lake)
    pin(business.lake)
    seen = found.read(business.home, business.lake.settings)
    shop = business.settings.shop
    with business.ledger.write() as connection:
        minted = skus.mint(connection, groups(seen), opened)
        items = gather(seen, minted, shop).items
        reprice(connection, costs(items), opened, shop.markup_percent * 100)
        books = Rule("kind", _SOLD, fixed_minor=_PRICE_MINOR, currency=shop.currency)
        set_rule(connection, replace(books, actor=_ACTOR, note="e-books"), now)
        for sku, markup_bp in zip(_on_sale(items), cycle(_MARKUPS_BP), strict=False):
            rule = Rule(
                "product", sku, markup_bp=markup_bp, actor=_ACTOR, note="today's sale"
            )
            set_rule(connection, rule, now)


def _on_sale(items: tuple[Item, ...]) -> list[str]:
    """Return which of the things that can be had are on sale."""
    had = [one for one in items if one.price_minor and one.availability == "in_stock"]
    best = sorted(had, key=lambda one: (-(one.score or 0), one.sku))
    return [one.sku for one in best[::_EVERY]][:_MOST]
