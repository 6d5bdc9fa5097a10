"""The six shops and what sets them apart."""

from dataclasses import dataclass
from typing import Literal

from crawler.sampleweb.wordlists import Tongue

Markup = Literal["microdata", "rdfa", "state", "plain", "tables", "script"]
ALL = ("kitchen", "garden", "audio", "cycling", "office", "lighting", "bags", "coffee")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One shop: its range, its prices, its wording and its markup."""

    host: str
    language: Tongue
    markup: Markup
    size: int  # products, with those that come and go
    departments: tuple[str, ...] = ALL
    currency: str = "EUR"
    rate: float = 1.0  # of its currency for one euro
    dear: float = 1.0  # its price level
    ending: int = 0  # what its prices end in: 9, 5 or 0
    shipping_minor: int = 490
    free_from_minor: int = 6000
    carried_days: tuple[int, int] = (1, 3)  # on the way, after a day of packing
    sku: str = "{}"  # around a number
    path: str = "/p/{slug}-{sku}"
    title: str = "{brand} {model} {one}, {value}, {colour}"


SHOPS: tuple[Shop, ...] = (
    Shop(
        host="hearthlane.test", language="en", markup="microdata", size=544, ending=9,
        sku="HL-{}", path="/p/{slug}-{sku}",
        title="{brand} {model} {one}, {value}, {colour}",
    ),
    Shop(
        host="maisonvelle.test", language="fr", markup="rdfa", size=544, dear=1.05,
        ending=0, shipping_minor=590, free_from_minor=7500, carried_days=(2, 4), sku="MV{}",
        path="/produit/{sku}/{slug}.html", title="{One} {brand} {model} – {value} – {colour}",
    ),
    Shop(
        host="werkgarten.test", language="de", markup="state", size=544, dear=0.97,
        ending=5, shipping_minor=499, free_from_minor=5000, carried_days=(1, 2), sku="{}-0",
        path="/artikel/{slug}/{sku}", title="{brand} {model} {one} {value} {colour}",
    ),
    Shop(
        host="copperfinch.test", language="en", markup="plain", size=544, currency="GBP",
        rate=0.86, dear=1.02, ending=5, shipping_minor=395, free_from_minor=4000, carried_days=(3, 5),
        sku="CF{}", path="/shop/{slug}/{sku}/", title="{One} by {brand}, {model} ({colour})",
    ),
    Shop(
        host="oldmillstores.test", language="en", markup="tables", size=134, dear=0.93,
        departments=("kitchen", "garden", "office"), shipping_minor=695,
        free_from_minor=10000, carried_days=(3, 7), sku="{}", path="/item.asp?id={sku}",
        title="{brand} {model} {one} {value}",
    ),
    Shop(
        host="nightowlaudio.test", language="en", markup="script", size=30, dear=1.03,
        departments=("audio",), ending=9, shipping_minor=0, free_from_minor=0, carried_days=(0, 1), sku="NO{}",
        path="/product/{sku}", title="{brand} {model} {one} in {colour}",
    ),
)  # fmt: skip
