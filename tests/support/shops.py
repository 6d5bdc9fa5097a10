"""A few shops on this machine whose pages a test writes itself."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_HEAD = '<!doctype html><html lang="en"><head><title>{title}</title>'
# A page with next to no text looks like one that scripts are to fill.
_PLENTY = "All our pots are made by hand and sent the day they are ordered. " * 8

# By host and path: a page, or the bytes of a picture.
Pages = Mapping[str, Mapping[str, str | bytes]]


@dataclass
class Shops:
    """What the shops answer, by host and path, and what was asked of them."""

    port: int
    pages: Pages
    asked: list[str] = field(default_factory=list)

    def url(self, host: str, path: str) -> str:
        """Return the address of a page."""
        return f"http://{host}:{self.port}{path}"

    @property
    def resolve(self) -> dict[str, str]:
        """Where the hosts are."""
        return dict.fromkeys(self.pages, "127.0.0.1")


def product(name: str, gtin: str, minor: int, text: str = "") -> str:
    """Return the page of a product."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": name,
        "gtin13": gtin,
        "brand": {"@type": "Brand", "name": "Acme"},
        "description": f"{name}, as good as new. {text}",
        "category": "Kitchen > Pots",
        "offers": {
            "@type": "Offer",
            "price": f"{minor / 100:.2f}",
            "priceCurrency": "EUR",
            "availability": "https://schema.org/InStock",
        },
    }
    told = f'<script type="application/ld+json">{json.dumps(facts)}</script>'
    shown = f"<h1>{name}</h1><p>{text} {_PLENTY}</p>"
    return f"{_HEAD.format(title=name)}{told}</head><body>{shown}</body></html>"


def listing(title: str, *links: str) -> str:
    """Return a page of links."""
    shown = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    told = f"<h1>{title}</h1><p>{_PLENTY}</p><ul>{shown}</ul>"
    return f"{_HEAD.format(title=title)}</head><body>{told}</body></html>"


def gtin(number: int) -> str:
    """Return a GTIN with its check digit."""
    digits = f"40000000{number:04}"
    odd, even = digits[::2], digits[1::2]
    total = sum(map(int, odd)) + 3 * sum(map(int, even))
    return f"{digits}{-total % 10}"


@contextmanager
def serving(pages: Pages) -> Iterator[Shops]:
    """Serve `pages` while the block runs."""
    shops = Shops(0, pages)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            shops.asked.append(f"{host}{self.path}")
            page = shops.pages.get(host, {}).get(self.path)
            is_picture = isinstance(page, bytes)
            body = page if isinstance(page, bytes) else (page or "").encode()
            kind = "image/png" if is_picture else "text/html; charset=utf-8"
            self.send_response(200 if page is not None else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    shops.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield shops
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
