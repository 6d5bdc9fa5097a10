"""Web pages to store: generated ones, or real ones from a folder of gzipped HTML.

Generated pages come from hosts that each repeat their own frame of navigation and
scripts, around cards with the host's own mark-up and text whose words follow Zipf's
law. They have 25 KB in the mean, and gzip makes a quarter of them, as of real pages of
that size.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.str_]
_WORDS = 20_000
_LETTERS = list("abcdefghijklmnopqrstuvwxyz")
_TAGS = ("div", "li", "a", "span", "section", "script")


@dataclass(frozen=True, slots=True)
class WebPage:
    """One page as a host serves it."""

    url: str
    headers: bytes
    body: bytes


def generated(pages: int, hosts: int = 100) -> list[WebPage]:
    """Return `pages` pages in random order of their hosts; always the same ones."""
    random = np.random.default_rng(1)
    words = np.array(
        [
            "".join(random.choice(_LETTERS, random.integers(2, 11)))
            for _ in range(_WORDS)
        ]
    )
    weights = 1 / np.arange(1, _WORDS + 1)
    weights /= weights.sum()
    frames = [_frame(random, words, weights) for _ in range(hosts)]
    made = []
    for number in range(pages):
        host = int(random.integers(hosts))
        length = int(random.lognormal(6.5, 0.5))
        chosen = words[random.choice(_WORDS, length, p=weights)]
        text, cards = " ".join(chosen), _cards(host, chosen[: length // 20])
        before, after = frames[host]
        body = f"<title>{text[:60]}</title>{before}<p>{text}</p>{cards}{after}".encode()
        url = f"https://shop{host}.test/products/{number * 7919 % 1_000_003}/a-{number}"
        made.append(WebPage(url, _headers(number, len(body)), body))
    return made


def real(folder: Path) -> list[WebPage]:
    """Return the pages in `folder`, gzipped HTML files."""
    return [
        WebPage(
            f"https://{path.name[:12]}.test/page", _headers(number, len(body)), body
        )
        for number, (path, body) in enumerate(_bodies(folder))
    ]


def _bodies(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.glob("*.gz")):
        yield path, gzip.decompress(path.read_bytes())


def _frame(
    random: np.random.Generator, words: Words, weights: npt.NDArray[np.float64]
) -> tuple[str, str]:
    chosen = words[random.choice(_WORDS, 900, p=weights)]
    lines = [
        f'<{tag} class="{words[kind]}" href="/{word}/{number}">{word}</{tag}>'
        for number, (tag, kind, word) in enumerate(
            zip(
                random.choice(_TAGS, 900),
                random.integers(0, _WORDS, 900),
                chosen,
                strict=True,
            )
        )
    ]
    text = "\n".join(lines)[: int(random.integers(9_000, 15_000))]
    return text[: len(text) // 2], text[len(text) // 2 :]


def _cards(host: int, words: Words) -> str:
    """Return a list of products as a shop shows them."""
    return "\n".join(
        f'<li class="product-card shop{host}"><a class="product-card__link" '
        f'href="/products/{number * 7919}/{word}"><img loading="lazy" alt="{word}" '
        f'src="https://cdn.shop{host}.test/images/{word}-320x320.webp"><span '
        f'class="product-card__title">{word}</span><span class="price">'
        f"{number * 37 % 100},99</span></a></li>"
        for number, word in enumerate(words)
    )


def _headers(number: int, length: int) -> bytes:
    return (
        "HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\nServer: nginx\r\n"
        f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n"
        f'Cache-Control: max-age=600\r\nETag: "{number * 2654435761 % 2**32:08x}"\r\n'
        "Strict-Transport-Security: max-age=31536000\r\n\r\n"
    ).encode()
