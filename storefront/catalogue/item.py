"""What the shop sells: items found in other shops, and works made from them."""

from datetime import date, datetime
from typing import Literal

import msgspec

Form = Literal["pdf", "epub", "html", "post", "mp4", "srt", "png"]


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One image of an item, kept in the snapshot as `images/<name>-<width>.webp`.

    `width` and `height` are those of the largest copy, `widths` those of all.
    """

    name: str
    width: int
    height: int
    widths: tuple[int, ...]
    source: str
    """The page that showed it."""


class PricePoint(msgspec.Struct, frozen=True, array_like=True):
    """The cheapest price seen from a day on, in the item's currency."""

    since: date
    price_minor: int


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """What one buyer wrote in another shop; nobody is named."""

    text: str
    rating: float | None = None
    sentiment: float | None = None
    """From -1, as bad as can be, to 1; None where it cannot be told."""
    language: str | None = None
    posted_at: datetime | None = None
    host: str
    url: str | None = None
    """The page that shows it."""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """How many opinions of an item are glad, undecided and sorry."""

    glad: int = 0
    undecided: int = 0
    sorry: int = 0


class Related(msgspec.Struct, frozen=True, array_like=True):
    """Another item that goes beside this one, and why."""

    sku: str
    why: str
    """A code: `alike`, `together`, `brand` or `shelf`."""


class OtherOffer(msgspec.Struct, frozen=True, kw_only=True):
    """What another shop asks for the same product.

    `offer_key` names it in /go/ addresses.
    """

    offer_key: str = ""
    host: str
    seller: str | None
    url: str
    price_minor: int
    currency: str
    availability: str | None
    shipping_minor: int | None = None
    delivery_days: int | None = None
    seen_at: datetime


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One product as the shop shows it.

    `price_minor` is None where no price was seen; `score` runs from 0 to 100. What may
    change within minutes (price, availability) is what it was when published: the shop
    reads it from the ledger.
    """

    sku: str
    group_key: str
    listing_key: str
    members: tuple[str, ...] = ()
    """All listings that it was made of; `listing_key` names the best of them."""
    title: str
    brand: str | None = None
    description: str | None = None
    summary: str | None = None
    """One sentence in the shop's words, for search results and previews."""
    category_path: tuple[str, ...] = ()
    price_minor: int | None = None
    currency: str | None = None
    was_minor: int | None = None
    """Our own lowest price of the 30 days before, where the price went down since."""
    list_price_minor: int | None = None
    """What a source calls its own former price; it is no reduction of ours."""
    availability: str | None = None
    delivery_days: int | None = None
    gtin: str | None = None
    mpn: str | None = None
    images: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    specs: dict[str, str] = {}
    rating: float | None = None
    reviews: int | None = None
    opinions: tuple[Opinion, ...] = ()
    judged: Judgement = Judgement()
    history: tuple[PricePoint, ...] = ()
    score: float | None = None
    reasons: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    """The same reasons as codes: a factor, and `+` where it is above its middle."""
    language: str | None = None
    offers: tuple[OtherOffer, ...] = ()
    related: tuple[Related, ...] = ()
    source_url: str | None = None
    checked_at: datetime | None = None
    added_at: datetime | None = None
    """When the shop first gave it a sku."""
    seen: dict[str, datetime] = {}
    """When each kind of fact was last read: price, text, rating, opinions, images."""


class WorkFile(msgspec.Struct, frozen=True, kw_only=True):
    """One form of a generated work; `path` is its file below home/products.

    `srt` and `png` are a film's captions and its still.
    """

    form: Form
    path: str


class Guide(msgspec.Struct, frozen=True, kw_only=True):
    """A generated product; `path` is its main file below home/products.

    `price_minor` 0 means that it is free; of another only a preview is served.
    """

    generated_key: str
    kind: str
    title: str
    path: str
    quality: float | None
    made_at: datetime
    summary: str | None = None
    language: str = "en"
    forms: tuple[WorkFile, ...] = ()
    contents: tuple[str, ...] = ()
    """The names of its chapters."""
    sources: int = 0
    """How many pages it was made from."""
    price_minor: int = 0
    currency: str = "EUR"
    sku: str | None = None
    """What it is ordered under; none while it is free."""
    edition: str = ""
    """The digest of what is sold."""


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """An affiliate programme as the directory shows it."""

    programme_key: str
    merchant: str
    network: str | None = None
    kind: str | None = None
    commission_kind: str | None = None
    commission_rate: float | None = None
    commission_low: float | None = None
    commission_high: float | None = None
    currency: str | None = None
    cookie_days: int | None = None
    payout_terms: str | None = None
    signup_url: str | None = None
    source_url: str | None = None
    score: float | None = None
    reasons: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    seen_at: datetime | None = None


class Assortment(msgspec.Struct, frozen=True, kw_only=True):
    """All that one snapshot holds; `aliases` leads merged skus to living ones."""

    items: tuple[Item, ...]
    guides: tuple[Guide, ...] = ()
    programmes: tuple[Programme, ...] = ()
    aliases: dict[str, str] = {}
    gone: tuple[Item, ...] = ()
    """What was sold once and is no longer to be had: its page stays."""
    currency: str = "EUR"
    price_mark: int = 0
    """The newest price version of the ledger that the items' prices are of."""
