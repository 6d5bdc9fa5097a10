"""Fetched pages as lanes hand them to the sink, and what the lake has of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.keeping.rows import Fetched
from extract.linking.links import Links
from extract.rights import Rights
from lake.load import load
from lake.sql import current
from lake.store import Lake

AT = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


def links(*urls: str) -> Links:
    many = len(urls)
    return Links(
        urls=list(urls),
        anchors=[f"to {url}" for url in urls],
        rels=["nofollow"] * many,
        kinds=["affiliate"] * many,
        networks=[None] * many,
    )


def fetched(number: int = 0, **changed: Any) -> Fetched:
    url = f"http://a.test/{number}"
    given: dict[str, Any] = {
        "url": url,
        "final_url": url,
        "fetched_at": AT + timedelta(seconds=number),
        "status": 200,
        "headers": b"Content-Type: text/html",
        "asked": b"",
        "content_type": "text/html",
        "charset": "utf-8",
        "body": b"body %d" % number,
        "depth": 2,
        "parent_url": None,
        "renderer": "http",
        "robots_state": "allowed",
        "rights": Rights(noarchive=True, licence="http://l.test/"),
        "links": None,
    }
    return Fetched(**(given | changed))


def asked(home: Path, query: str) -> list[tuple[Any, ...]]:
    lake = Lake.open(home)
    load(lake)
    with current(lake) as connection:
        return connection.execute(query).fetchall()
