"""What the pinned lake holds for the shop, read in six questions."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from lake.settings import LakeSettings
from lake.sql import connect
from storefront.catalogue.offered import FoundEdition
from storefront.money import Rates

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL = Path(__file__).parent / "sql"
_T = TypeVar("_T")


class FoundListing(msgspec.Struct, frozen=True, kw_only=True):
    """One product as one source shows it."""

    group_key: str
    listing_key: str
    source_url: str
    gtin: str | None = None
    mpn: str | None = None
    brand: str | None = None
    title: str
    description: str | None = None
    category_path: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    specs: str | None = None
    confidence: float = 0.0
    language: str | None = None


class FoundOffer(msgspec.Struct, frozen=True, kw_only=True):
    """One price as it stands."""

    listing_key: str
    url: str
    host: str
    seller: str | None = None
    price_minor: int
    currency: str
    list_price_minor: int | None = None
    availability: str | None = None
    rating: float | None = None
    reviews: int | None = None
    checked_at: datetime


class FoundScore(msgspec.Struct, frozen=True, kw_only=True):
    """A group's score and why."""

    group_key: str
    score: float
    reasons: tuple[str, ...] = ()


class FoundRate(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit of a currency is worth in another."""

    base: str
    quote: str
    rate: float


class FoundSnapshot(msgspec.Struct, frozen=True):
    """A snapshot that the lake knows of."""

    snapshot: str | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, of one pinned moment."""

    listings: list[FoundListing]
    offers: list[FoundOffer]
    scores: list[FoundScore]
    editions: list[FoundEdition]
    rates: Rates
    told: str | None
    """The snapshot that the lake was told of last."""


def read(home: Path, settings: LakeSettings) -> Found:
    """Return what the pinned lake of `home` holds for the shop."""
    with connect(home, settings) as lake:
        rates = _rows(lake, "rates", FoundRate)
        return Found(
            listings=_rows(lake, "listings", FoundListing),
            offers=_rows(lake, "offers", FoundOffer),
            scores=_rows(lake, "scores", FoundScore),
            editions=_rows(lake, "guides", FoundEdition),
            # str: the shortest decimal that a person would read the number as.
            rates={(one.base, one.quote): Decimal(str(one.rate)) for one in rates},
            told=next(
                iter(_rows(lake, "told", FoundSnapshot)), FoundSnapshot()
            ).snapshot,
        )


def _rows(lake: "DuckDBPyConnection", question: str, kind: type[_T]) -> list[_T]:
    answer = lake.sql((_SQL / f"{question}.sql").read_text()).to_arrow_table()
    return msgspec.convert(answer.to_pylist(), list[kind])  # type: ignore[valid-type]
