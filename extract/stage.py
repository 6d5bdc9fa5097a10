"""The stage that reads pages: bodies in, rows of all that they say out.

A page counts as read also when it holds nothing. What its rights forbid is for those
who show and sell to obey: they stay beside the page, and what is here stays complete.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
import pyarrow as pa

from extract.goods.product import Product
from extract.opinions.opinion import Opinion
from extract.page import Page, parse
from extract.programmes.programme import Programme
from extract.reading import Asked, Reading, read_page
from extract.sites.sitelog import log_failed
from extract.sites.siteobjects import SiteFile
from extract.stories.article import Article
from frontier.urls import host
from lake.keys import input_key, key_of, listing_key
from lake.stages import Stage
from lake.tables import schema

_WRITES = ("contents", "products", "offers", "programmes", "articles", "opinions")
_HTML = ("text/html", "application/xhtml+xml")


# A host that says 304 confirms the body that came with 200.
_WHOLE = (200, 304)


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """One row of pages with its body, as the stage runner hands it over."""

    url: str
    url_key: str
    status: int
    content_digest: str
    content_type: str | None = None
    fetched_at: datetime
    body: bytes | None = None


def make(
    batch: pa.RecordBatch,
    files: tuple[SiteFile, ...] = (),
    salt: bytes = b"",
    erased: frozenset[str] = frozenset(),
) -> Mapping[str, pa.Table]:
    """Return the rows that the pages of `batch` give.

    `files` hold page objects; without a `salt` no opinion is kept, as its author could not
    be hidden. What is signed by one of the `erased` (their hashes) is left out.
    """
    columns = batch.select(list(Fetched.__struct_fields__))
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _WRITES}
    failed: Counter[tuple[str, str]] = Counter()
    for values in columns.to_pylist():
        fetched = Fetched(**values)
        asked = Asked(
            files=files,
            salt=salt,
            erased=erased,
            status=fetched.status,
            fetched_at=fetched.fetched_at,
        )
        for table, row in _rows(fetched, asked, failed):
            rows[table].append(row)
    log_failed(failed)
    return {name: _table(name, found) for name, found in rows.items()}


def _rows(
    fetched: Fetched, asked: Asked, failed: Counter[tuple[str, str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """One page's rows, each beside the name of its table."""
    if fetched.status not in _WHOLE or fetched.body is None:
        return
    key = {"input_key": input_key(fetched.url_key, fetched.content_digest)}
    if not _is_html(fetched):
        plain = {"content_digest": fetched.content_digest, "kind": "other"}
        yield "contents", plain | key
        return
    page = parse(fetched.url, fetched.body, fetched.content_type)
    read = read_page(page, asked)
    site = read.site
    failed.update((site.path(name), why) for name, why in site.failed.items())
    for table, row in _said(fetched, page, read):
        yield table, row | key


def _said(
    fetched: Fetched, page: Page, read: Reading
) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "contents", _content(fetched, page, read)
    for product in read.products:
        name = listing_key(fetched.url_key, product.variant)
        yield "products", _product(fetched, name, product)
        for offer in _offers(fetched, name, product):
            yield "offers", offer
    for programme in read.programmes:
        yield "programmes", _programme(fetched, programme)
    if read.article is not None:
        yield "articles", _article(fetched, read, read.article)
    for opinion in read.opinions:
        yield "opinions", _opinion(fetched, read, opinion)


def _is_html(fetched: Fetched) -> bool:
    """Return what the response claims; where it claims nothing, what it looks like."""
    if fetched.content_type:
        return fetched.content_type.partition(";")[0].strip().lower() in _HTML
    return (fetched.body or b"")[:512].lstrip()[:1] == b"<"


def _content(fetched: Fetched, page: Page, read: Reading) -> dict[str, Any]:
    return {
        "content_digest": fetched.content_digest,
        "kind": read.kind,
        "language": read.language,
        "title": page.title,
        "text_len": len(read.text),
        "text_digest": None if read.likeness is None else f"{read.likeness:016x}",
    }


def _product(fetched: Fetched, name: str, product: Product) -> dict[str, Any]:
    return {
        "listing_key": name,
        "source_url": fetched.url,
        "gtin": product.gtin,
        "mpn": product.mpn,
        "sku": product.sku,
        "brand": product.brand,
        "title": product.title,
        "description": product.description,
        "category_path": product.category_path,
        "images": product.images,
        "specs": _json(product.specs),
        "attributes": _json({"variant": product.variant} if product.variant else {}),
        "shipping": product.shipping,
        "confidence": product.confidence,
    }


def _offers(fetched: Fetched, name: str, product: Product) -> Iterator[dict[str, Any]]:
    for offer in product.offers:
        yield {
            **msgspec.structs.asdict(offer),
            "listing_key": name,
            "url": fetched.url,
            "host": host(fetched.url),
            "rating": product.rating,
            "reviews": product.reviews,
            "seen_at": fetched.fetched_at,
        }


def _programme(fetched: Fetched, programme: Programme) -> dict[str, Any]:
    named = (programme.network or "", programme.merchant or "")
    return {
        **msgspec.structs.asdict(programme),
        "programme_key": key_of("programme", fetched.url_key, *named),
        "source_url": fetched.url,
        "said": _json(programme.said),
    }


def _article(fetched: Fetched, read: Reading, article: Article) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(article),
        "url": fetched.url,
        "kind": read.kind,
        "language": read.language,
    }


def _opinion(fetched: Fetched, read: Reading, opinion: Opinion) -> dict[str, Any]:
    about = read.products[0].variant if read.products and opinion.is_review else None
    return {
        "listing_key": None if about is None else listing_key(fetched.url_key, about),
        "url": fetched.url,
        "rating": opinion.rating,
        "text": opinion.text,
        "author_hash": opinion.author_hash,
        "posted_at": opinion.posted_at,
    }


def _json(values: dict[str, str]) -> str | None:
    return msgspec.json.encode(values).decode() if values else None


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    whole = schema(name, common=False).append(pa.field("input_key", pa.string()))
    return pa.Table.from_pylist(rows, schema=whole)


EXTRACT = Stage("extract", 4, reads=("pages",), writes=_WRITES, make=make, bodies=True)


def with_owner(
    files: tuple[SiteFile, ...],
    salt: bytes,
    again: int = 0,
    erased: frozenset[str] = frozenset(),
) -> Stage:
    """Return the stage with an owner's page objects, and the salt that hides authors.

    `again` is how often the owner had all pages read again; what those wrote who are
    `erased` is left out, also of pages that were read before.
    """
    own = partial(make, files=files, salt=salt, erased=erased)
    return replace(EXTRACT, version=EXTRACT.version + again, make=own)
