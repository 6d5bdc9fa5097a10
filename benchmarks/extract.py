"""How many pages a second of processor time are read: links, product and offers.

The peer is parsel, which Scrapy spiders use, with json for the structured data: it
takes the same fields from the same pages in the plainest way, without repair, rights
or kinds. Rounds alternate; the pages are made here, with 50 and 300 links.
"""

import json
from decimal import Decimal
from statistics import median
from time import process_time
from typing import Any
from urllib.parse import urldefrag, urljoin

from parsel import Selector

from extract.links import links
from extract.page import parse
from extract.view import view

URL = "https://shop.test/product/kettle-1"
ROUNDS = 3
PAGES = 100


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    result: dict[str, object] = {"benchmark": "extract", "peer": "parsel"}
    for count in (50, 300):
        pages = [made(number, count) for number in range(PAGES)]
        agree(pages[0])
        result |= measured(pages, count)
    print(json.dumps(result))


def made(number: int, count: int) -> bytes:
    """Return a product page with `count` links and the words around them."""
    stated = {
        "@type": "Product",
        "name": f"Kettle {number}",
        "sku": f"K-{number}",
        "brand": {"@type": "Brand", "name": "Brassworks"},
        "description": "It boils. " * 40,
        "offers": {
            "@type": "Offer",
            "price": f"{number + 1}.90",
            "priceCurrency": "EUR",
        },
    }
    tiles = "".join(
        f'<li class="tile"><div><a rel="follow" href="/product/kettle-{n}?from={number}">'
        f"<span>Kettle {n}</span></a><p>{'Boils water in a minute. ' * 12}</p></div></li>"
        for n in range(count)
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>Kettle {number}</title>"
        f'<script type="application/ld+json">{json.dumps(stated)}</script></head>'
        f"<body><h1>Kettle {number}</h1><ul>{tiles}</ul></body></html>"
    ).encode()


def peer(body: bytes) -> dict[str, Any]:
    """Return what a plain parsel spider takes from `body`."""
    page = Selector(text=body.decode(), type="html")
    found: dict[str, dict[str, str]] = {}
    for node in page.css("a[href]"):
        url = urldefrag(urljoin(URL, node.attrib["href"])).url
        if url.startswith(("http://", "https://")) and url not in found:
            anchor = " ".join("".join(node.css("::text").getall()).split())
            found[url] = {"anchor": anchor, "rel": node.attrib.get("rel", "")}
    blocks = page.css('script[type="application/ld+json"]::text').getall()
    product = next(
        node for node in map(json.loads, blocks) if node["@type"] == "Product"
    )
    offer = product["offers"]
    return {
        "language": page.css("html::attr(lang)").get(),
        "title": page.css("title::text").get(),
        "name": product["name"],
        "sku": product["sku"],
        "brand": product["brand"]["name"],
        "price": int(Decimal(offer["price"]) * 100),
        "currency": offer["priceCurrency"],
        "links": found,
    }


def agree(body: bytes) -> None:
    """Fail when the two do not see the same in a page."""
    ours, theirs = view(URL, body), peer(body)
    assert ours.product is not None
    assert (ours.title, ours.language) == (theirs["title"], theirs["language"])
    assert (ours.product.title, ours.product.sku) == (theirs["name"], theirs["sku"])
    assert ours.offers[0].price_minor == theirs["price"]
    assert [link.dst_url for link in ours.links] == list(theirs["links"])


def measured(pages: list[bytes], count: int) -> dict[str, object]:
    """Return pages per second of processor time for both, and their ratio."""
    rates: dict[str, list[float]] = {"extract": [], "parsel": [], "links": []}
    for _ in range(ROUNDS):
        rates["extract"].append(rate(lambda body: view(URL, body), pages))
        rates["parsel"].append(rate(peer, pages))
        rates["links"].append(rate(lambda body: links(parse(URL, body)), pages))
    mine, theirs, alone = (
        median(rates[name]) for name in ("extract", "parsel", "links")
    )
    print(
        f"{count:>3} links, {len(pages[0]) // 1000} kB: extract {mine:,.0f} pages/cpu-s, "
        f"parsel {theirs:,.0f}, ratio {mine / theirs:.2f}; "
        f"links alone {1000 / alone:.2f} ms a page (median of {ROUNDS})"
    )
    return {
        f"pages_per_cpu_s_{count}": round(mine),
        f"peer_pages_per_cpu_s_{count}": round(theirs),
        f"ratio_{count}": round(mine / theirs, 2),
        f"links_ms_{count}": round(1000 / alone, 3),
    }


def rate(read: Any, pages: list[bytes]) -> float:
    """Return how many pages `read` takes in one second of processor time."""
    before = process_time()
    for body in pages:
        read(body)
    return len(pages) / (process_time() - before)


if __name__ == "__main__":
    main()
