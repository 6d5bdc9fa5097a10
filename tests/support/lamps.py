"""A page object for the lamps of a shop; its last field fails where no maker is told."""

LAMPS = """
from extract.sites.select import select, select_all

class Lamps:
    pattern = "shop.test/p/*"

    def name(self, page):
        return select(page, "h1")

    def price(self, page):
        return select(page, ".now")

    def sku(self, page):
        return select(page, "[data-number]", "data-number")

    def additionalProperties(self, page):
        return dict(zip(select_all(page, "dt"), select_all(page, "dd")))

    def brand(self, page):
        return select(page, ".maker").upper()
"""
