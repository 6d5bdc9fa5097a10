"""A work in which every figure stands on rows, with the rows: for planting faults in."""

from datetime import date

from enrich.generate.figures import told
from enrich.generate.gate.evidence import Evidence, Page
from enrich.generate.work import (
    Bar,
    Chapter,
    Chart,
    Fact,
    Points,
    Quote,
    Sheet,
    Source,
    Text,
    Tile,
    Tiles,
    Words,
    Work,
)

HOSTS = ("alder.test", "birch.test", "cedar.test", "doum.test")
NAMES = [f"Oakvendel Ledge {n}30 leaf rake" for n in range(1, 7)]
PRICES = {
    f"{name}-{host}": 1500 + 130 * n + 90 * h
    for n, name in enumerate("abcdef")
    for h, host in enumerate(HOSTS)
}
WROTE = (
    "The tines bend when the soil is wet, and after one autumn of use the handle came "
    "loose from its socket so I glued it back with epoxy and have been happy since."
)
LIGHT = "Light and quick to use on a lawn."
ROWS = {
    **{
        ("offers", key): {
            "price_minor": price,
            "currency": "EUR",
            "host": key[2:],
            "seen_at": "2026-11-20",
            "url": f"https://{key[2:]}/{key[0]}",
        }
        for key, price in PRICES.items()
    },
    **{
        ("products", name): {"title": title, "weight_g": 400 + 25 * n}
        for n, (name, title) in enumerate(zip("abcdef", NAMES, strict=True))
    },
    ("opinions", "o1"): {"text": WROTE, "url": "https://alder.test/a"},
    ("opinions", "o2"): {
        "text": f"{LIGHT} But I would not recommend it to anybody.",
        "url": "https://alder.test/a",
    },
}
EVIDENCE = Evidence(
    rows=ROWS,
    pages={
        f"https://{host}/{name}": Page(alive=True, reserved=False)
        for name in "abcdef"
        for host in HOSTS
    },
    names=frozenset([*NAMES, *HOSTS]),
    texts={"o1": WROTE, "o2": LIGHT},
    on_sale={},
)


def prices_of(name: str) -> list[str]:
    return [f"{name}-{host}" for host in HOSTS]


def money(keys: list[str], way: str) -> Fact:
    return told(
        ROWS,
        Fact(
            said="",
            table="offers",
            column="price_minor",
            keys=keys,
            way=way,
            form="money",
            currency="EUR",
        ),
    )


def counted(table: str, column: str, keys: list[str], way: str = "count") -> Fact:
    asked = Fact(said="", table=table, column=column, keys=keys, way=way, form="number")
    return told(ROWS, asked)


def product(name: str, title: str) -> Chapter:
    low, high = money(prices_of(name), "least"), money(prices_of(name), "most")
    shops = counted("offers", "host", prices_of(name), "distinct")
    weight = counted("products", "weight_g", [name], "is")
    offer = f"{name}-{HOSTS[0]}"
    cheap = Fact(
        said=f"cheapest of {len(HOSTS)} shops",
        table="offers",
        column="price_minor",
        keys=prices_of(name),
        way="is_least",
    )
    lines = [
        (
            f"The {title} costs {low.said} where it costs little, and {high.said} where it "
            f"costs much. We saw it in {shops.said} shops. It weighs {weight.said} grams."
        ),
        (
            f"Of all that we looked at in this price range, alder.test is the {cheap.said}. "
            "Ask there first, but look at what shipping adds before you pay, since a rake "
            "is long and some carriers want more for that. If you have a small garden, the "
            "light ones will do. If you have old trees, take a wide head and a long stick."
        ),
    ]
    return Chapter(
        name=f"product-{name}",
        title=title,
        blocks=[
            Words(text=Text(text=lines[0], facts=[low, high, shops, weight])),
            Words(text=Text(text=lines[1], facts=[cheap])),
            Sheet(
                caption="What shops ask",
                names=["Shop", "Price"],
                figures=[1],
                rows=[
                    [
                        Text(text=HOSTS[0], link=f"https://{HOSTS[0]}/{name}"),
                        Text(
                            text=money([offer], "is").said,
                            facts=[money([offer], "is")],
                        ),
                    ]
                ],
            ),
        ],
    )


def sound() -> Work:
    """A work that passes."""
    every = counted("products", "title", list("abcdef"))
    bars = [
        Bar(
            name=title,
            value=PRICES[f"{name}-{HOSTS[0]}"],
            said=Text(
                text=money([f"{name}-{HOSTS[0]}"], "is").said,
                facts=[money([f"{name}-{HOSTS[0]}"], "is")],
            ),
        )
        for name, title in zip("abcdef", NAMES, strict=True)
    ]
    return Work(
        key="rakes",
        kind="buying_guide",
        title="Leaf Rakes: A Buying Guide",
        subtitle="What they cost, and what their buyers say",
        as_of=date(2026, 11, 22),
        about=f"We compare {every.said} leaf rakes as shops show them.",
        rights="Facts are quoted with the pages that they were read from.",
        facts=[every],
        subjects=list("abcdef"),
        sources=[Source(host=h, pages=6, read_on=date(2026, 11, 20)) for h in HOSTS],
        chapters=[
            Chapter(
                name="glance",
                title="At a glance",
                blocks=[
                    Tiles(
                        tiles=[
                            Tile(
                                figure=Text(text=every.said, facts=[every]),
                                words="rakes compared",
                            )
                        ]
                    ),
                    Chart(caption="What each costs at alder.test", bars=bars),
                    Points(
                        items=[
                            Text(text="Light rakes tire you less."),
                            Text(text="Wide heads are quick on a lawn."),
                        ]
                    ),
                    Quote(
                        text=LIGHT,
                        source="a buyer at alder.test",
                        link="https://alder.test/a",
                        table="opinions",
                        column="text",
                        key="o2",
                    ),
                ],
            ),
            *(product(n, t) for n, t in zip("abcdef", NAMES, strict=True)),
        ],
    )
