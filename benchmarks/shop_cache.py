"""How much less a kept page costs than one made anew, and one that did not change.

    python -m benchmarks.shop_cache

The shop is its own peer: two servers of the same snapshot, one that keeps pages and one
that does not; rounds alternate. A visitor takes pages packed, as browsers do, so that
the one without a cache packs each page anew.
"""

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks._shop_items import items
from benchmarks._shop_load import Load, cpu_us
from benchmarks.shop_pages import served
from storefront.catalogue.build import build
from storefront.catalogue.item import Assortment
from storefront.pages.templates import product_path

PAGES = 200
ROUNDS = 7
# A round is long enough for the clock of /proc, which ticks 100 times a second.
REQUESTS = {"kept": 4_000, "unchanged": 4_000, "plain": 600, "packed": 600}
LEAST = 4.0
BROWSER = "Accept-Encoding: gzip, br\r\n"


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home, made = Path(folder), items(PAGES)
        build(home, Assortment(items=tuple(made)))
        paths = [product_path(one.sku, one.title) for one in made]
        anew = stack.enter_context(served("shop", home, ""))
        keeps = stack.enter_context(served("shop", home, "", "--cache-mb", "64"))
        loads = {
            "kept": keeps.sending(BROWSER),
            "unchanged": keeps,
            "plain": anew,
            "packed": anew.sending(BROWSER),
        }
        print(json.dumps(measured(loads, paths)))


def measured(loads: dict[str, Load], paths: list[str]) -> dict[str, object]:
    """Return the microseconds a request of each kind, and the ratios."""
    spent: dict[str, list[float]] = {name: [] for name in loads}
    for _ in range(ROUNDS):
        for name, load in loads.items():
            spent[name].append(cost(name, load, paths))
    us = {name: median(values) for name, values in spent.items()}
    return {
        "benchmark": "shop_cache",
        **{f"{name}_us": round(value, 1) for name, value in us.items()},
        "plain_to_kept": round(us["plain"] / us["kept"], 1),
        "packed_to_kept": round(us["packed"] / us["kept"], 1),
        "plain_to_unchanged": round(us["plain"] / us["unchanged"], 1),
        "holds": us["plain"] >= LEAST * us["kept"],
    }


def cost(name: str, load: Load, paths: list[str]) -> float:
    """Return the processor time of one request in microseconds."""
    number = REQUESTS[name]
    asked = (paths * (number // len(paths) + 1))[:number]
    if name == "unchanged":
        path = paths[0]
        load = load.sending(f"If-None-Match: {load.tag(path)}\r\n")
        asked = [path] * number
    load.ask(asked[:400])
    before = cpu_us(load.pid)
    load.ask(asked)
    return (cpu_us(load.pid) - before) / number


if __name__ == "__main__":
    main()
