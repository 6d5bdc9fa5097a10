"""Seeds sown and links scored a second, against what a Scrapy spider does for the same.

Seeds: a file of 100,000 addresses of 1,000 hosts into a new frontier, in the log and
deduplicated, against a Request and the duplicate filter of Scrapy for each line. Links:
46 of a page by a score of three terms, against the same score written by hand in Python
over one object a link. CPU time of this process, interleaved, median of three.

    python -m benchmarks.campaigns
"""

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.dupefilters import RFPDupeFilter

from crawler.campaign.model import Campaign
from crawler.campaign.score import Score
from crawler.campaign.seeds import sow
from extract.linking.links import Link, columns
from frontier.frontier import Frontier
from frontier.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = 100_000
PAGES = 2000
LINKS = 46
TIMES = 3
_SCORE = '10 * (kind == "product") + 2 * has(anchor, "sale", "offer") - depth'


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    with tempfile.TemporaryDirectory() as folder:
        runs = _runs(Path(folder))
    rates = {name: statistics.median(found) for name, found in runs.items()}
    for name, rate in rates.items():
        print(f"{name:28}{rate:>12,.0f} /s")
    print(
        json.dumps(
            {
                "name": "campaigns",
                "peer": "Scrapy's Request and duplicate filter; a score in Python",
                "ratio": round(rates["seeds sown"] / rates["seeds, Scrapy"], 2),
                "score_ratio": round(
                    rates["links scored"] / rates["links, by hand"], 2
                ),
            }
        )
    )


def _runs(folder: Path) -> dict[str, list[float]]:
    seeds = folder / "seeds.txt"
    urls = [f"https://shop{at % 1000}.example/p/{at}-a-name" for at in range(SEEDS)]
    seeds.write_text("\n".join(urls))
    links = [_link(at) for at in range(LINKS)]
    found, score = columns(links), Score(_SCORE)
    counted = SEEDS, LINKS * PAGES
    tasks: dict[str, tuple[int, Callable[[Path], object]]] = {
        "seeds sown": (counted[0], lambda home: _sow(home, seeds)),
        "seeds, Scrapy": (counted[0], lambda _: _filtered(seeds)),
        "links scored": (
            counted[1],
            lambda _: [score.of(found, 2) for _ in range(PAGES)],
        ),
        "links, by hand": (
            counted[1],
            lambda _: [[_by_hand(one, 2) for one in links] for _ in range(PAGES)],
        ),
    }
    runs: dict[str, list[float]] = {name: [] for name in tasks}
    _sow(folder / "first", seeds)  # compiled kernels
    for number in range(TIMES):
        for name, (count, work) in tasks.items():
            began = time.process_time()
            work(folder / f"{number}")
            runs[name].append(count / (time.process_time() - began))
    return runs


def _sow(home: Path, seeds: Path) -> None:
    frontier = Frontier.open(home, "c", 1.0, Plan())
    assert sow(frontier, Campaign(name="c", seed_files=(str(seeds),)), 1.0).accepted
    frontier.close()


def _filtered(seeds: Path) -> None:
    seen = RFPDupeFilter()
    for line in seeds.read_text().splitlines():
        seen.request_seen(Request(line))


def _by_hand(link: Link, depth: int) -> float:
    anchor = link.anchor.lower()
    offered = "sale" in anchor or "offer" in anchor
    return 10.0 * (link.kind == "product") + 2.0 * offered - depth


def _link(at: int) -> Link:
    return Link(
        dst_url=f"https://shop.example/p/{at}-some-name",
        anchor=f"Some words about pot {at}" + (" (sale)" if at % 5 == 0 else ""),
        rel="",
        position=at,
        kind="product" if at % 3 == 0 else "other",
        is_affiliate=False,
        network=None,
    )


if __name__ == "__main__":
    main()
