"""Two days of the sample web, and nobody who gives a command on the second.

A person begins a campaign once and opens the shop with `harvestman serve`. When the
first day's goods are on sale, the sample web becomes that of the next day: prices and
stock move, a few things come and go. From then on the shop is only looked at, until it
shows what the web shows. Then it is counted what that took: which pages were sent again
and which only confirmed, which were read again, and how fresh the pages call each fact.
Settings shorten the times at which pages are due; nothing else is other than usual.

    python -m benchmarks.jobs_two_days [--keep DIR]
"""

import argparse
import json
import re
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks._jobs_web import SMALL, command, free_port, sample_web, settled, told
from crawler.sampleweb.access import read_log
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.web import SampleWeb
from lake.sql import current
from lake.store import Lake

# A shop whose pages have an ETag, beside one whose pages have none.
HOSTS = (*SMALL, "hearthlane.test")
_CAMPAIGN = """
name = "shops"
seeds = {seeds}
[revisit]
offers = "2m"
pages = "2m"
shortest = "2m"
longest = "10m"
"""
_SETTINGS: dict[str, dict[str, Any]] = {
    "crawl": {"patience_s": 3.0},
    "work": {"run": "every 1m"},
    "shop": {"limits": False},
}
_LIMIT_S, _LOOK_EVERY_S = 1_500.0, 5.0
_CHECKED = re.compile(r'Price checked.{0,20}<time datetime="([^"]+)"', re.DOTALL)
_STOCK = {
    "InStock": "in_stock",
    "OutOfStock": "out_of_stock",
    "LimitedAvailability": "limited",
    "PreOrder": "preorder",
}
_READ_TWICE = """
SELECT input_key, count(*) FROM made WHERE maker = 'extract' GROUP BY 1 HAVING count(*) > 1
"""
Offers = dict[tuple[str, str], tuple[int, str | None]]  # by GTIN and host


@dataclass(frozen=True, slots=True)
class Shop:
    """The running shop, asked as programs and visitors ask."""

    port: int

    def asked(self, path: str) -> Any:
        """Return what the API answers."""
        return json.loads(self.page(f"/api/v1{path}"))

    def page(self, path: str) -> str:
        """Return a page's text."""
        address = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(address, timeout=30) as answer:
            text: str = answer.read().decode()
        return text

    def skus(self) -> list[str]:
        """Return all that is on the shelves."""
        found, after = [], ""
        while True:
            answer = self.asked(f"/products?limit=100{after}")
            found += [one["sku"] for one in answer["items"]]
            if not answer.get("next"):
                return found
            after = f"&cursor={answer['next']}"

    def prices(self) -> dict[str, int]:
        """Return what we ask for each thing."""
        return {
            sku: self.asked(f"/products/{sku}")["price_minor"] for sku in self.skus()
        }

    def lacks(self, wanted: Offers) -> str:
        """Return what the shop does not show as it is; empty when it shows all."""
        shown: Offers = {}
        try:
            for sku in self.skus():
                shown |= self.offers(sku)
        except urllib.error.URLError as error:
            return f"an answer: {error}"
        for key in shown.keys() & wanted.keys():
            if shown[key][1] is None:  # said in words that are not read
                shown[key] = (shown[key][0], wanted[key][1])
        missing = wanted.items() - shown.items()
        return f"{len(missing)} offers, as {next(iter(missing))}" if missing else ""

    def offers(self, sku: str) -> Offers:
        """Return what a product costs where, and whether it is there."""
        gtin = (self.asked(f"/products/{sku}")["gtin"] or sku).zfill(14)
        return {
            (gtin, one["host"]): (one["price_minor"], one["availability"])
            for one in self.asked(f"/products/{sku}/offers")["items"]
        }


