"""How much of the rate that politeness leaves a crawl of many hosts uses.

Ten thousand hosts, ten seconds between two requests to one of them, robots.txt too: a
thousand requests a second are possible, once each host was met. The home pages name a
million pages, which wait in the frontier meanwhile. The server, on a core of its own,
notes when each request came; a host asked too soon is counted. Scrapy gets the same
hosts, delay and time, without robots.txt.

    python -m benchmarks.crawl_polite [--hosts N] [--delay S] [--seconds S]
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks._crawl_hosts import ADDRESS, LINKS, PORT, name
from benchmarks._crawl_peers import delayed, scrapy_polite
from benchmarks._crawl_run import ROOT, Took, run

AT_ONCE = 256
# Between the request before and this one the server's and the crawler's clocks are read.
_BLUR_S = 0.002


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server saw, and what the crawler took."""

    took: Took
    requests: int
    hosts: int
    rate: float  # requests a second after each host could be met twice
    early: int


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    asked = _asked()
    possible = asked.hosts / asked.delay
    ours = outcome(asked, delayed(asked.delay, AT_ONCE))
    theirs = outcome(asked, scrapy_polite(asked.delay, AT_ONCE))
    print(f"{'':10}{'hosts':>8}{'requests':>10}{'early':>7}{'req/s':>8}{'MB':>7}")
    for title, one in (("ours", ours), ("scrapy", theirs)):
        print(
            f"{title:10}{one.hosts:>8}{one.requests:>10}{one.early:>7}"
            f"{one.rate:>8.0f}{one.took.peak_mb:>7.0f}"
        )
    facts = {
        "name": "crawl_polite",
        "peer": "scrapy",
        "hosts": asked.hosts,
        "pending": asked.hosts * LINKS,
        "share_of_possible": round(ours.rate / possible, 3),
        "early": ours.early,
        "peak_mb": round(ours.took.peak_mb),
        "cpu_s": round(ours.took.cpu_s, 1),
        "peer_share_of_possible": round(theirs.rate / possible, 3),
        "peer_early": theirs.early,
        "peer_peak_mb": round(theirs.took.peak_mb),
        "ratio": round(ours.rate / theirs.rate, 2) if theirs.rate else None,
    }
    print(json.dumps(facts))


def outcome(asked: argparse.Namespace, command: Callable[[Path], list[str]]) -> Outcome:
    """Crawl for the time that was asked for, and read the server's log."""
    folder = Path(tempfile.mkdtemp(prefix="crawl-"))
    seeds = folder / "seeds.txt"
    names = [name(host) for host in range(asked.hosts)]
    seeds.write_text("".join(f"http://{one}:{PORT}/\n" for one in names))
    (folder / "home").mkdir()
    addresses = "".join(f'"{one}" = "{ADDRESS}"\n' for one in names)
    (folder / "home" / "harvestman.toml").write_text(f"[crawl.resolve]\n{addresses}")
    try:
        with answered(folder / "log"):
            said = folder / "out.txt"
            took = run(
                command(seeds), said, "0", asked.seconds + 40, stop_s=asked.seconds
            )
        if took.code not in (0, 130):
            print(said.read_text(errors="replace")[-1500:], file=sys.stderr)
        return read(folder / "log", asked, took)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def answered(log: Path) -> Iterator[None]:
    """Serve the hosts while the block runs; `log` is there after it."""
    program = [sys.executable, "-m", "benchmarks._crawl_hosts", str(log)]
    server = subprocess.Popen(  # noqa: S603 (ours)
        ["/usr/bin/taskset", "--cpu-list", "1", *program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert server.stdout
    if server.stdout.readline() != b"ready\n":
        sys.exit(f"the hosts are not served; is port {PORT} taken?")
    try:
        yield
    finally:
        server.terminate()
        server.wait(30)


def read(log: Path, asked: argparse.Namespace, took: Took) -> Outcome:
    """Return what the log says: how many, how fast, and who was asked too soon."""
    hosts = defaultdict(list)
    for line in log.read_text().splitlines():
        host, start, end = line.split(" ")
        hosts[host].append((float(start), float(end)))
    starts = sorted(start for times in hosts.values() for start, _ in times)
    settled = starts[0] + 2 * asked.delay
    # In a stretch as long as the delay no host can be asked twice.
    stretches = (starts[-1] - settled) // asked.delay
    until = settled + stretches * asked.delay
    gaps = [
        after[0] - before[1]
        for times in hosts.values()
        for before, after in pairwise(sorted(times))
    ]
    counted = sum(settled <= start < until for start in starts)
    if gaps:
        print(f"# median pause {statistics.median(gaps):.3f} s", file=sys.stderr)
    return Outcome(
        took=took,
        requests=len(starts),
        hosts=len(hosts),
        rate=counted / (until - settled) if until > settled else 0.0,
        early=sum(gap < asked.delay - _BLUR_S for gap in gaps),
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Crawl many hosts politely.")
    parser.add_argument("--hosts", type=int, default=10_000)
    parser.add_argument("--delay", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=120.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
