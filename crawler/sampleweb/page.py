"""A page of the sample web: the bytes a server sends, and the truth about them.

An answer is a list of steps (send, wait, drop), so that well-behaved pages and every
kind of trouble go through one server. A plain page is one `Send`.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

PageKind = Literal[
    "home", "listing", "product", "about", "robots", "sitemap", "api", "script", "image",
    "programme", "redirect", "article", "archive", "board", "thread", "trouble",
]  # fmt: skip


class ProductTruth(msgspec.Struct, frozen=True, kw_only=True):
    """What a product page says, in plain values."""

    title: str
    brand: str
    gtin: str
    mpn: str
    sku: str
    price_minor: int
    currency: str
    list_price_minor: int | None
    availability: str  # a schema.org ItemAvailability
    shipping_minor: int
    rating: float | None
    reviews: int
    category_path: tuple[str, ...]
    images: tuple[str, ...]
    description: str
    delivery_days: int  # at the latest


class ProgrammeTruth(msgspec.Struct, frozen=True, kw_only=True):
    """What an affiliate programme offers."""

    network: str
    merchant: str
    commission_kind: str  # "percent" or "flat"
    commission_rate: float  # per cent, or minor units of `currency`
    currency: str
    cookie_days: int
    epc_minor: int
    gravity: float
    payout_terms: str
    signup_url: str


class ArticleTruth(msgspec.Struct, frozen=True, kw_only=True):
    """What an article or thread says about itself."""

    headline: str
    authors: tuple[str, ...]
    published: str
    text: str


class PageTruth(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader of one page should find."""

    url: str
    host: str
    path: str
    kind: PageKind
    status: int
    language: str
    # Each <a href> once, absolute; with `needs_js`, of the page after its script ran.
    links: tuple[str, ...] = ()
    robots_allowed: bool = True
    needs_js: bool = False
    note: str = ""  # for a troublesome page: what it does
    product: ProductTruth | None = None
    programme: ProgrammeTruth | None = None
    article: ArticleTruth | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Hand these bytes to the client."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """Stay silent for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Drop:
    """Cut the connection without a farewell (a TCP reset)."""


Step = Send | Wait | Drop


@dataclass(frozen=True, slots=True)
class Response:
    """What goes over the wire for one page."""

    status: int
    steps: tuple[Step, ...]
    head: bytes  # answers HEAD
    close: bool = False
    etag: bytes = b""
    last_modified: bytes = b""
    not_modified: bytes = b""  # the 304 for a client whose copy is fresh
    coded: tuple[tuple[bytes, "Response"], ...] = ()  # by content coding offered
    # Given to the first requests for this path; after them comes this response.
    first: tuple["Response", ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the sample web."""

    truth: PageTruth
    response: Response

    def about(self, **facts: object) -> "Page":
        """Return this page with more truth about it."""
        return Page(msgspec.structs.replace(self.truth, **facts), self.response)
