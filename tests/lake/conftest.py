"""A lake with pages in it, and what every test asks of it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from lake.bodies import BodyStore, Exchange
from lake.keys import content_digest
from lake.load import append
from lake.settings import LakeSettings
from lake.sql import current
from lake.store import Lake

START = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(tmp_path / "home", LakeSettings(chunk_rows=4, body_rows=3))


@pytest.fixture
def crawl(
    lake: Lake, crawl_in: Callable[[Lake, Iterable[tuple[str, str]]], None]
) -> Callable[[Iterable[tuple[str, str]]], None]:
    """Store pages given as (path, body), a minute apart, as one batch."""
    return partial(crawl_in, lake)


@pytest.fixture
def crawl_in() -> Callable[[Lake, Iterable[tuple[str, str]]], None]:
    """As `crawl`, into a lake that is given."""
    minutes = iter(range(100_000))

    def crawled(lake: Lake, pages: Iterable[tuple[str, str]]) -> None:
        store = BodyStore(lake.home, lake.settings)
        seen = [
            _exchange(path, body, START + timedelta(minutes=next(minutes)))
            for path, body in pages
        ]
        bodies = [_body(store, exchange) for exchange in seen]
        store.close()
        rows = {"pages": [_page(exchange) for exchange in seen], "bodies": bodies}
        tables = {name: pa.Table.from_pylist(found) for name, found in rows.items()}
        append(lake, "crawl", tables)

    return crawled


@pytest.fixture
def ask(lake: Lake) -> Callable[[str], list[tuple[object, ...]]]:
    """Ask the lake as it is now; rows come back sorted."""

    def asked(query: str) -> list[tuple[object, ...]]:
        with current(lake) as connection:
            return sorted(connection.execute(query).fetchall())

    return asked


def _exchange(path: str, body: str, at: datetime) -> Exchange:
    data = body.encode()
    url = f"http://shop.test/{path}"
    return Exchange(url, 200, b"", b"", data, at, content_digest(data))


def _body(store: BodyStore, exchange: Exchange) -> dict[str, object]:
    place = store.write(exchange)
    return {
        "content_digest": exchange.digest,
        "warc_file": place.warc_file,
        "warc_offset": place.warc_offset,
        "warc_length": place.warc_length,
    }


def _page(exchange: Exchange) -> dict[str, object]:
    return {
        "url_key": exchange.url.replace("http://shop.test/", "test,shop)/"),
        "url": exchange.url,
        "host": "shop.test",
        "fetched_at": exchange.fetched_at,
        "status": 200,
        "content_digest": exchange.digest,
    }
