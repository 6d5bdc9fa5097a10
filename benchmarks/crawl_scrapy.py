"""What our scheduler costs a Scrapy project: Scrapy's own engine and spider, both ways.

An unchanged CrawlSpider follows every link of a static site, with Scrapy's scheduler in
memory and with ours (log, acknowledged, one request at once a host), or also with the
lake beside it. All else is as Scrapy has it. Processor time of the process tree, also of its
start; interleaved, median.

    python -m benchmarks.crawl_scrapy [--pages N] [--times N] [--lake] [--keep DIR]
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks._crawl_peers import ADDON, STOCK, Peer
from benchmarks._crawl_site import site
from benchmarks.crawl import Figure, measured

FRONTIER = "scrapy-our-frontier"
KEPT = "scrapy-our-frontier-lake"
LIMIT_S = 600.0


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    parser = argparse.ArgumentParser(description="Compare schedulers in Scrapy.")
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--lake", action="store_true", help="Also keep every page.")
    parser.add_argument("--keep", default=tempfile.gettempdir(), metavar="DIR")
    asked = parser.parse_args()
    web = site(Path(asked.keep), asked.pages)
    runs: dict[str, list[Figure]] = {}
    for _ in range(asked.times):
        for peer in _peers()[: 3 if asked.lake else 2]:
            runs.setdefault(peer.name, []).append(measured(peer, web, LIMIT_S))
    cpu = {
        name: statistics.median(one.cpu_s for one in figures)
        for name, figures in runs.items()
    }
    print(f"{'':28}{'missing':>9}{'repeats':>9}{'CPU s/1k':>10}{'x stock':>9}")
    for name, figures in runs.items():
        missing = max(one.proof.missing for one in figures)
        repeats = max(one.proof.repeats for one in figures)
        ratio = cpu[STOCK] / cpu[name]
        print(f"{name:28}{missing:>9}{repeats:>9}{cpu[name]:>10.3f}{ratio:>9.2f}")
    print(
        json.dumps(
            {
                "name": "crawl_scrapy",
                "peer": STOCK,
                "pages": web.pages,
                "ratio": round(cpu[STOCK] / cpu[FRONTIER], 2),
                "ratio_with_lake": (
                    round(cpu[STOCK] / cpu[KEPT], 2) if KEPT in cpu else None
                ),
                "cpu_s_per_1000": {name: round(took, 3) for name, took in cpu.items()},
            }
        )
    )


def _peers() -> list[Peer]:
    return [
        Peer(STOCK, _command()),
        Peer(FRONTIER, _command("frontier")),
        Peer(KEPT, _command("frontier", "HARVESTMAN_KEEP=True")),
    ]


def _command(*options: str) -> Callable[[Path], list[str]]:
    def command(seeds: Path) -> list[str]:
        program = [sys.executable, "-m", "benchmarks._crawl_spiders", "links"]
        if not options:
            return [*program, str(seeds)]
        home = f"HARVESTMAN_HOME={seeds.parent / 'home'}"
        ours = [ADDON, "HARVESTMAN_ENGINE=scrapy", home, *options[1:]]
        return [*program, str(seeds), *ours]

    return command


if __name__ == "__main__":
    main()
