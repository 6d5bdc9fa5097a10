"""How much processor time one product page costs, and one that has not changed.

The peer is the least that could serve the same page: an ASGI callable by hand, sqlite3
and the same Jinja template; no routes, headers, validators, request log or swapping of
snapshots. Both are called in this process; rounds alternate.
"""

import asyncio
import io
import json
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import msgspec
import structlog

from storefront.app import create_app
from storefront.catalogue.answers import Category
from storefront.catalogue.build import build, current
from storefront.catalogue.item import Assortment, Item, OtherOffer
from storefront.catalogue.reader import Catalogue
from storefront.pages.jsonld import product_data
from storefront.pages.templates import Templates, product_path
from storefront.pages.visit import Shop, Visit
from storefront.settings import ShopSettings

ITEMS = 2_000
ROUNDS = 3
REQUESTS = 400
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Headers = list[tuple[bytes, bytes]]
App = Callable[[Any, Any, Any], Awaitable[None]]


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    # The request log is written, but to nowhere: a terminal is not what is measured.
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(io.StringIO()),
        cache_logger_on_first_use=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        items = [item(number) for number in range(ITEMS)]
        build(home, Assortment(items=tuple(items)))
        paths = [product_path(one.sku, one.title) for one in items]
        ours, peer = create_app(home, ShopSettings(), clock=lambda: NOW), Peer(home)
        print(json.dumps(asyncio.run(measured(ours, peer, paths))))


async def measured(ours: App, peer: App, paths: list[str]) -> dict[str, object]:
    """Return the microseconds a request of both, and their ratio."""
    body, headers = await asked(ours, paths[0])
    tag = [(b"if-none-match", dict(headers)[b"etag"])]
    plain, _ = await asked(peer, paths[0])
    assert body == plain, "both must serve the same page"
    spent: dict[str, list[float]] = {"page": [], "peer": [], "unchanged": []}
    for _ in range(ROUNDS):
        spent["page"].append(await round_us(ours, paths))
        spent["peer"].append(await round_us(peer, paths))
        spent["unchanged"].append(await round_us(ours, paths[:1], tag))
    page, other, kept = (median(spent[name]) for name in ("page", "peer", "unchanged"))
    return {
        "benchmark": "shop",
        "peer": "bare ASGI + jinja2 + sqlite3",
        "page_bytes": len(body),
        "page_us": round(page, 1),
        "peer_us": round(other, 1),
        "page_to_peer": round(page / other, 2),
        "unchanged_us": round(kept, 1),
        "page_to_unchanged": round(page / kept, 1),
    }


async def round_us(app: App, paths: list[str], headers: Headers | None = None) -> float:
    """Return the mean processor time of a request in microseconds."""
    began = process_time()
    for number in range(REQUESTS):
        await asked(app, paths[number * 7 % len(paths)], headers)
    return (process_time() - began) / REQUESTS * 1e6


async def asked(
    app: App, path: str, headers: Headers | None = None
) -> tuple[bytes, Headers]:
    """Ask `app` for `path`; return the body and the headers."""
    answer: list[Any] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        answer.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"shop.test"), *(headers or [])],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    await app(scope, receive, send)
    return b"".join(part.get("body", b"") for part in answer[1:]), answer[0]["headers"]


class Peer:
    """The least that serves the page: three reads, a template, two messages."""

    def __init__(self, home: Path) -> None:
        file = home / "catalogue" / str(current(home)) / "catalogue.sqlite"
        self.database = sqlite3.connect(f"file:{file}?immutable=1", uri=True)
        self.settings = ShopSettings()
        self.templates = Templates(self.settings)
        self.unpack = msgspec.msgpack.Decoder(Item)
        # The footer quotes the catalogue's figures, so the template needs them.
        shop = Shop(self.settings, self.templates)
        self.visit = Visit(shop, Catalogue(home).shelf(), NOW, "")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer every request as one for a product."""
        body = self.page(scope["path"]).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def page(self, path: str) -> str:
        """Return the page at `path`."""
        sku = path.split("/")[2]
        found = self.database.execute("SELECT body FROM details WHERE sku = ?", (sku,))
        one = self.unpack.decode(found.fetchone()[0])
        key = "kitchen/kettles"
        trail = self.database.execute(
            "SELECT category, parent, name, items FROM categories"
            " WHERE category IN ('kitchen', ?) ORDER BY length(category)",
            (key,),
        )
        near = self.visit.shelf.related(one, key)
        picture = self.visit.shop.templates._environment.globals["art"](
            one.title, key, sku
        )
        address = self.settings.address
        return self.templates.render(
            "product.html",
            visit=self.visit,
            shelf=self.visit.shelf,
            item=one,
            path=path,
            trail=[Category(*row) for row in trail],
            related=near,
            data=product_data(one, address + path, address + picture),
            picture=picture,
        )


def item(number: int) -> Item:
    """Return a made-up kettle with four offers."""
    offers = [
        OtherOffer(
            host=f"shop{shop}.test",
            seller=f"Shop {shop}",
            url=f"https://shop{shop}.test/p/{number}",
            price_minor=1_000 + number + shop * 50,
            currency="EUR",
            availability="in_stock",
            seen_at=NOW,
        )
        for shop in range(4)
    ]
    return Item(
        sku=f"hm-{number:06}",
        group_key=f"{number:024x}",
        listing_key=f"{number:024x}",
        title=f"Enamel kettle number {number}",
        brand=f"Brand {number % 40}",
        description="A kettle that keeps its promises. " * 12,
        category_path=("Kitchen", "Kettles"),
        price_minor=1_200 + number,
        currency="EUR",
        specs={f"Fact {fact}": f"{fact * number} mm" for fact in range(8)},
        score=float(number % 100),
        reasons=("Four shops sell it.", "It is well reviewed."),
        offers=tuple(offers),
        source_url=f"https://shop0.test/p/{number}",
        checked_at=NOW,
        availability="in_stock",
    )


if __name__ == "__main__":
    main()
