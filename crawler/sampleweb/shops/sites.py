"""Builds the six shops."""

from collections.abc import Callable

from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.shops.marked import marked_shop
from crawler.sampleweb.shops.script import script_shop
from crawler.sampleweb.shops.shop import SHOPS, Markup, Shop
from crawler.sampleweb.shops.tables import tables_shop
from crawler.sampleweb.shops.window import Window
from crawler.sampleweb.site import Site

_STYLES: dict[Markup, Callable[[Window], Site]] = {
    "tables": tables_shop,
    "script": script_shop,
}


def shop_of(host: str) -> Shop:
    """Return the shop on `host`."""
    return next(shop for shop in SHOPS if shop.host == host)


def shop_site(settings: WebSettings, host: str) -> Site:
    """Return the site of the shop on `host`."""
    shop = shop_of(host)
    return _STYLES.get(shop.markup, marked_shop)(Window(shop, settings))
