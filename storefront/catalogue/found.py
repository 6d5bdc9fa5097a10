"""What the pinned lake holds for the shop, read in a question a matter."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import structlog

from lake.editions import EDITIONS
from lake.settings import LakeSettings
from lake.sql import connect
from storefront.catalogue.item import Opinion, Programme
from storefront.catalogue.offered import FoundEdition
from storefront.catalogue.together import FoundTogether
from storefront.money import Rates

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

log = structlog.get_logger()

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
    shipping: str | None = None
    confidence: float = 0.0
    language: str | None = None
    read_at: datetime | None = None


class FoundOffer(msgspec.Struct, frozen=True, kw_only=True):
    """One price as it stands."""

    listing_key: str
    url: str
    host: str
    seller: str | None = None
    price_minor: int
    currency: str
    list_price_minor: int | None = None
    shipping_minor: int | None = None
    availability: str | None = None
    rating: float | None = None
    reviews: int | None = None
    checked_at: datetime


class FoundScore(msgspec.Struct, frozen=True, kw_only=True):
    """A group's score and why."""

    group_key: str
    score: float
    reasons: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


class FoundOpinions(msgspec.Struct, frozen=True, kw_only=True):
    """What buyers say of a group: counted, and some of it."""

    group_key: str
    glad: int
    undecided: int
    sorry: int
    read_at: datetime
    shown: tuple[Opinion, ...]


class FoundPrice(msgspec.Struct, frozen=True, kw_only=True):
    """What a listing asked from one day to another; until None: it still does."""

    listing_key: str
    price_minor: int
    currency: str
    since: date
    until: date | None


class FoundBeside(msgspec.Struct, frozen=True, kw_only=True):
    """Another group that goes beside one, and what they have in common."""

    group_key: str
    why: str


class FoundRelated(msgspec.Struct, frozen=True, kw_only=True):
    """What goes beside a group, the nearest first."""

    group_key: str
    beside: tuple[FoundBeside, ...]


class FoundSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A thing in a sentence."""

    kind: str
    entity_key: str
    text: str


class FoundImage(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bytes lie that an image's address gave."""

    url: str
    content_digest: str
    warc_file: str
    warc_offset: int
    warc_length: int


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
    opinions: list[FoundOpinions] = []
    history: list[FoundPrice] = []
    related: list[FoundRelated] = []
    together: list[FoundTogether] = []
    summaries: list[FoundSummary] = []
    programmes: list[Programme] = []
    images: list[FoundImage] = []


def read(home: Path, settings: LakeSettings) -> Found:
    """Return what the pinned lake of `home` holds for the shop."""
    with connect(home, settings) as lake:
        for kept in ("permitted", "matches"):
            lake.execute(question(kept))
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
            opinions=_rows(lake, "opinions", FoundOpinions),
            history=_rows(lake, "history", FoundPrice),
            related=_rows(lake, "related", FoundRelated),
            together=_rows(lake, "together", FoundTogether),
            summaries=_rows(lake, "summaries", FoundSummary),
            programmes=_rows(lake, "programmes", Programme),
            images=_rows(lake, "images", FoundImage),
        )


def _rows(lake: "DuckDBPyConnection", name: str, kind: type[_T]) -> list[_T]:
    return rows_of(lake.sql(question(name)), name, kind)


def rows_of(answer: "DuckDBPyRelation", name: str, kind: type[_T]) -> list[_T]:
    """Return the rows of the `answer` to the question `name`."""
    rows = _finite(answer.to_arrow_table()).to_pylist()
    try:
        return msgspec.convert(rows, list[kind])  # type: ignore[valid-type]
    except msgspec.ValidationError:
        return list(_sound(rows, name, kind))


def _finite(answer: pa.Table) -> pa.Table:
    """Return `answer` with None for figures that are none: NaN, and the infinite."""
    for place, column in enumerate(answer.columns):
        if pa.types.is_floating(column.type):
            sound = pc.if_else(pc.is_finite(column), column, None)
            answer = answer.set_column(place, answer.field(place).name, sound)
    return answer


def _sound(rows: list[dict[str, object]], name: str, kind: type[_T]) -> Iterator[_T]:
    """Yield what is as it should be: one odd row must not keep the shop from all."""
    left_out, why = 0, ""
    for row in rows:
        try:
            yield msgspec.convert(row, kind)
        except msgspec.ValidationError as error:
            left_out, why = left_out + 1, str(error)
    log.warning("rows left out", question=name, rows=left_out, last=why)


def question(name: str) -> str:
    """Return the question that is called `name`."""
    asked = (_SQL / f"{name}.sql").read_text()
    return asked.replace(":editions", EDITIONS)
