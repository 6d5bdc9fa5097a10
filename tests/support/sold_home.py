"""A home whose things can be bought: on the shelf of the catalogue and of the ledger."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert

from ledger.open import open_ledger
from ledger.orders import stock
from ledger.pricetables import shelf_states
from storefront.catalogue.build import build
from storefront.catalogue.item import Assortment, Guide, Item, WorkFile

POT, PAN, LID, LAMP, BOOK = "HV-POT", "HV-PAN", "HV-LID", "HV-LAMP", "HV-BOOK"
PRICES = {POT: 1999, PAN: 2450, LID: 500, LAMP: 4900, BOOK: 900}
# One that is counted; of the others their source has enough.
COUNTED = {PAN: 3}
KEY_OF_BOOK = "b" * 16
NAMES = {POT: "Enamel pot", PAN: "Iron pan", LID: "Glass lid", LAMP: "Desk lamp"}


def assortment(now: datetime) -> Assortment:
    """Return the things, the lamp of which its source has no more."""
    return Assortment(
        items=tuple(_item(sku, now) for sku in NAMES),
        guides=(_book(now),),
        aliases={"HV-OLD": POT},
    )


def fill(home: Path, now: datetime) -> Path:
    """Put all of it into a home."""
    (home / "products").mkdir()
    (home / "products" / "pots.pdf").write_bytes(b"%PDF-1.7\n" + b"7" * 5_000)
    build(home, assortment(now))
    with open_ledger(home) as ledger, ledger.write() as connection:
        shelve(connection, now)
    return home


def shelve(connection: Connection, now: datetime) -> None:
    """Put the prices in force, and what is counted, into a ledger."""
    for mark, (sku, price) in enumerate(PRICES.items(), start=1):
        row = {"sku": sku, "mark": mark, "version": mark, "since": now}
        row |= {"price_minor": price, "currency": "EUR", "category": "kitchen"}
        row |= {"availability": _availability(sku), "checked_at": now}
        connection.execute(insert(shelf_states), row)
    for sku, pieces in COUNTED.items():
        stock.count(connection, sku, pieces, "1", now)


def _item(sku: str, now: datetime) -> Item:
    key = f"{list(PRICES).index(sku) + 1:024x}"
    return Item(
        sku=sku,
        group_key=key,
        listing_key=key,
        title=NAMES[sku],
        category_path=("Kitchen",),
        price_minor=PRICES[sku],
        currency="EUR",
        availability=_availability(sku),
        delivery_days=3,
        language="en",
        checked_at=now,
        added_at=now,
        score=70.0,
    )


def _book(now: datetime) -> Guide:
    return Guide(
        generated_key=KEY_OF_BOOK,
        kind="buying_guide",
        title="Pots: Before You Buy",
        path="pots.pdf",
        quality=0.8,
        made_at=now,
        forms=(WorkFile(form="pdf", path="pots.pdf"),),
        price_minor=PRICES[BOOK],
        sku=BOOK,
        edition="e" * 64,
    )


def _availability(sku: str) -> str:
    return "out_of_stock" if sku == LAMP else "in_stock"
