"""A static shop web to crawl: any number of pages on fifty loopback addresses.

Each page is like a real product page: 10 to 60 KB, 46 anchors of which about 26 lead
to distinct pages (absolute, relative, to fragments, three to other hosts), mail and
script links that lead nowhere, JSON-LD, Open Graph, inline style and script, a table,
reviews. Every page of a host can be reached from its home page. The same number always
gives the same bytes, and no two pages are alike.
"""

import json
import math
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

HOSTS = 50
PORT = 8800
# Another number makes an older folder stale.
_VERSION = 1
_SMALLEST, _LARGEST = 1_500, 49_000
_SECTIONS = 17


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages lie and how many they are."""

    folder: Path
    pages: int

    @property
    def per_host(self) -> int:
        """How many pages each host has."""
        return self.pages // HOSTS

    def homes(self) -> list[str]:
        """Return the address of each host's home page."""
        return [f"http://{address(host)}:{PORT}/" for host in range(HOSTS)]

    def paths(self) -> set[tuple[str, str]]:
        """Return the address and path of every page."""
        return {
            (address(host), path(page))
            for host in range(HOSTS)
            for page in range(self.per_host)
        }


def site(folder: Path, pages: int) -> Site:
    """Return a site of `pages` pages under `folder`; what is there already is used."""
    made = Site(folder / f"site-{pages}-v{_VERSION}", pages - pages % HOSTS)
    if not made.folder.exists():
        unfinished = made.folder.with_suffix(f".{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        for host in range(HOSTS):
            _write_host(unfinished / address(host), made, host)
        unfinished.rename(made.folder)
    return made


def address(host: int) -> str:
    """Return the loopback address of the host of that number."""
    return f"127.0.0.{host + 2}"


def path(page: int) -> str:
    """Return the path of a host's page of that number; the first is its home."""
    return f"/s{page % _SECTIONS}/item-{page}.html" if page else "/"


def _write_host(folder: Path, made: Site, host: int) -> None:
    for section in range(_SECTIONS):
        (folder / f"s{section}").mkdir(parents=True)
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /private/\n")
    for page in range(made.per_host):
        name = path(page) if page else "/index.html"
        (folder / name[1:]).write_text(_html(made, host, page), encoding="utf-8")


def _html(made: Site, host: int, page: int) -> str:
    rng = random.Random(host * 1_000_003 + page)  # noqa: S311 (no secret)
    home = f"http://{address(host)}:{PORT}"
    title = _words(rng, 5).title()
    price = f"{rng.randrange(199, 99_999) / 100:.2f}"
    near = list(_near(made, rng, page))
    size = min(max(rng.lognormvariate(math.log(19_500), 0.5), _SMALLEST), _LARGEST)
    return "\n".join(
        (
            _head(home, page, title, price),
            _nav(home, made),
            f"<main><h1>{title}</h1><p class=price>€ {price}</p>",
            *(_card(rng, home, one, at) for at, one in enumerate(near)),
            _foreign(made, rng, host),
            _table(rng),
            *_prose(rng, int(size)),
            _foot(),
        )
    )


def _near(made: Site, rng: random.Random, page: int) -> Iterator[int]:
    """Yield the pages shown on `page`: its children in a tree, then any others."""
    children = range(4 * page + 1, min(4 * page + 5, made.per_host))
    yield from children
    for _ in range(15 - len(children)):
        yield rng.randrange(made.per_host)


def _head(home: str, page: int, title: str, price: str) -> str:
    address_ = home + path(page)
    facts = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": title,
        "sku": f"SKU-{page}",
        "offers": {"@type": "Offer", "price": price, "priceCurrency": "EUR"},
    }
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{title}</title>\n"
        f'<link rel="canonical" href="{address_}">\n'
        f'<meta property="og:title" content="{title}">'
        f'<meta property="og:url" content="{address_}">'
        f'<meta property="product:price:amount" content="{price}">\n'
        f'<script type="application/ld+json">{json.dumps(facts)}</script>\n'
        f"<style>{_STYLE}</style><script>{_SCRIPT}</script></head><body>"
    )


