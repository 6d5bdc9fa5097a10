"""What a fetched page costs until it is safe: the crawl's sink against Scrapy's feed.

Both keep the same pages of 27 KB with 24 links each. Ours: a body in WARC with its
request, a row of the page, of its body, of the attempt and of each link, in groups of
150 pages that are synced (what a fast crawl brings in 100 ms), and beside it the load
of all that into Delta tables. Scrapy's: an item a page with its links, through the
JSON lines exporter, and the body through warcio with gzip, both synced at the end. CPU
time of this process, interleaved, median of three.

    python -m benchmarks.crawl_store [--pages N]
"""

import argparse
import io
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import cast

import msgspec
import structlog
from scrapy.exporters import JsonLinesItemExporter
from warcio.statusandheaders import StatusAndHeadersParser
from warcio.warcwriter import WARCWriter

from benchmarks._webpages import WebPage, generated
from crawler.campaign.model import Campaign
from crawler.keeping.known import Kept
from crawler.keeping.rows import Attempt, Fetched
from crawler.keeping.sink import Sink
from extract.linking.links import Links
from extract.rights import Rights
from lake.load import load
from lake.settings import LakeSettings
from lake.store import Lake

START = datetime(2026, 11, 20, tzinfo=UTC)
ASKED = b"GET / HTTP/1.1\r\nUser-Agent: harvestman\r\nAccept: */*\r\n\r\n"
GROUP = 150
LINKS = 24
TIMES = 3
CAMPAIGN = Campaign(name="bench", seeds=("http://a.test/",))


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    parser = argparse.ArgumentParser(description="The crawl's sink against Scrapy.")
    parser.add_argument("--pages", type=int, default=3_000)
    pages = [
        _fetched(number, page)
        for number, page in enumerate(generated(parser.parse_args().pages))
    ]
    stored, loaded, theirs = [], [], []
    for _ in range(TIMES):
        theirs.append(_measured(_scrapy, pages)[0])
        ours = _measured(_sink, pages)
        stored.append(ours[0])
        loaded.append(ours[1])
    store, table, peer = map(statistics.median, (stored, loaded, theirs))
    print(f"{len(pages):,} pages, {sum(len(p.body) for p in pages) / 1e6:,.0f} MB")
    print(f"{'':32}{'us/page':>10}")
    print(f"{'sink, until it is safe':32}{store:>10,.0f}")
    print(f"{'load into Delta tables':32}{table:>10,.0f}")
    print(f"{'scrapy JSON lines + warcio':32}{peer:>10,.0f}")
    print(
        json.dumps(
            {
                "name": "crawl_store",
                "peer": "scrapy JsonLinesItemExporter + warcio gzip",
                "pages": len(pages),
                "us_per_page": round(store),
                "load_us_per_page": round(table),
                "peer_us_per_page": round(peer),
                "ratio": round(peer / store, 2),
                "ratio_with_load": round(peer / (store + table), 2),
            }
        )
    )


def _fetched(number: int, page: WebPage) -> Fetched:
    origin = page.url[: page.url.index("/", 8)]
    return Fetched(
        url=page.url,
        final_url=page.url,
        fetched_at=START + timedelta(milliseconds=number),
        status=200,
        headers=page.headers,
        asked=ASKED,
        content_type="text/html",
        charset="utf-8",
        body=page.body,
        depth=number % 6,
        parent_url=f"{origin}/",
        renderer="http",
        robots_state="allowed",
        rights=Rights(),
        links=_links(number, origin),
        ip="203.0.113.7",
    )


def _links(number: int, origin: str) -> Links:
    others = [number * 31 + 7919 * at for at in range(LINKS)]
    return Links(
        urls=[f"{origin}/products/{other}/article-{other}" for other in others],
        anchors=[f"The article number {other}" for other in others],
        rels=["nofollow" if at % 8 == 0 else "" for at in range(LINKS)],
        kinds=["product" if at % 3 else "list" for at in range(LINKS)],
        networks=[None] * LINKS,
    )


def _measured(
    keep: Callable[[Path, list[Fetched]], Callable[[], None]], pages: list[Fetched]
) -> tuple[float, float]:
    """Return the microseconds a page of keeping, and of what comes after it."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        after = keep(Path(folder), pages)
        kept = time.process_time()
        after()
        ended = time.process_time()
        each = 1e6 / len(pages)
        return (kept - began) * each, (ended - kept) * each


def _sink(home: Path, pages: list[Fetched]) -> Callable[[], None]:
    sink = Sink(home, LakeSettings(), CAMPAIGN, Kept())
    for number, page in enumerate(pages, 1):
        sink.attempt(
            Attempt(
                url=page.url,
                host="a.test",
                attempt=1,
                seconds=0.1,
                delay_s=1.0,
                status=200,
                bytes=len(page.body),
            )
        )
        sink.page(page)
        if number % GROUP == 0:
            sink.flush()
    sink.close()

    def after() -> None:
        load(Lake.open(home))

    return after


def _scrapy(home: Path, pages: list[Fetched]) -> Callable[[], None]:
    parser = StatusAndHeadersParser(["HTTP/1.1"])
    with (home / "p.jsonl").open("wb") as feed, (home / "p.warc.gz").open("wb") as file:
        exporter = JsonLinesItemExporter(cast("BytesIO", feed))
        exporter.start_exporting()
        writer = WARCWriter(file, gzip=True)
        for page in pages:
            exporter.export_item(_item(page))
            head = parser.parse(io.BytesIO(page.headers))
            body = io.BytesIO(page.body)
            record = writer.create_warc_record(
                page.url, "response", payload=body, http_headers=head
            )
            writer.write_record(record)
        exporter.finish_exporting()
        for out in (feed, file):
            out.flush()
            os.fsync(out.fileno())
    return lambda: None


def _item(page: Fetched) -> dict[str, object]:
    item = msgspec.structs.asdict(page)
    for name in ("body", "headers", "asked"):
        del item[name]
    links = item.pop("links")
    item["rights"] = msgspec.structs.asdict(page.rights)
    item["fetched_at"] = page.fetched_at.isoformat()
    names = links.__struct_fields__
    columns = [getattr(links, name) for name in names]
    item["links"] = [
        dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)
    ]
    return item


if __name__ == "__main__":
    main()
