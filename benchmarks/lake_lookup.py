"""One body by its pointer and by its URL, among a million pages.

Pages and bodies are loaded and compacted by the lake's own code. A part of the bodies
is stored for real, and these are asked for; the others' pointers lead to the same
records. Beside it DuckDB over the pinned lake finds the same bodies with two queries.
The index is there, as after any question before; how long it took to make is shown.
Wall time of one caller in milliseconds: median and 95th percentile of 500.

    python -m benchmarks.lake_lookup [--quick]         quick: 100,000 pages
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import structlog

from benchmarks._lake import START, Shops, hexadecimal, pages
from benchmarks._webpages import generated
from lake.bodies import BodyPlace, BodyStore, Exchange, read_body
from lake.compact import compact
from lake.find import Finder
from lake.keys import content_digest
from lake.load import append
from lake.pin import pin
from lake.settings import LakeSettings
from lake.sql import connect
from lake.store import Lake

QUICK = "--quick" in sys.argv
PAGES = 100_000 if QUICK else 1_000_000
BODIES = 2_000
ASKED = 500
LOADS = 20
Places = dict[str, BodyPlace]
PAGE = "SELECT content_digest, epoch_us(fetched_at) FROM pages WHERE url = ?"
BODY = "SELECT warc_file, warc_offset, warc_length FROM bodies WHERE content_digest = ?"


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder))
        places = _stored(lake.home)
        asked = _fill(lake, Shops(listings=PAGES), places)
        compact(lake)
        pin(lake)
        started = time.perf_counter()
        Finder(lake)
        made = time.perf_counter() - started
        finder = Finder(lake)
        with connect(lake.home) as connection:
            times = _measured(
                {
                    "by pointer": lambda url: read_body(lake.home, places[asked[url]]),
                    "by digest": lambda url: finder.body(asked[url]),
                    "by URL": finder.body_at,
                    "by URL, DuckDB": lambda url: _by_sql(lake, connection, url),
                },
                list(asked),
            )
    _show(times, made)


def _stored(home: Path) -> Places:
    """Store bodies, and return where each lies."""
    store = BodyStore(home, LakeSettings())
    places = {}
    for page in generated(BODIES):
        digest = content_digest(page.body)
        exchange = Exchange(page.url, 200, b"", page.headers, page.body, START, digest)
        places[digest] = store.write(exchange)
    store.close()
    return places


def _fill(lake: Lake, shops: Shops, places: Places) -> dict[str, str]:
    """Load pages and bodies; return the digest of each URL whose body is stored."""
    real = np.random.default_rng(1).permutation(PAGES)[:BODIES]
    digests = hexadecimal(np.random.default_rng(2), PAGES, 16).to_pylist()
    for at, digest in zip(real.tolist(), places, strict=True):
        digests[at] = digest
    where = list(places.values())
    size = PAGES // LOADS
    for start in range(0, PAGES, size):
        part = digests[start : start + size]
        lies = [places.get(digest, where[n % BODIES]) for n, digest in enumerate(part)]
        rows = pages(shops, start, part), _bodies(part, lies)
        append(lake, "crawl", dict(zip(("pages", "bodies"), rows, strict=True)))
    return {
        url: digests[at]
        for at, url in zip(
            real.tolist(), shops.urls.take(pa.array(real)).to_pylist(), strict=True
        )
    }


def _bodies(digests: list[str], places: list[BodyPlace]) -> pa.Table:
    return pa.table(
        {
            "content_digest": digests,
            "warc_file": [place.warc_file for place in places],
            "warc_offset": [place.warc_offset for place in places],
            "warc_length": [place.warc_length for place in places],
        }
    )


def _by_sql(lake: Lake, connection: duckdb.DuckDBPyConnection, url: str) -> bytes:
    found = connection.execute(PAGE, [url]).fetchall()
    digest = max(found, key=lambda row: row[1])[0]
    place = connection.execute(BODY, [digest]).fetchall()[0]
    return read_body(lake.home, BodyPlace(*place))


def _measured(
    ways: dict[str, Callable[[str], bytes]], urls: list[str]
) -> dict[str, list[float]]:
    """Return how many milliseconds each way took for each URL, in rising order."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for url in urls[: ASKED + 10]:
        bodies = set()
        for name, body in ways.items():
            started = time.perf_counter()
            bodies.add(body(url))
            times[name].append(1000 * (time.perf_counter() - started))
        if len(bodies) != 1:
            raise SystemExit(f"{url}: the ways found different bodies")
    # The first few warm what each way keeps.
    return {name: sorted(taken[10:]) for name, taken in times.items()}


def _show(times: dict[str, list[float]], made: float) -> None:
    print(f"indexes of {PAGES:,} pages and bodies made in {made:.1f} s")
    print(f"{'milliseconds':18}{'median':>10}{'p95':>10}")
    result: dict[str, float] = {}
    for name, taken in times.items():
        median, p95 = statistics.median(taken), taken[int(len(taken) * 0.95)]
        print(f"{name:18}{median:>10.3f}{p95:>10.3f}")
        key = name.replace(", ", "_").replace(" ", "_").lower()
        result |= {f"{key}_ms": round(median, 3), f"{key}_p95_ms": round(p95, 3)}
    ratio = result["by_url_duckdb_ms"] / result["by_url_ms"]
    about = {"name": "lake_lookup", "peer": "duckdb", "pages": PAGES}
    print(json.dumps({**about, "ratio": round(ratio, 1), **result}))


if __name__ == "__main__":
    main()