def _nav(home: str, made: Site) -> str:
    fixed = range(1, min(6, made.per_host))
    links = "".join(f'<li><a href="{home}{path(n)}">Range {n}</a></li>' for n in fixed)
    return (
        f'<header><nav><ul><li><a href="/">Home</a></li>{links}'
        '<li><a href="#reviews">Reviews</a></li><li><a href="#table">Facts</a></li>'
        '</ul></nav><a href="javascript:void(0)" onclick="menu()">Menu</a></header>'
    )


def _card(rng: random.Random, home: str, page: int, at: int) -> str:
    target = path(page)
    if at % 3 == 1:
        target = home + target
    elif at % 3 == 2:
        target = f"{target}#reviews"
    name, price = _words(rng, 3).title(), rng.randrange(199, 99_999) / 100
    return (
        f'<div class="card card-{at % 4}"><a class="picture" href="{target}">'
        f'<img alt="{name}" src="{_PICTURE}" width="64" height="64"></a>'
        f'<a class="name" href="{target}">{name}</a>'
        f'<span class="price" data-minor="{price * 100:.0f}">€ {price:.2f}</span></div>'
    )


def _foreign(made: Site, rng: random.Random, host: int) -> str:
    parts = []
    for _ in range(3):
        other = (host + rng.randrange(1, HOSTS)) % HOSTS
        target = path(rng.randrange(made.per_host))
        parts.append(
            f'<a rel="noopener" href="http://{address(other)}:{PORT}{target}">'
            f"{_words(rng, 2)}</a>"
        )
    return f"<aside>See also {', '.join(parts)}</aside>"


def _table(rng: random.Random) -> str:
    rows = "".join(
        f"<tr><th>{_words(rng, 1)}</th><td>{rng.randrange(1, 999)} mm</td></tr>"
        for _ in range(12)
    )
    return f'<table id="table" class="facts">{rows}</table>'


def _prose(rng: random.Random, size: int) -> Iterator[str]:
    """Yield paragraphs, then reviews, of about `size` bytes together."""
    left = size
    while left > 0:
        text = _words(rng, rng.randrange(30, 110))
        left -= len(text) + 40
        if left < size // 3:
            text = f'<div class="review"><b>{_words(rng, 2)}</b> {text}</div>'
        yield f"<p>{text}.</p>"


def _foot() -> str:
    return (
        '<footer id="reviews"><a href="mailto:shop@example.test">Mail</a> '
        '<a href="tel:+4930123456">Call</a> <a href="/">Start</a> '
        "<small>All prices with tax &amp; shipping</small></footer></main></body></html>"
    )


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(_VOCABULARY, cum_weights=_WEIGHTS, k=count))


def _vocabulary(size: int) -> list[str]:
    rng = random.Random(7)  # noqa: S311 (no secret)
    sounds = [
        a + b for a in "bcdfghklmnprstvw" for b in ("a", "e", "i", "o", "u", "ar")
    ]
    return ["".join(rng.choices(sounds, k=rng.randrange(1, 5))) for _ in range(size)]


_VOCABULARY = _vocabulary(6_000)
# Words of a language are used as Zipf says, so bodies compress like real ones.
_WEIGHTS = list(accumulate(1 / (rank + 8) for rank in range(len(_VOCABULARY))))
_PICTURE = (
    "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
)
_STYLE = "".join(
    f".card-{n}{{margin:{n}px;padding:{n + 4}px;border:1px solid #ccc;display:flex}}"
    f".card-{n} .price{{color:#{n}{n}{n};font-weight:600}}"
    for n in range(8)
)
_SCRIPT = (
    "function menu(){var m=document.querySelector('nav');"
    "m.className=m.className?'':'open';if(1<2&&3>2){return '<a href=\"/no\">no</a>'}}"
    "window.dataLayer=window.dataLayer||[];dataLayer.push({event:'view',list:[1,2,3]});"
)
