"""What the API can be asked, as a table: read by programs and by the page for people."""

from datetime import UTC, date, datetime

import msgspec

from storefront.api import asked, shapes

_NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_SKU, _OTHER = "HV-7K2M9QX", "HV-3D8R1TW"
_SHOP = "https://shop.example"


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One address: what it takes, what it answers, and an example of that."""

    path: str
    name: str
    summary: str
    takes: type[msgspec.Struct] = asked.Nothing
    gives: type[msgspec.Struct]
    example: msgspec.Struct
    is_stream: bool = False

    @property
    def has_sku(self) -> bool:
        """Whether the address names a product."""
        return "{sku}" in self.path


_CARD = shapes.Card(
    sku=_SKU,
    title="Enamel kettle, 2 litres",
    brand="Halden",
    category="kitchen/kettles",
    price_minor=2990,
    currency="EUR",
    was_minor=3490,
    availability="in_stock",
    delivery_days=3,
    score=81.5,
    rating=4.6,
    reviews=212,
    offers=4,
    language="en",
    picture=f"{_SHOP}/images/4f0c2a-480.webp",
    page=f"{_SHOP}/products/{_SKU}/enamel-kettle-2-litres",
    checked_at=_NOW,
)
_OFFER = shapes.Offer(
    host="kettles.example",
    seller=None,
    price_minor=2490,
    currency="EUR",
    availability="in_stock",
    shipping_minor=490,
    delivery_days=3,
    seen_at=_NOW,
    link=f"{_SHOP}/go/8d1f6b2c90aa",
)
_OPINION = shapes.Opinion(
    text="Boils fast and pours well.",
    rating=5.0,
    sentiment=0.8,
    language="en",
    posted_at=_NOW,
    host="kettles.example",
)
_PRODUCT = shapes.Product(
    sku=_SKU,
    title=_CARD.title,
    brand="Halden",
    category="kitchen/kettles",
    summary="A stove-top kettle of enamelled steel.",
    description="Enamelled steel, beech handle, whistle.",
    price_minor=2990,
    currency="EUR",
    was_minor=3490,
    availability="in_stock",
    delivery_days=3,
    gtin="4000000000013",
    mpn="HK-20",
    specs={"Volume": "2 l"},
    rating=4.6,
    reviews=212,
    opinions=(_OPINION,),
    score=81.5,
    reasons=("Four shops sell it.",),
    related=(_OTHER,),
    language="en",
    pictures=(f"{_SHOP}/images/4f0c2a-960.webp",),
    page=_CARD.page,
    checked_at=_NOW,
    seen={"price": _NOW},
)
_PRICES = shapes.Prices(
    sku=_SKU,
    price_minor=2990,
    currency="EUR",
    low_30_days_minor=2990,
    ours=(shapes.Spell(price_minor=2990, currency="EUR", since=_NOW, until=None),),
    market=(shapes.Seen(date(2026, 11, 1), 2490),),
)
_FACET = shapes.Facet(
    value="Halden",
    name="Halden",
    count=12,
    chosen=False,
    low_minor=None,
    high_minor=None,
)
_FACETS = shapes.Facets(
    brands=(_FACET,),
    shops=(),
    categories=(),
    ratings=(),
    stock=(),
    days=(),
    prices=(),
)
_GUIDE = shapes.Guide(
    key="buying_guide-kettles",
    sku="HV-8MXKZD7",
    kind="buying_guide",
    title="Kettles: what to look for",
    summary=None,
    language="en",
    forms=("pdf", "epub"),
    price_minor=490,
    currency="EUR",
    quality=0.9,
    made_at=_NOW,
)
_PROGRAMME = shapes.Programme(
    key="5f2d1c",
    merchant="Kettles Ltd",
    network="awin",
    commission_kind="percent",
    commission_rate=6.0,
    currency="EUR",
    cookie_days=30,
    payout_terms=None,
    signup_url="https://kettles.example/partners",
    score=64.0,
    reasons=(),
    seen_at=_NOW,
)
_CHANGE = shapes.Change(
    sku=_SKU,
    price_minor=2890,
    currency="EUR",
    was_minor=2990,
    availability="limited",
    checked_at=_NOW,
)
_CATEGORY = shapes.Category(
    "kitchen/kettles", "kitchen", "Kettles", 38, f"{_SHOP}/categories/kitchen/kettles"
)

OPERATIONS = (
    Operation(
        path="/products",
        name="products",
        summary="All products, in the order of their skus.",
        takes=asked.Page,
        gives=shapes.Products,
        example=shapes.Products(items=(_CARD,), total=1),
    ),
    Operation(
        path="/products/{sku}",
        name="product",
        summary="All that is known of one product.",
        gives=shapes.Product,
        example=_PRODUCT,
    ),
    Operation(
        path="/products/{sku}/offers",
        name="offers",
        summary="What other shops ask for a product.",
        gives=shapes.Offers,
        example=shapes.Offers(sku=_SKU, items=(_OFFER,)),
    ),
    Operation(
        path="/products/{sku}/prices",
        name="prices",
        summary="Our prices and those of the market, and our low of 30 days.",
        gives=shapes.Prices,
        example=_PRICES,
    ),
    Operation(
        path="/search",
        name="search",
        summary="Search, filter and sort as the shop's pages do; 24 come at a time.",
        takes=asked.Search,
        gives=shapes.Found,
        example=shapes.Found(items=(_CARD,), total=1, facets=_FACETS, spelled=None),
    ),
    Operation(
        path="/categories",
        name="categories",
        summary="The categories below one.",
        takes=asked.Below,
        gives=shapes.Categories,
        example=shapes.Categories(items=(_CATEGORY,)),
    ),
    Operation(
        path="/guides",
        name="guides",
        summary="Works of the shop's own.",
        takes=asked.Page,
        gives=shapes.Guides,
        example=shapes.Guides(items=(_GUIDE,), total=1),
    ),
    Operation(
        path="/programmes",
        name="programmes",
        summary="Partner programmes of merchants.",
        takes=asked.Page,
        gives=shapes.Programmes,
        example=shapes.Programmes(items=(_PROGRAMME,), total=1),
    ),
    Operation(
        path="/live",
        name="live",
        summary="Prices and availability as they change, as server-sent events.",
        takes=asked.Live,
        gives=shapes.Change,
        example=_CHANGE,
        is_stream=True,
    ),
)
