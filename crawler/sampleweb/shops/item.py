"""One product as one shop shows it on one day: the shop's own words, number and price."""

import re
import unicodedata
from dataclasses import dataclass

from crawler.sampleweb.dice import dice, share
from crawler.sampleweb.goods import Good
from crawler.sampleweb.hosts import PRESS
from crawler.sampleweb.page import ProductTruth
from crawler.sampleweb.pictures.names import paths
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.shops.assortment import Terms, terms
from crawler.sampleweb.shops.shop import Shop
from crawler.sampleweb.wordlists import goods, makers, prose, tongue

_SIGNS = {"EUR": "€", "GBP": "£"}
PACKED_DAYS = (0, 1)
_NO_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Review:
    """What one buyer wrote."""

    author: str
    rating: int
    posted: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A product in a shop's window."""

    shop: Shop
    good: Good
    sku: str
    path: str
    title: str
    description: str
    terms: Terms
    shipping_minor: int
    rating: float | None
    votes: int
    reviews: tuple[Review, ...]
    images: tuple[str, ...]  # addresses, on the makers' host

    @property
    def category_path(self) -> tuple[str, str]:
        """Return department and kind in the shop's language."""
        said = self.shop.language
        category = goods().categories[self.good.kind.category]
        return category.name[said], self.good.kind.many[said]

    def truth(self) -> ProductTruth:
        """Return the facts a reader of the page should find."""
        price, was, availability = self.terms
        return ProductTruth(
            title=self.title, brand=self.good.brand, gtin=self.good.gtin,
            mpn=self.good.mpn, sku=self.sku, price_minor=price,
            currency=self.shop.currency, list_price_minor=was, availability=availability,
            shipping_minor=self.shipping_minor, rating=self.rating, reviews=self.votes,
            category_path=self.category_path, description=self.description,
            images=self.images, delivery_days=packed_days(self)[1],
        )  # fmt: skip


def item(settings: WebSettings, shop: Shop, good: Good) -> Item:
    """Return `good` as `shop` shows it on the day of the settings."""
    seed, day = settings.seed, settings.day
    key = (seed, shop.host, good.number)
    offered = terms(seed, shop, good, day)
    sku = shop.sku.format(100_000 + good.number * 37)
    slug = slugged(f"{good.brand} {good.model} {good.kind.one[shop.language]}")
    votes = int(240 * share("votes", *key) ** 3)
    free = offered.price_minor >= shop.free_from_minor
    return Item(
        shop=shop, good=good, sku=sku, path=shop.path.format(slug=slug, sku=sku),
        title=shop.title.format(**_slots(shop, good)),
        description=_description(seed, shop, good), terms=offered,
        shipping_minor=0 if free else shop.shipping_minor,
        rating=_rating(good, share("rating", *key)) if votes else None,
        votes=votes, reviews=_reviews(seed, shop, good, votes),
        images=tuple(f"http://{PRESS}:{settings.port}{path}" for path in paths(good)),
    )  # fmt: skip


def money(minor: int, shop: Shop) -> str:
    """Return an amount as the shop prints it."""
    sign = _SIGNS[shop.currency]
    if shop.language == "en":
        return f"{sign}{minor // 100:,}.{minor % 100:02d}"
    return f"{minor // 100},{minor % 100:02d} {sign}"


def plain_amount(minor: int) -> str:
    """Return an amount as markup wants it: a dot, no sign."""
    return f"{minor // 100}.{minor % 100:02d}"


def availability_text(item: Item) -> str:
    """Return what the shop says of its stock."""
    names = {"InStock": "in_stock", "OutOfStock": "out_of_stock",
             "LimitedAvailability": "limited", "PreOrder": "preorder"}  # fmt: skip
    return tongue(item.shop.language)[names[item.terms.availability]]


def delivery_text(item: Item) -> str:
    """Return how the shop says how long a delivery takes."""
    first, last = packed_days(item)
    return tongue(item.shop.language)["sent_in"].format(first=first, last=last)


def packed_days(item: Item) -> tuple[int, int]:
    """Return in how many days it comes: packed within one, then carried."""
    first, last = item.shop.carried_days
    return first + PACKED_DAYS[0], last + PACKED_DAYS[1]


def slugged(text: str) -> str:
    """Return `text` as it stands in an address."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    ascii_text = plain.encode("ascii", "ignore").decode().lower()
    return _NO_WORD.sub("-", ascii_text).strip("-")


def _slots(shop: Shop, good: Good) -> dict[str, str]:
    one = good.kind.one[shop.language]
    return {
        "brand": good.brand, "model": good.model, "one": one, "thing": one,
        "One": one[0].upper() + one[1:], "name": f"{good.brand} {good.model}",
        "value": good.value(0, shop.language), "colour": good.colour[shop.language],
    }  # fmt: skip


def _description(seed: int, shop: Shop, good: Good) -> str:
    throw = dice(seed, "description", shop.host, good.number)
    words = prose(shop.language)
    features = goods().categories[good.kind.category].features[shop.language]
    said = [throw.choice(words.opening), *throw.sample(features, 3)]
    said.append(throw.choice(words.closing))
    return " ".join(said).format(**_slots(shop, good))


def _rating(good: Good, throw: float) -> float:
    return round(min(max(good.quality + (throw - 0.5) * 0.6, 1.0), 5.0), 1)


def _reviews(seed: int, shop: Shop, good: Good, votes: int) -> tuple[Review, ...]:
    throw = dice(seed, "reviews", shop.host, good.number)
    return tuple(
        _review(throw.randrange(1 << 30), shop, good)
        for _ in range(min(votes, throw.randrange(4)))
    )


def _review(seed: int, shop: Shop, good: Good) -> Review:
    throw = dice("review", seed)
    words = prose(shop.language)
    rating = min(max(round(throw.gauss(good.quality, 1.0)), 1), 5)
    likes, dislikes = (2, rating < 5) if rating > 3 else (rating > 2, 2)
    said = [
        *throw.sample(words.praise, likes),
        *throw.sample(words.complaint, dislikes),
    ]
    if rating > 3:
        said.append(throw.choice(words.verdict))
    thing = good.kind.one[shop.language]
    spec, _ = good.facts(shop.language)[0]
    brand = throw.choice(makers().brands)
    return Review(
        author=f"{throw.choice(makers().handles)}{throw.randrange(100)}",
        rating=rating,
        posted=f"2026-{throw.randrange(1, 11):02d}-{throw.randrange(1, 29):02d}",
        text=" ".join(said).format(
            thing=thing, other=brand, spec=spec, name=f"{good.brand} {good.model}"
        ),
    )
