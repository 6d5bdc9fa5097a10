"""Pages a second of processor time: our crawls against other crawlers, on one core.

A static site of 20,000 pages over fifty loopback addresses is served by nginx on core
1; each crawler is a process on core 0 and starts from the fifty home pages. The
server's log proves that every page was fetched, and how often. Processor time is of
the whole process tree from start to end, so starting is part of it. Crawlers take
turns; a figure is the median of its runs. No host is far away or slow here: these are
ceilings of one core, not rates of a crawl of the internet.

    python -m benchmarks.crawl [--pages N] [--times N] [--only NAME,NAME] [--keep DIR]
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks._crawl_peers import STOCK, Peer, peers
from benchmarks._crawl_run import Took, run
from benchmarks._crawl_site import Site, site
from benchmarks._crawl_web import Proof, proof, served

SERVER_CORE = "1"
# Memory may grow from this page on only by what each page must leave behind.
_SETTLED = 5_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One run of one crawler."""

    took: Took
    proof: Proof

    @property
    def cpu_s(self) -> float:
        """Processor seconds for a thousand pages."""
        return self.took.cpu_s * 1000 / max(self.proof.pages, 1)

    @property
    def crawling_mb(self) -> float:
        """The most memory held until the last page came."""
        last = self.proof.times[-1]
        return (
            max((size for at, size in self.took.memory if at <= last), default=0) / 1e6
        )

    @property
    def growth_mb(self) -> float:
        """How much memory grew from a settled crawl to its last page."""
        times = self.proof.times
        if len(times) <= _SETTLED:
            return 0.0
        return self.took.growth_mb(times[_SETTLED], times[-1])


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    asked = _asked()
    chosen = _chosen(asked.only, Path(asked.keep))
    web = site(Path(asked.keep), asked.pages)
    # Compiled once when installed, and again when their sources have changed.
    for room in ("frontier", "extract"):
        command = [sys.executable, "-m", f"{room}.warm"]
        subprocess.run(command, stdout=sys.stderr, check=True)  # noqa: S603 (ours)
    figures: dict[str, list[Figure]] = {peer.name: [] for peer in chosen}
    for turn in range(asked.times):
        for peer in chosen:
            figure = measured(peer, web, asked.limit)
            print(f"# {turn + 1} {peer.name}: {_fact(figure)}", file=sys.stderr)
            # Of one that was ended the kernel does not tell what its children took.
            if figure.proof.pages and figure.took.code is not None:
                figures[peer.name].append(figure)
    figures = {name: runs for name, runs in figures.items() if runs}
    print(table(figures))
    print(json.dumps(_facts(figures, web)))


def measured(peer: Peer, web: Site, limit_s: float) -> Figure:
    """Return what one run of `peer` over `web` took, and what the server saw."""
    folder = Path(tempfile.mkdtemp(prefix="crawl-"))
    folder.chmod(0o755)
    seeds = folder / "seeds.txt"
    seeds.write_text("\n".join(web.homes()) + "\n")
    try:
        with served(web, folder / "web", SERVER_CORE) as log:
            took = run(peer.command(seeds), folder / "out.txt", peer.cores, limit_s)
        found = proof(log, web)
        if took.code or found.missing:
            said = (folder / "out.txt").read_text(errors="replace")[-1500:]
            print(f"# {peer.name}, code {took.code}: {said}", file=sys.stderr)
        return Figure(took, found)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def table(figures: dict[str, list[Figure]]) -> str:
    """Return a line for each crawler."""
    lines = [f"{'':30}" + "".join(f"{name:>9}" for name in _COLUMNS)]
    stock = _cpu(figures[STOCK]) if STOCK in figures else 0.0
    for name, runs in figures.items():
        ratio = f"{stock / _cpu(runs):.2f}" if stock else "-"
        worst = [max(getattr(one.proof, key) for one in runs) for key in _WRONG]
        lines.append(
            f"{name:30}{worst[0]:>9}{worst[1]:>9}{worst[2]:>9}"
            f"{_median(runs, 'pages_per_s'):>9.0f}{_cpu(runs):>9.3f}{ratio:>9}"
            f"{max(one.crawling_mb for one in runs):>9.0f}"
            f"{max(one.growth_mb for one in runs):>9.0f}"
            f"{max(one.took.peak_mb for one in runs):>9.0f}"
        )
    return "\n".join(lines)


_COLUMNS = (
    "missing",
    "repeats",
    "others",
    "pages/s",
    "CPU s/1k",
    "x stock",
    "MB",
    "+MB",
    "end MB",
)
_WRONG = ("missing", "repeats", "others")


def _facts(figures: dict[str, list[Figure]], web: Site) -> dict[str, object]:
    stock = _cpu(figures[STOCK]) if STOCK in figures else None
    cpu = {name: round(_cpu(runs), 4) for name, runs in figures.items()}
    return {
        "name": "crawl",
        "peer": STOCK,
        "pages": web.pages,
        "ratio": round(stock / cpu["ours"], 2) if stock and "ours" in cpu else None,
        "ratios": {
            name: round(stock / took, 2) if stock else None
            for name, took in cpu.items()
        },
        "cpu_s_per_1000": cpu,
        "pages_per_s": {
            name: round(_median(runs, "pages_per_s")) for name, runs in figures.items()
        },
        "crawling_mb": {
            name: round(max(one.crawling_mb for one in runs))
            for name, runs in figures.items()
        },
        "peak_mb": {
            name: round(max(one.took.peak_mb for one in runs))
            for name, runs in figures.items()
        },
    }


def _fact(one: Figure) -> str:
    return (
        f"{one.proof.pages} pages, {one.proof.missing} missing, {one.proof.pages_per_s:.0f}"
        f" pages/s, {one.cpu_s:.3f} CPU s/1k, {one.took.peak_mb:.0f} MB"
    )


def _cpu(runs: list[Figure]) -> float:
    return statistics.median(one.cpu_s for one in runs)


def _median(runs: list[Figure], key: str) -> float:
    return statistics.median(getattr(one.proof, key) for one in runs)


def _chosen(only: str, kept: Path) -> list[Peer]:
    known = {peer.name: peer for peer in peers(kept)}
    names = [name.strip() for name in only.split(",")] if only else list(known)
    wrong = [name for name in names if name not in known]
    if wrong:
        sys.exit(f"no crawler {wrong[0]!r}; there are: {', '.join(known)}")
    chosen = []
    for peer in (known[name] for name in names):
        lacks = peer.missing()
        if lacks:
            print(f"# {peer.name} is left out; to have it: {lacks}", file=sys.stderr)
        else:
            chosen.append(peer)
    return chosen


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare crawlers on one core.")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", default="", help="Names, separated by commas.")
    parser.add_argument("--limit", type=float, default=900.0, help="Seconds a run.")
    parser.add_argument("--keep", default=tempfile.gettempdir(), metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    main()
