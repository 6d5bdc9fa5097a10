"""Pages that survive kill -9, against Scrapy with a JOBDIR.

A site of 2,000 pages, sixteen requests at once, a delay a host. The crawl's processes
are killed at five random moments, each time the same command is given again, and the
last one runs to its end. Of ours the lake is asked which pages it holds and the
server's log whether a host was asked too soon; of Scrapy, which keeps no pages, the
log is asked which pages it fetched at all. A page fetched twice was not yet safe when
its crawl was killed.

    python -m benchmarks.crawl_kill [--pages N] [--kills N]
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks._crawl_peers import delayed, scrapy_jobdir
from benchmarks._crawl_run import ROOT, processes_of
from benchmarks._crawl_site import Site, site
from benchmarks._crawl_web import proof, served, spans
from lake.load import load
from lake.sql import current
from lake.store import Lake

DELAY_S = 0.1
AT_ONCE = 16
# nginx notes times in milliseconds, and a clock may be read a moment apart.
_BLUR_S = 0.003


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was left after the kills."""

    kept: int
    missing: int
    repeats: int
    early: int


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    asked = _asked()
    web = site(Path(asked.keep), asked.pages)
    ours = outcome(web, asked.kills, delayed(DELAY_S, AT_ONCE), stored)
    theirs = outcome(web, asked.kills, scrapy_jobdir(DELAY_S, AT_ONCE), None)
    print(f"{'':18}{'kept':>8}{'missing':>9}{'repeats':>9}{'early':>7}")
    for name, one in (("ours", ours), ("scrapy, JOBDIR", theirs)):
        print(f"{name:18}{one.kept:>8}{one.missing:>9}{one.repeats:>9}{one.early:>7}")
    facts = {
        "name": "crawl_kill",
        "peer": "scrapy, JOBDIR",
        "pages": web.pages,
        "kills": asked.kills,
        "kept": ours.kept,
        "repeats": ours.repeats,
        "early": ours.early,
        "peer_kept": theirs.kept,
        "peer_repeats": theirs.repeats,
        "peer_early": theirs.early,
        "ratio": round(ours.kept / max(theirs.kept, 1), 3),
    }
    print(json.dumps(facts))


def outcome(
    web: Site,
    kills: int,
    command: Callable[[Path], list[str]],
    kept: Callable[[Path], int] | None,
) -> Outcome:
    """Crawl `web`, kill it so often, and say what there is in the end."""
    folder = Path(tempfile.mkdtemp(prefix="crawl-"))
    seeds = folder / "seeds.txt"
    seeds.write_text("\n".join(web.homes()) + "\n")
    made, moments = command(seeds), random.Random(5)  # noqa: S311 (no secret)
    try:
        with served(web, folder / "web", "1", at_once=True) as log:
            for _ in range(kills):
                killed(made, folder, log, moments.uniform(0.2, 1.0))
            killed(made, folder, log, None)
        found = proof(log, web)
        count = kept(folder / "home") if kept else found.pages
        return Outcome(count, web.pages - count, found.repeats, early(log))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def killed(command: list[str], folder: Path, log: Path, after_s: float | None) -> None:
    """Run `command`; kill all of it so long after it asked for something, or never."""
    with (folder / "out.txt").open("wb") as out:
        child = subprocess.Popen(  # noqa: S603 (ours)
            ["/usr/bin/taskset", "--cpu-list", "0", *command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    if after_s is None:
        if child.wait():
            print((folder / "out.txt").read_text()[-1500:], file=sys.stderr)
        return
    before = log.stat().st_size
    while log.stat().st_size == before and child.poll() is None:
        time.sleep(0.01)
    time.sleep(after_s)
    for pid in processes_of(child.pid):
        os.kill(pid, signal.SIGKILL)
    child.wait()


def stored(home: Path) -> int:
    """Return how many pages the lake of `home` holds with links, body and fetch."""
    lake = Lake.open(home)
    load(lake)
    with current(lake) as connection:
        found = connection.execute(
            "SELECT count(DISTINCT url) FROM pages SEMI JOIN bodies USING"
            " (content_digest) SEMI JOIN fetches USING (url) WHERE status = 200"
        ).fetchone()
    return int(found[0]) if found else 0


def early(log: Path) -> int:
    """Return how often a host was asked before its delay had passed."""
    hosts = defaultdict(list)
    for host, start, end in spans(log):
        hosts[host].append((start, end))
    return sum(
        after[0] - before[1] < DELAY_S - _BLUR_S
        for times in hosts.values()
        for before, after in pairwise(sorted(times))
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill crawls and count what is lost.")
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--keep", default=tempfile.gettempdir(), metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    main()
