"""A made-up shop as large as asked for, with all that an item of the lake may hold."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

from storefront.catalogue.item import (
    Item,
    Judgement,
    Opinion,
    OtherOffer,
    PricePoint,
    Related,
)

VOCABULARY, BRANDS, SHELVES, HOSTS = 60_000, 500, 300, 120
OFFERS, OPINIONS, POINTS, FACTS, BESIDE = 4, 3, 12, 8, 8
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Words:
    """Words that are as unevenly frequent as those of a language."""

    def __init__(self) -> None:
        chance = np.random.default_rng(11)
        letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
        sizes = chance.integers(3, 11, VOCABULARY)
        drawn = chance.choice(letters, (VOCABULARY, 10))
        self.all = ["".join(row[:size]) for row, size in zip(drawn, sizes, strict=True)]
        odds = np.cumsum(1 / np.arange(1, VOCABULARY + 1))
        self._odds = odds / odds[-1]

    def text(self, chance: np.random.Generator, low: int, high: int) -> str:
        """Return a text of so many words."""
        drawn = chance.random(int(chance.integers(low, high)))
        return " ".join(self.all[n] for n in np.searchsorted(self._odds, drawn))


def stock(products: int, changed: int = 0) -> Iterator[Item]:
    """Yield so many items, the same at each call but for the prices of `changed`."""
    words, chance = Words(), np.random.default_rng(12)
    for number in range(products):
        yield _item(number, words, chance, dearer=changed if number % 97 == 0 else 0)


def _item(
    number: int, words: Words, chance: np.random.Generator, *, dearer: int
) -> Item:
    shelf = int(chance.integers(SHELVES))
    price = int(np.exp(chance.normal(8.5, 1.2))) + 1
    brand = words.all[int(chance.integers(BRANDS))].title()
    return Item(
        sku=f"HV-{number:07}",
        group_key=f"{number:024x}",
        listing_key=f"{number:024x}",
        members=tuple(f"{number + shop:024x}" for shop in range(OFFERS)),
        title=words.text(chance, 4, 10),
        brand=brand,
        description=words.text(chance, 40, 90),
        summary=words.text(chance, 8, 16),
        category_path=(f"Room {shelf // 30}", f"Shelf {shelf}"),
        price_minor=price * 12 // 10 + dearer,
        currency="EUR",
        was_minor=price * 14 // 10 if number % 9 == 0 else None,
        availability=("in_stock", "limited", "out_of_stock")[number % 3],
        delivery_days=number % 14 + 1,
        gtin=f"40{number:011}",
        mpn=f"{brand[:3].upper()}-{number}",
        images=(f"https://shop{number % HOSTS}.test/img/{number}.jpg",),
        specs={f"Fact {fact}": f"{fact * number} mm" for fact in range(FACTS)},
        rating=number % 31 / 10 + 2,
        reviews=number % 900,
        opinions=tuple(_opinion(one, words, chance) for one in range(OPINIONS)),
        judged=Judgement(glad=number % 40, undecided=number % 7, sorry=number % 9),
        history=tuple(
            PricePoint((NOW - timedelta(days=30 * (POINTS - at))).date(), price + at)
            for at in range(POINTS)
        ),
        score=float(chance.integers(0, 101)),
        reasons=(words.text(chance, 6, 12), words.text(chance, 6, 12)),
        language="en",
        offers=tuple(_offer(number, shop, price) for shop in range(OFFERS)),
        related=tuple(
            Related(f"HV-{(number + step) % 997:07}", "alike")
            for step in range(1, BESIDE + 1)
        ),
        source_url=f"https://shop{number % HOSTS}.test/p/{number}",
        checked_at=NOW,
        added_at=NOW - timedelta(minutes=number),
        seen={"price": NOW, "text": NOW},
    )


def _offer(number: int, shop: int, price: int) -> OtherOffer:
    host = f"shop{(number + shop * 7) % HOSTS}.test"
    return OtherOffer(
        offer_key=f"{number * OFFERS + shop:016x}",
        host=host,
        seller=None,
        url=f"https://{host}/p/{number}",
        price_minor=price + shop * 50,
        currency="EUR",
        availability="in_stock",
        shipping_minor=490,
        delivery_days=3,
        seen_at=NOW,
    )


def _opinion(place: int, words: Words, chance: np.random.Generator) -> Opinion:
    return Opinion(
        text=words.text(chance, 12, 40),
        rating=float(5 - place),
        sentiment=0.5 - place / 4,
        language="en",
        posted_at=NOW - timedelta(days=place * 30),
        host=f"shop{place}.test",
        url=f"https://shop{place}.test/p",
    )
