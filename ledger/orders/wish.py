"""What a buyer asks for with one submit, as the shop hands it in.

Prices are what the buyer was shown: they are compared with those in force, never taken.
Titles and kinds come from the catalogue, rates and shipping from the shop's own figures.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from ledger.columns import canonical_json
from ledger.orders.errors import WishRefused
from ledger.orders.totals import Rate, Terms
from ledger.selling.exchange import Exchange

Kind = Literal["physical", "digital"]
Json = Mapping[str, Any]

# More pieces of one thing, or things in one order, are a mistake or an attack.
MOST_PIECES = 10_000
MOST_LINES = 200


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """So many pieces of one sku, at the price that was shown."""

    sku: str
    title: str
    quantity: int
    shown_minor: int
    kind: Kind = "physical"
    edition: str | None = None
    rates: tuple[Rate, ...] = ()


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """Who buys, and where to."""

    email: str
    country: str
    region: str = ""
    language: str = "en"
    ship_to: Json = {}
    bill_to: Json = {}
    evidence: Json = {}
    visitor: str | None = None


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """One submit; `key` is the same for the same submit, `token_hash` opens its page."""

    key: str
    token_hash: str
    currency: str
    pieces: tuple[Piece, ...]
    buyer: Buyer
    terms: Terms = Terms()
    coupon: str | None = None
    exchange: Exchange | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of all that is asked, to tell another wish under the same key."""
        asked = {"pieces": self.pieces, "buyer": self.buyer, "terms": self.terms}
        return digest({**asked, "currency": self.currency, "coupon": self.coupon})


def digest(asked: object) -> str:
    """Return the SHA-256 of what is asked, whatever the order of its names."""
    return hashlib.sha256(canonical_json(asked).encode()).hexdigest()


def refuse_nonsense(wish: Wish) -> None:
    """Refuse what no honest shop page submits, naming it."""
    skus = [piece.sku for piece in wish.pieces]
    if not 1 <= len(skus) <= MOST_LINES:
        raise WishRefused(f"an order holds 1 to {MOST_LINES} lines, not {len(skus)}")
    if twice := [sku for sku in set(skus) if skus.count(sku) > 1]:
        raise WishRefused(f"{min(twice)} stands in two lines", sku=min(twice))
    for piece in wish.pieces:
        if not 1 <= piece.quantity <= MOST_PIECES:
            raise WishRefused(
                f"{piece.quantity} pieces of {piece.sku}: 1 to {MOST_PIECES} are sold",
                sku=piece.sku,
            )
    goods = sum(piece.quantity * piece.shown_minor for piece in wish.pieces)
    _refuse_terms(wish.terms, goods)
    rates = [rate for piece in wish.pieces for rate in piece.rates]
    if any(rate.rate_ppm < 0 for rate in (*rates, *wish.terms.shipping_rates)):
        raise WishRefused("a tax rate is less than 0")


def _refuse_terms(terms: Terms, goods_minor: int) -> None:
    if terms.shipping_minor < 0:
        raise WishRefused(f"shipping costs {terms.shipping_minor}, less than 0")
    if not 0 <= terms.discount_minor <= goods_minor:
        raise WishRefused(
            f"a discount of {terms.discount_minor} on goods of {goods_minor}"
        )