def main() -> None:
    """Live two days; the last line is one JSON object, before it what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", help="a folder in which the home is made")
    with tempfile.TemporaryDirectory(dir=parser.parse_args().keep) as folder:
        facts = lived(Path(folder) / "home")
    wrong = facts["wrong"]
    print(json.dumps({"name": "jobs_two_days", **facts}))
    if wrong:
        raise SystemExit(1)


def lived(home: Path) -> dict[str, Any]:
    """Live two days in `home`; `wrong` lists what is not as it should be."""
    port, log = free_port(), home.parent / "access.jsonl"
    webs = [SampleWeb(WebSettings(day=day, port=port, only=HOSTS)) for day in (0, 1)]
    with sample_web(0, port, HOSTS) as web:
        settled(home, web, **_SETTINGS)
        campaigns = home / "campaigns"
        campaigns.mkdir()
        said = _CAMPAIGN.format(seeds=json.dumps(web.seeds()))
        campaigns.joinpath("shops.toml").write_text(said)
        told(home, "crawl", "shops")
    with served(home) as shop:
        with sample_web(0, port, HOSTS):
            wait_for(lambda: shop.lacks(truth(webs[0])))
            before = shop.prices()
        turned_at = datetime.now(UTC)
        with sample_web(1, port, HOSTS, log):
            took_s = wait_for(lambda: shop.lacks(truth(webs[1])))
            moved = [sku for sku, of in shop.prices().items() if of != before.get(sku)]
            wrong = list(stale(shop, turned_at))
    wrong += [*sent_again(webs, log), *read_again(home), *idle_hands(home)]
    return {
        "peer": "the sample web's own truth",
        "products": len(truth(webs[1])),
        "offers_moved": len(truth(webs[1]).items() - truth(webs[0]).items()),
        "prices_moved": len(moved),
        "shown_after_s": round(took_s, 1),
        "asked": dict(Counter(one.status for one in read_log(log))),
        "wrong": wrong,
    }


def truth(web: SampleWeb) -> Offers:
    """Return what the shops of `web` really ask."""
    return {
        (page.product.gtin.zfill(14), page.host): (
            page.product.price_minor,
            _STOCK.get(page.product.availability, page.product.availability),
        )
        for page in web.manifest()
        if page.product and page.product.gtin
    }


@contextmanager
def served(home: Path) -> Iterator[Shop]:
    """Serve the shop of `home`, with its worker, until the end of the block."""
    port = free_port()
    with (
        home.parent.joinpath("serve.log").open("wb") as said,
        subprocess.Popen(  # noqa: S603 (ours)
            command(home, "serve", "--port", str(port)), stdout=said, stderr=said
        ) as shop,
    ):
        try:
            yield Shop(port)
        finally:
            shop.send_signal(signal.SIGTERM)
            shop.wait(60)


def wait_for(lacking: Callable[[], str]) -> float:
    """Look again and again until nothing is lacking; return how many seconds it took."""
    began = time.monotonic()
    while lacks := lacking():
        if time.monotonic() - began > _LIMIT_S:
            raise SystemExit(f"after {_LIMIT_S:.0f} s the shop still lacks {lacks}")
        time.sleep(_LOOK_EVERY_S)
    return time.monotonic() - began


def stale(shop: Shop, since: datetime) -> Iterator[str]:
    """Yield products whose pages say no check, or one before `since`."""
    for sku in shop.skus()[::5]:
        path = urlsplit(shop.asked(f"/products/{sku}")["page"]).path
        found = _CHECKED.search(shop.page(path))
        if found is None or datetime.fromisoformat(found[1]) < since:
            yield f"{sku}: the page says {found and found[1]}, and not after {since}"


def sent_again(webs: list[SampleWeb], log: Path) -> Iterator[str]:
    """Yield unchanged pages that were sent again, though their host says ETags."""
    for one in read_log(log):
        pages = [web.page(one.host, one.path) for web in webs]
        etags = {page.response.etag if page else b"" for page in pages}
        if len(etags) == 1 and b"" not in etags and one.status != 304:
            yield f"{one.host}{one.path} is as it was, and was sent with {one.status}"


def read_again(home: Path) -> Iterator[str]:
    """Yield contents that were read more than once."""
    with current(Lake.open(home)) as connection:
        rows = connection.execute(_READ_TWICE).fetchall()
    for key, times in rows:
        yield f"the content {key} was read {times} times"


def idle_hands(home: Path) -> Iterator[str]:
    """Yield what waits for a person's hand, or is damaged."""
    for one in told(home, "queue", "list")["given_up"]:
        yield f"given up: {one}"
    for one in told(home, "verify", "--all")["findings"]:
        yield f"{one}"


if __name__ == "__main__":
    main()
