"""Bodies written a second and read at random: the lake against warcio with gzip.

Both store the same pages; ours a request record beside each response, and the training
of its dictionary; warcio the response alone. CPU time of this process until everything is synced,
interleaved, median of three. Then single bodies are read by their place, in random
order, from all pages that were written.

    python -m benchmarks.lake_bodies [--pages N] [--html FOLDER]
"""

import argparse
import io
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from warcio.statusandheaders import StatusAndHeadersParser
from warcio.warcwriter import WARCWriter

from benchmarks._webpages import WebPage, generated, real
from lake.bodies import BodyPlace, BodyStore, Exchange, read_body
from lake.settings import LakeSettings

START = datetime(2026, 11, 20, tzinfo=UTC)
ASKED = b"User-Agent: harvestman (+https://harvestman.test)\r\nAccept: */*\r\n"
TIMES = 3
READS = 5_000


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    pages = _pages()
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(TIMES):
            home = Path(folder) / str(number)
            theirs.append(_measured(_warcio, home, pages))
            ours.append(_measured(_lake, home, pages))
        reads = _reads(home, pages)
    rate, size = _median(ours)
    peer_rate, peer_size = _median(theirs)
    print(f"{len(pages):,} pages, {sum(len(p.body) for p in pages) / 1e6:,.0f} MB")
    print(f"{'':24}{'pages/s':>10}{'B/page':>10}")
    print(f"{'lake':24}{rate:>10,.0f}{size:>10,.0f}")
    print(f"{'warcio gzip':24}{peer_rate:>10,.0f}{peer_size:>10,.0f}")
    print(f"one body by its place: {reads[0]:.3f} ms, p99 {reads[1]:.3f} ms")
    print(
        json.dumps(
            {
                "name": "lake_bodies",
                "peer": "warcio.warcwriter.WARCWriter(gzip=True)",
                "pages": len(pages),
                "pages_per_s": round(rate),
                "peer_pages_per_s": round(peer_rate),
                "ratio": round(rate / peer_rate, 2),
                "bytes_per_page": round(size),
                "peer_bytes_per_page": round(peer_size),
                "bytes_ratio": round(size / peer_size, 3),
                "read_ms": round(reads[0], 4),
                "read_p99_ms": round(reads[1], 4),
            }
        )
    )


def _pages() -> list[WebPage]:
    parser = argparse.ArgumentParser(description="Bodies against warcio.")
    parser.add_argument("--pages", type=int, default=12_000)
    parser.add_argument("--html", type=Path, help="a folder of gzipped HTML files")
    given = parser.parse_args()
    return real(given.html) if given.html else generated(given.pages)


def _measured(
    prepared: Callable[[Path, list[WebPage]], Callable[[], int]],
    home: Path,
    pages: list[WebPage],
) -> tuple[float, float]:
    write = prepared(home, pages)
    started = time.process_time()
    size = write()
    return len(pages) / (time.process_time() - started), size / len(pages)


def _median(runs: list[tuple[float, float]]) -> tuple[float, float]:
    rates, sizes = zip(*runs, strict=True)
    return statistics.median(rates), statistics.median(sizes)


def _lake(home: Path, pages: list[WebPage]) -> Callable[[], int]:
    exchanges = [_exchange(number, page) for number, page in enumerate(pages)]

    def write() -> int:
        store = BodyStore(home, LakeSettings())
        places = [store.write(exchange) for exchange in exchanges]
        store.close()
        (home / "places").write_bytes(msgspec.json.encode(places))
        return sum(file.stat().st_size for file in (home / "warc").glob("*.zst"))

    return write


def _exchange(number: int, page: WebPage) -> Exchange:
    return Exchange(
        page.url,
        200,
        ASKED,
        page.headers,
        page.body,
        START + timedelta(milliseconds=37 * number),
        # Who stores pages has their digests anyway; here a number is enough.
        f"{number:032x}",
        ip="203.0.113.7",
    )


def _warcio(home: Path, pages: list[WebPage]) -> Callable[[], int]:
    home.mkdir()
    parser = StatusAndHeadersParser(["HTTP/1.1"])
    heads = [parser.parse(io.BytesIO(page.headers)) for page in pages]

    def write() -> int:
        with (home / "peer.warc.gz").open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for page, head in zip(pages, heads, strict=True):
                body = io.BytesIO(page.body)
                record = writer.create_warc_record(
                    page.url, "response", payload=body, http_headers=head
                )
                writer.write_record(record)
            file.flush()
            os.fsync(file.fileno())
            return file.tell()

    return write


def _reads(home: Path, pages: list[WebPage]) -> tuple[float, float]:
    """Return the median and the 99th percentile of one read, in milliseconds."""
    places = msgspec.json.decode((home / "places").read_bytes(), type=list[BodyPlace])
    chosen = random.Random(1).choices(  # noqa: S311
        range(len(pages)), k=READS
    )
    times = []
    for number in chosen:
        started = time.perf_counter()
        body = read_body(home, places[number])
        times.append((time.perf_counter() - started) * 1000)
        if body != pages[number].body:
            raise SystemExit(f"{pages[number].url} came back changed")
    return statistics.median(times), sorted(times)[len(times) * 99 // 100]


if __name__ == "__main__":
    main()
