"""A page's links: compiled loops against the parser, our LinkExtractor against Scrapy's.

Pages are those of benchmarks/crawl.py: a shop's, of 30 KB and some 46 anchors in the
mean. `python -m benchmarks.links [FOLDER]` takes real ones, gzipped HTML, instead.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from scrapy.http import HtmlResponse
from scrapy.linkextractors import LinkExtractor as ScrapyLinkExtractor

from benchmarks import _webpages
from benchmarks._crawl_site import Site, _html, address, path
from crawler.linkextractor import LinkExtractor
from extract.glance import Glance, glance
from extract.linking.links import columns, links
from extract.markup.charset import decode
from extract.page import Page
from extract.rights import rights

_PAGES, _ROUNDS = 100, 5
_HEADERS = {"content-type": "text/html; charset=utf-8"}
Pages = list[tuple[str, bytes]]


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    pages = real(Path(sys.argv[1])) if sys.argv[1:] else made()
    size = sum(len(body) for _, body in pages) // len(pages)
    print(
        f"{len(pages)} pages of {size:,} bytes; microseconds of processor time a page"
    )
    glances = measured(pages, (quick, parsed))
    extractors = measured(pages, (ours, scrapys))
    print(f"  glance               {glances[0]:8.0f}   same {agreement(pages)}")
    print(f"  lexbor and Python    {glances[1]:8.0f}   {glances[1] / glances[0]:.1f}x")
    print(f"  our LinkExtractor    {extractors[0]:8.0f}")
    ratio = extractors[1] / extractors[0]
    print(f"  Scrapy's             {extractors[1]:8.0f}   {ratio:.1f}x")
    result = {
        "name": "links",
        "peer": "scrapy.linkextractors.LinkExtractor",
        "ratio": round(ratio, 2),
        "glance_us": round(glances[0]),
        "ratio_to_lexbor": round(glances[1] / glances[0], 2),
    }
    print(json.dumps(result))


def made() -> Pages:
    """Return pages as benchmarks/crawl.py serves them."""
    site = Site(Path(), 20_000)
    return [
        (f"http://{address(1)}:8800{path(page)}", _html(site, 1, page).encode())
        for page in range(1, _PAGES + 1)
    ]


def real(folder: Path) -> Pages:
    """Return the pages in `folder`, gzipped HTML files."""
    return [(page.url, page.body) for page in _webpages.real(folder)]


def measured(
    pages: Pages, ways: tuple[Callable[[str, bytes], Any], ...]
) -> list[float]:
    """Return the median of each way's time a page, in turns."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(_ROUNDS):
        for way, told in zip(ways, times, strict=True):
            before = process_time()
            for url, body in pages:
                way(url, body)
            told.append((process_time() - before) / len(pages) * 1e6)
    return [median(told) for told in times]


def quick(url: str, body: bytes) -> Glance:
    """Return what a crawl takes."""
    return glance(url, body, _HEADERS)


def parsed(url: str, body: bytes) -> Glance:
    """Return the same by a tree."""
    text, charset = decode(body, _HEADERS["content-type"])
    page = Page(url, text)
    found = columns(links(page))
    return Glance(
        content_type="text/html",
        charset=charset,
        links=found if len(found) else None,
        rights=rights(page, _HEADERS),
    )


def ours(url: str, body: bytes) -> int:
    """Return how many links our extractor finds."""
    return len(_OURS.extract_links(HtmlResponse(url, body=body, encoding="utf-8")))


def scrapys(url: str, body: bytes) -> int:
    """Return how many links Scrapy's finds."""
    return len(_SCRAPYS.extract_links(HtmlResponse(url, body=body, encoding="utf-8")))


_OURS, _SCRAPYS = LinkExtractor(), ScrapyLinkExtractor()


def agreement(pages: Pages) -> str:
    """Return on how many pages the two ways agree."""
    same = [quick(*page).links == parsed(*page).links for page in pages]
    return f"{sum(same)} of {len(same)}"


if __name__ == "__main__":
    main()
