"""How right products are read from real shop pages, beside extruct on the same pages.

The pages and what is true of them are product-extraction-benchmark's (MIT), as a folder
with ground-truth.json and html/KEY.html.gz; the truth is a list of accepted values, currencies by their signs.

    pip install extruct price-parser
    python -m benchmarks.products FOLDER [--wrong FIELD]

F1 counts a wrong value both as invented and as missed. Nearly all products are in stock,
so those out of stock are counted alone. Processor time, rounds interleaved.
"""

import argparse
import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from extract.money.currencies import exponent
from extract.money.pricesigns import code_in
from extract.money.pricetext import read as read_price
from extract.view import view

FIELDS = ("price", "currency", "OutOfStock", "sku", "brand", "gtin", "mpn")
ROUNDS = 3
# What signs of several countries may stand for; others are looked up.
_MEANT = {"$": {"USD", "CAD", "AUD"}, "Rs": {"INR", "PKR", "LKR", "NPR"}, "Kn": {"HRK"}}
Read = Callable[[str, bytes], dict[str, str | None]]


@dataclass(frozen=True, slots=True)
class ShopPage:
    """A page and the accepted values of each field."""

    url: str
    body: bytes
    truth: dict[str, list[str]]


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    asked = _asked()
    pages = list(shop_pages(asked.folder))
    ways: dict[str, Read] = {"ours": ours}
    try:
        ways["extruct"] = extruct_way()
    except ImportError as error:
        print(f"# extruct is left out ({error}): pip install extruct price-parser")
    told = {
        name: [way(one.url, one.body) for one in pages] for name, way in ways.items()
    }
    facts: dict[str, Any] = {"name": "products", "peer": "extruct", "pages": len(pages)}
    for name in ways:
        facts[name] = {field: f1(pages, told[name], field) for field in FIELDS}
        print(
            f"{name:10}"
            + "".join(f"{field:>12} {facts[name][field]:.3f}" for field in FIELDS)
        )
    for page, said in zip(pages, told["ours"], strict=True):
        if asked.wrong and not is_right(asked.wrong, said[asked.wrong], page.truth):
            print("#", page.url, said[asked.wrong], page.truth.get(asked.wrong))
    took = {
        name: median(seconds(way, pages) for _ in range(ROUNDS))
        for name, way in ways.items()
    }
    facts["pages_per_s"] = {name: round(len(pages) / took[name]) for name in ways}
    facts["ratio"] = (
        round(took["extruct"] / took["ours"], 2) if "extruct" in took else None
    )
    print(json.dumps(facts))


def shop_pages(folder: Path) -> Iterator[ShopPage]:
    """Yield the pages that lie in `folder`."""
    for key, truth in json.loads((folder / "ground-truth.json").read_text()).items():
        body = gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())
        yield ShopPage(
            truth["url"], body, {name: truth.get(name) or [] for name in FIELDS}
        )


def ours(url: str, body: bytes) -> dict[str, str | None]:
    """Return what our extractor says."""
    seen = view(url, body)
    said: dict[str, str | None] = dict.fromkeys(FIELDS)
    if seen.product:
        said |= {
            name: getattr(seen.product, name)
            for name in ("sku", "brand", "gtin", "mpn")
        }
        out = seen.product.availability in {"OutOfStock", "SoldOut", "Discontinued"}
        said["OutOfStock"] = "OutOfStock" if out else None
    if seen.offers:
        best = seen.offers[0]
        said["currency"] = best.currency
        amount = Decimal(best.price_minor).scaleb(-exponent(best.currency))
        said["price"] = f"{amount:.2f}"
    return said


def extruct_way() -> Read:
    """Return extruct's reading, with the plainest mapping from schema.org."""
    import extruct
    from price_parser import Price

    def read(url: str, body: bytes) -> dict[str, str | None]:
        syntaxes = ["json-ld", "microdata", "rdfa"]
        found = extruct.extract(
            body, base_url=url, syntaxes=syntaxes, uniform=True, errors="ignore"
        )
        said: dict[str, str | None] = dict.fromkeys(FIELDS)
        for node in (node for syntax in syntaxes for node in found[syntax]):
            if node.get("@type") == "Product":
                offer = _first(node.get("offers")) or {}
                price = Price.fromstring(str(_first(offer.get("price")) or ""))
                said["price"] = str(price.amount) if price.amount is not None else None
                said["currency"] = _first(offer.get("priceCurrency"))
                out = "OutOfStock" in str(offer.get("availability"))
                said["OutOfStock"] = "OutOfStock" if out else None
                brand = _first(node.get("brand"))
                said["brand"] = brand.get("name") if isinstance(brand, dict) else brand
                gtins = [
                    node.get(name) for name in ("gtin", "gtin13", "gtin12", "gtin8")
                ]
                said["gtin"] = next((str(one) for one in gtins if one), None)
                said |= {name: _first(node.get(name)) for name in ("sku", "mpn")}
                break
        return said

    return read


def _first(value: Any) -> Any:
    return (value or [None])[0] if isinstance(value, list) else value


def f1(pages: list[ShopPage], told: list[dict[str, str | None]], field: str) -> float:
    """Return the F1 of one field over all pages."""
    right = wrong = missed = 0
    for page, said in zip(pages, told, strict=True):
        is_known = bool(page.truth[field])
        is_hit = (
            said[field] is not None
            and is_known
            and is_right(field, said[field], page.truth)
        )
        right += is_hit
        wrong += said[field] is not None and not is_hit
        missed += is_known and not is_hit
    return 2 * right / max(2 * right + wrong + missed, 1)


def is_right(field: str, said: str | None, truth: dict[str, list[str]]) -> bool:
    """Return whether `said` is one of the accepted values; silence where there is none."""
    accepted = truth[field]
    if said is None or not accepted:
        return said is None and not accepted
    if field == "currency":
        return any(said in _MEANT.get(sign, {code_in(sign), sign}) for sign in accepted)
    return _plain(field, said) in {_plain(field, one) for one in accepted}


def _plain(field: str, value: str) -> str:
    if field == "price":
        amount = read_price(value).amount
        return value if amount is None else f"{amount:.2f}"
    return re.sub(r"[\W_]", "", str(value)).lower().lstrip("0")


def seconds(way: Read, pages: list[ShopPage]) -> float:
    """Return the processor time that `way` takes for all pages."""
    began = process_time()
    for page in pages:
        way(page.url, page.body)
    return process_time() - began


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how products are read.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wrong", choices=FIELDS, help="list the pages read wrongly")
    return parser.parse_args()


if __name__ == "__main__":
    main()
