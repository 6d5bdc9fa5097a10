"""A made-up shop of 200 items, the same on every run, with gaps and odd texts."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

from storefront.catalogue.item import (
    Assortment,
    Guide,
    Item,
    Judgement,
    Opinion,
    OtherOffer,
    PricePoint,
    Programme,
    Related,
)

SHELVES = {
    ("Kitchen", "Kettles"): ("Kettle", "Teapot", "Pour-over kettle"),
    ("Kitchen", "Cups and mugs"): ("Mug", "Espresso cup", "Travel mug"),
    ("Kitchen", "Cookware"): ("Skillet", "Saucepan", "Casserole"),
    ("Kitchen", "Storage"): ("Storage jar", "Bread box", "Carafe"),
    ("Home", "Lighting"): ("Table lamp", "Floor lamp", "Pendant light"),
    ("Home", "Furniture"): ("Armchair", "Stool", "Side table"),
    ("Home", "Plants"): ("Planter", "Potted olive", "Watering can"),
    ("Office", "Stationery"): ("Notebook", "Fountain pen", "Desk calendar"),
    ("Office", "Clocks"): ("Wall clock", "Desk clock", "Timer"),
    ("Sound", "Headphones"): ("Headphones", "Earbuds", "Headset"),
    ("Sound", "Speakers"): ("Bookshelf speaker", "Portable speaker", "Radio"),
    ("Outdoors", "Bags"): ("Rucksack", "Weekend bag", "Tote"),
    ("Outdoors", "Bottles"): ("Water bottle", "Vacuum flask", "Canteen"),
    ("Books",): ("Atlas", "Cookery book", "Field guide"),
}
BRANDS = ("Halden", "Moor & Finch", "Orrery", "Tessel", "Quay", "Brindle", "Vantaa")
QUALITIES = ("Blue enamel", "Walnut", "Brass", "Matte black", "Cork", "Linen", "Copper")
HOSTS = ("kettles.test", "homeware.test", "nordlicht.test", "bazaar.test", "oak.test")
REASONS = (
    "Five shops sell it, and the dearest asks half as much again as the cheapest.",
    "Buyers rate it 4.6 of 5 on average.",
    "It was in stock each time we looked.",
    "Few shops carry it, so it is hard to compare.",
)
LONG = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft "
    "commemorative enamel kettle with a swan-neck spout, a beech handle turned by hand, "
    "a whistle tuned to a fifth, and a lid that stays where it is put, second edition"
)
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "'-alert(1)-'",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "<svg/onload=alert(1)>",
    "]]><iframe srcdoc='<script>alert(1)</script>'>",
    "\u202egnp.exe\u2028<b>",
    "x' OR '1'='1",
)


def assortment(now: datetime, size: int = 200) -> Assortment:
    # S311: what the sample holds is no secret.
    chance = random.Random(7)  # noqa: S311
    items = [_item(number, chance, now) for number in range(1, size + 1)]
    items[3] = _long(items[3])
    return Assortment(
        items=tuple(items),
        guides=tuple(_guide(number, now) for number in range(1, 4)),
        programmes=tuple(_programme(number, now) for number in range(1, 31)),
        aliases={"hm-900001": "hm-000001"},
    )


def hostile(now: datetime) -> Assortment:
    return Assortment(
        items=tuple(_hostile(n, text, now) for n, text in enumerate(PAYLOADS, 1))
    )


def write_guides(home: Path) -> None:
    (home / "products").mkdir()
    for number in range(1, 4):
        page = b"%PDF-1.7\n" + str(number).encode() * 40_000
        (home / "products" / f"guide{number}.pdf").write_bytes(page)


def _item(number: int, chance: random.Random, now: datetime) -> Item:
    path = chance.choice(list(SHELVES))
    cost = chance.randrange(400, 26_000)
    sparse = number % 17 == 0
    offers = () if sparse else _offers(number, cost, chance, now)
    brand = chance.choice(BRANDS)
    quality, noun = chance.choice(QUALITIES), chance.choice(SHELVES[path])
    return Item(
        sku=f"hm-{number:06}",
        group_key=f"{number:024x}",
        listing_key=f"{number:024x}",
        title=f"{quality} {noun.lower()}",
        brand=None if sparse else brand,
        description=None if sparse else _description(quality, noun, brand),
        category_path=() if number % 41 == 0 else path,
        price_minor=None if number % 34 == 0 else cost * 12 // 10,
        currency=None if number % 34 == 0 else "USD" if number % 29 == 0 else "EUR",
        list_price_minor=cost * 3 // 2 if number % 5 == 0 else None,
        availability=chance.choice(
            ("in_stock", "in_stock", "out_of_stock", "preorder")
        ),
        gtin=f"40{number:011}",
        mpn=f"{brand[:2].upper()}-{number}",
        specs={} if sparse else _specs(number, quality),
        rating=None if sparse else chance.randrange(30, 50) / 10,
        reviews=None if sparse else chance.randrange(3, 900),
        score=None if sparse else chance.randrange(200, 980) / 10,
        reasons=() if sparse else tuple(chance.sample(REASONS, 3)),
        why=() if sparse else ("availability+", "competition-", "unheard+"),
        language="en",
        **({} if sparse else _told(number, cost, now)),
        offers=offers,
        source_url=f"https://{HOSTS[number % 5]}/p/{number}",
        checked_at=now - timedelta(minutes=chance.randrange(5, 9_000)),
    )


def _specs(number: int, quality: str) -> dict[str, str]:
    specs = {"Material": quality, "Weight": f"{number % 9 + 1} kg"}
    return specs | {"EAN": f"40{number:011}"} if number == 8 else specs


def _told(number: int, cost: int, now: datetime) -> dict[str, object]:
    """What was said of an item, and how its price moved, in a way of its own."""
    texts = (("en", "Pours well and keeps its heat."), ("de", "Der Griff wird heiß."))
    opinions = tuple(
        Opinion(
            text=text,
            rating=5.0 - number % 4,
            sentiment=0.8 if language == "en" else -0.4,
            language=language,
            posted_at=now - timedelta(days=40 + number),
            host=HOSTS[number % 5],
        )
        for language, text in texts
    )
    beside = zip((1, 17, 7), ("alike", "brand", "shelf"), strict=True)
    steps = ((date(2026, 6, 1), 12), (date(2026, 8, 9), 9), (date(2026, 11, 2), 10))
    return {
        "summary": "Read in several shops, told in one sentence.",
        "related": tuple(
            Related(f"hm-{(number + step) % 200 + 1:06}", why) for step, why in beside
        ),
        "added_at": now - timedelta(days=number % 40),
        "opinions": opinions,
        "judged": Judgement(glad=7, undecided=2, sorry=number % 4),
        "history": tuple(PricePoint(since, cost * part // 10) for since, part in steps),
        "was_minor": cost * 14 // 10 if number % 6 == 0 else None,
        "delivery_days": 1 + number % 4,
        "seen": {"price": now - timedelta(hours=2), "text": now - timedelta(days=3)},
    }


def _offers(
    number: int, cost: int, chance: random.Random, now: datetime
) -> tuple[OtherOffer, ...]:
    found = [
        OtherOffer(
            offer_key=f"{number:012x}{HOSTS.index(host):04x}",
            host=host,
            seller=host.removesuffix(".test").title(),
            url=f"https://{host}/p/{number}",
            price_minor=cost * chance.randrange(100, 170) // 100,
            currency="EUR",
            availability=chance.choice(("in_stock", "out_of_stock")),
            seen_at=now - timedelta(hours=chance.randrange(1, 90)),
        )
        for host in chance.sample(HOSTS, chance.randrange(1, 5))
    ]
    return tuple(sorted(found, key=lambda offer: offer.price_minor))


def _description(quality: str, noun: str, brand: str) -> str:
    return (
        f"A {noun.lower()} in {quality.lower()}, made by {brand} in small runs.\n\n"
        "Built to be mended: every part can be ordered and changed with a screwdriver. "
        "The surface takes on marks with use and looks the better for it."
    )


def _long(item: Item) -> Item:
    return Item(
        **{name: getattr(item, name) for name in item.__struct_fields__}
        | {
            "title": LONG,
            "brand": "Vereinigte Emaillewarenmanufakturen GmbH & Co. KGaA",
        }
    )


def _guide(number: int, now: datetime) -> Guide:
    titles = ("Choosing a kettle", "Lamps for reading by", "Bags that last")
    return Guide(
        generated_key=f"9{number:023x}",
        kind="guide",
        title=titles[number - 1],
        path=f"guide{number}.pdf",
        quality=0.9 - number / 10,
        made_at=now - timedelta(days=number),
    )


def _programme(number: int, now: datetime) -> Programme:
    return Programme(
        programme_key=f"a{number:023x}",
        merchant=f"{BRANDS[number % 7]} {number}",
        network="Partnerfield" if number % 2 else None,
        kind="affiliate",
        commission_kind="percent" if number % 3 else "fixed",
        commission_rate=float(number),
        currency=None if number % 3 else "EUR",
        cookie_days=30,
        payout_terms="Monthly, from 50 EUR",
        signup_url=f"https://network.test/join/{number}",
        source_url=f"https://network.test/{number}",
        score=None if number % 10 == 0 else 90.0 - number,
        reasons=("Six of six terms are known.",),
        why=("completeness+",),
        seen_at=now - timedelta(days=1),
    )


def _hostile(number: int, text: str, now: datetime) -> Item:
    offer = OtherOffer(
        host=f"shop{text}.test",
        seller=text,
        url=text,
        price_minor=100,
        currency="EUR",
        availability=text,
        seen_at=now,
    )
    return Item(
        sku=f"hm-{number:06}",
        group_key=f"{number:024x}",
        listing_key=f"{number:024x}",
        title=f"Kettle {text}",
        brand=text,
        description=text,
        category_path=(text, text),
        price_minor=120,
        currency="EUR",
        availability=text,
        gtin=text,
        mpn=text,
        images=(text,),
        specs={text: text},
        score=50.0,
        reasons=(text,),
        language=text,
        offers=(offer, offer),
        source_url=text,
        checked_at=now,
        summary=text,
        opinions=(Opinion(text=text, language=text, host=text, rating=1.0),),
    )
