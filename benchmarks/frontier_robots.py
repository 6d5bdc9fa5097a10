"""Verdicts a second by robots.txt, against protego, and sitemap entries, against lxml.

Verdicts: 1,000 origins with a shop's usual file of 27 rules, 9 of them with wildcards,
asked for 20 URLs each: `Robots.verdict`, which also knows how old each copy is, against a
dict of `Protego` by origin. "Open" are origins that forbid nothing. Reading is one file
to rules. Sitemaps: 50,000 entries to canonical URLs and times, lxml with `fromisoformat`
doing the same in the plainest way. Processor time, interleaved, median of three.

    python -m benchmarks.frontier_robots
"""

import json
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from time import process_time

from lxml import etree
from protego import Protego

from frontier import sitemaps
from frontier.robots import Answer, Kind, Robots, RobotsSettings
from frontier.robotsrules import parse
from frontier.urls import canonical

NAME = "harvestman"
NOW = 1_795_000_000.0
ROUNDS = 3
ORIGINS = [f"https://www.shop-{n}.test" for n in range(1000)]
_CLOSED = (
    "admin cart orders checkout checkouts account login register wishlist compare"
    " search tmp api internal print feeds recommendations policies"
)
_WILD = (
    "/*?sort_by= /*?*filter= /*/print$ /*.pdf$ /collections/*+* /collections/*%2B*"
    " /blogs/*+* /*?*variant=*&*variant= /*/private/*"
)
BODY = "\n".join(
    ["User-agent: *", *(f"Disallow: /{name}/" for name in _CLOSED.split())]
    + [f"Disallow: {path}" for path in _WILD.split()]
).encode()
PATHS = [
    *(f"/product/cast-iron-skillet-{n}" for n in range(6)),
    *(f"/collections/kitchen-and-dining/page-{n}.html?page={n}" for n in range(6)),
    *(f"/collections/garden/hoses?sort_by=price&page={n}" for n in range(4)),
    *(f"/search/results?q=tent-{n}" for n in range(3)),
    "/blogs/caf%C3%A9/10-tents",
]
URLS = [origin + path for path in PATHS for origin in ORIGINS]
_LOC = "<url><loc>https://shop.test/product/skillet-{0}?a=1&amp;b={0}</loc><lastmod>{1}"
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    + "".join(
        _LOC.format(n, f"2026-09-{n % 28 + 1:02}T10:{n % 60:02}:00+02:00")
        + "</lastmod><changefreq>daily</changefreq><priority>0.5</priority></url>\n"
        for n in range(50_000)
    )
    + "</urlset>"
).encode()


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        ruled = answered(Path(folder, "ruled"), Answer(200, BODY))
        opened = answered(Path(folder, "open"), Answer(404))
        theirs = {origin: Protego.parse(BODY.decode()) for origin in ORIGINS}
        agree(ruled, theirs)
        costs = medians(
            {
                "verdict": lambda: [ruled.verdict(url, NOW + 1) for url in URLS],
                "verdict, open": lambda: [opened.verdict(url, NOW + 1) for url in URLS],
                "verdict, protego": lambda: [peer(theirs, url) for url in URLS],
                "read": lambda: [parse(BODY, NAME) for _ in ORIGINS],
                "read, protego": lambda: [
                    Protego.parse(BODY.decode()) for _ in ORIGINS
                ],
                "sitemap": lambda: sitemaps.read(SITEMAP, "https://shop.test/s").pages,
                "sitemap, lxml": lambda: by_lxml(SITEMAP),
            }
        )
    report(costs)


def answered(folder: Path, answer: Answer) -> Robots:
    """Return robots that know every origin."""
    robots = Robots.open(folder, RobotsSettings(name=NAME))
    for origin in ORIGINS:
        robots.answered(f"{origin}/robots.txt", answer, NOW)
    return robots


def peer(parsers: dict[str, Protego], url: str) -> bool:
    """Ask protego in the plainest way."""
    return parsers[url[: url.index("/", 8)]].can_fetch(url, NAME)


def agree(ours: Robots, theirs: dict[str, Protego]) -> None:
    """Fail when the two do not answer alike."""
    for url in URLS:
        assert (ours.verdict(url, NOW + 1).kind is Kind.ALLOWED) == peer(theirs, url)
    entries = sitemaps.read(SITEMAP, "https://shop.test/s").pages
    assert [(entry.url, entry.lastmod) for entry in entries] == by_lxml(SITEMAP)


def by_lxml(body: bytes) -> list[tuple[str, float]]:
    """Read a sitemap that has no faults."""
    root = etree.fromstring(body)
    return [
        (
            canonical(node.findtext("{*}loc")),
            datetime.fromisoformat(node.findtext("{*}lastmod")).timestamp(),
        )
        for node in root
    ]


def medians(contestants: dict[str, Callable[[], Sequence[object]]]) -> dict[str, float]:
    """Return microseconds of processor time for one item of each."""
    costs: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, run in contestants.items():
            begin = process_time()
            count = len(run())
            costs[name].append((process_time() - begin) / count * 1e6)
    return {name: median(each) for name, each in costs.items()}


def report(costs: dict[str, float]) -> None:
    """Print what each costs and the ratios."""
    for name, cost in costs.items():
        print(f"{name:<18} {cost:8.2f} us")
    ratios = {
        "verdict_to_protego": costs["verdict, protego"] / costs["verdict"],
        "open_verdict_to_protego": costs["verdict, protego"] / costs["verdict, open"],
        "read_to_protego": costs["read, protego"] / costs["read"],
        "sitemap_to_lxml": costs["sitemap, lxml"] / costs["sitemap"],
    }
    result = {"benchmark": "frontier_robots", "peer": "protego, lxml"}
    print(
        json.dumps(result | {name: round(ratio, 2) for name, ratio in ratios.items()})
    )


if __name__ == "__main__":
    main()
