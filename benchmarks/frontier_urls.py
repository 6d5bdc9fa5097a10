"""URLs a second from text to canonical form, hashes and keys, against Scrapy and w3lib.

The URLs are those of links on pages: 3,000 hosts, 30 % with a query, 5 % with the marks
of a campaign, 1 % to be escaped, half a per cent not in lower case. `read_urls` takes
them in batches of 10,000 and gives canonical texts, fingerprints and hashed hosts;
Scrapy makes a Request and its fingerprint. Names for `domain` are all different. CPU time
of this process, interleaved, median of three, kernels compiled.

    python -m benchmarks.frontier_urls
"""

import json
import random
import statistics
import time
from collections.abc import Callable, Sequence

from scrapy import Request
from scrapy.utils.request import fingerprint as scrapys_fingerprint
from tldextract import TLDExtract
from w3lib.url import canonicalize_url

from frontier.column import read_urls
from frontier.domains import domain, domains
from frontier.scrapyprint import fingerprints
from frontier.urls import canonical, fingerprint, url_key

COUNT = 100_000
BATCH = 10_000
FEW = 10_000  # for what takes ten times as long
TIMES = 3
_WORDS = (
    *("shop", "product", "tea", "kettle", "garden", "lamp", "blue", "steel", "wood"),
    *("large", "sale", "kids", "women", "shoes", "index", "page", "list", "detail"),
)
_TOPS = ("com", "com", "de", "co.uk", "org", "fr", "net", "com.au", "co.jp", "nl")

Task = tuple[Callable[[Sequence[str]], object], Sequence[str]]


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    urls = _urls(COUNT)
    names = [f"www.{word}-{at}.{top}" for at, (word, top) in enumerate(_pairs(COUNT))]
    tasks = _tasks(urls, names)
    for work, texts in tasks.values():
        work(texts[:100])
    runs: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(TIMES):
        for name, (work, texts) in tasks.items():
            runs[name].append(_rate(work, texts))
    rates = {name: statistics.median(found) for name, found in runs.items()}
    for name, rate in rates.items():
        print(f"{name:36}{rate:>12,.0f} /s")
    print(json.dumps(_result(rates)))


def _tasks(urls: list[str], names: list[str]) -> dict[str, Task]:
    few = urls[:FEW]
    tld = TLDExtract(suffix_list_urls=(), cache_dir=None)
    return {
        "read_urls": (_read, urls),
        "read_urls, canonical already": (_read, [canonical(url) for url in urls]),
        "canonical": (_each(canonical), urls),
        "fingerprint": (_each(fingerprint), urls),
        "url_key": (_each(url_key), urls),
        "scrapyprint.fingerprints": (fingerprints, urls),
        "scrapy Request + fingerprint": (_each(_scrapys), few),
        "w3lib canonicalize_url": (_each(canonicalize_url), few),
        "domain": (_each(domain), names),
        "domains, each name 10 times": (domains, names[::10] * 10),
        "tldextract": (
            _each(lambda name: tld(name).top_domain_under_public_suffix),
            names[:FEW],
        ),
    }


def _result(rates: dict[str, float]) -> dict[str, object]:
    scrapy = rates["scrapy Request + fingerprint"]
    return {
        "name": "frontier_urls",
        "peer": "scrapy.Request + fingerprint, w3lib.canonicalize_url, tldextract",
        "urls": COUNT,
        "urls_per_s": round(rates["read_urls"]),
        "peer_urls_per_s": round(scrapy),
        "ratio": round(rates["read_urls"] / scrapy, 1),
        "canonical_ratio": round(
            rates["canonical"] / rates["w3lib canonicalize_url"], 1
        ),
        "scrapyprint_ratio": round(rates["scrapyprint.fingerprints"] / scrapy, 1),
        "domain_ratio": round(rates["domain"] / rates["tldextract"], 1),
        "rates": {name: round(rate) for name, rate in rates.items()},
    }


def _rate(work: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    started = time.process_time()
    work(texts)
    return len(texts) / (time.process_time() - started)


def _read(texts: Sequence[str]) -> None:
    for start in range(0, len(texts), BATCH):
        read_urls(texts[start : start + BATCH])


def _each(work: Callable[[str], object]) -> Callable[[Sequence[str]], object]:
    return lambda texts: [work(text) for text in texts]


def _scrapys(url: str) -> bytes:
    return scrapys_fingerprint(Request(url))


def _pairs(count: int) -> list[tuple[str, str]]:
    made = random.Random(1)  # noqa: S311 (no secret)
    return [(made.choice(_WORDS), made.choice(_TOPS)) for _ in range(count)]


def _urls(count: int) -> list[str]:
    made = random.Random(2)  # noqa: S311 (no secret)
    return [_url(made, number) for number in range(count)]


def _url(made: random.Random, number: int) -> str:
    """Return a link as pages hold them, of 64 characters in the mean."""
    site = made.randrange(3000)
    top = _TOPS[site % len(_TOPS)]
    path = "/".join(
        f"{made.choice(_WORDS)}-{made.choice(_WORDS)}-{made.randrange(10**5)}"
        for _ in range(made.randrange(1, 4))
    )
    url = f"https://www.{_WORDS[site % len(_WORDS)]}{site}.{top}/{path}"
    chance = made.random()
    if chance < 0.3:
        url += f"?{made.choice(_WORDS)}={number}&page={number % 9}"
    if chance < 0.05:
        url += "&utm_source=mail&utm_medium=newsletter"
    elif chance > 0.99:
        url += "/grün tea"
    elif chance > 0.985:
        url = url.replace("www", "WWW")
    return url


if __name__ == "__main__":
    main()
