"""Real pages with truth, read from a folder, and how each corpus scores an answer."""

import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

FOLDS = 5
_WORD = re.compile(r"\w+")
_SHINGLE = 4


@dataclass(frozen=True, slots=True)
class Truth:
    """One page as it was fetched, and what people found in it."""

    url: str
    body: bytes
    kind: str
    text: str
    title: str | None = None
    author: str | None = None
    published: str | None = None

    @property
    def fold(self) -> int:
        """Which of FOLDS the page's host belongs to."""
        labels = (urlsplit(self.url).hostname or "").split(".")[-2:]
        return zlib.crc32(".".join(labels).encode()) % FOLDS


def webpages(data: Path) -> Iterator[Truth]:
    """Return the pages of seven kinds."""
    for file in sorted((data / "webpages").glob("*.json")):
        said = json.loads(file.read_text())
        body = data / "webpages" / "html" / f"{file.stem}.html.gz"
        yield Truth(
            url=said["url"],
            body=gzip.decompress(body.read_bytes()),
            kind=said["kind"],
            text=said["main_content"] or "",
            title=said["title"],
            author=said["author"],
            published=said["publish_date"],
        )


def articles(data: Path) -> Iterator[Truth]:
    """Return the articles."""
    said = json.loads((data / "articles" / "ground-truth.json").read_text())
    for name in sorted(said):
        body = data / "articles" / "html" / f"{name}.html.gz"
        yield Truth(
            url=said[name]["url"],
            body=gzip.decompress(body.read_bytes()),
            kind="article",
            text=said[name]["articleBody"],
        )


def words(text: str) -> list[str]:
    """Return the words of `text` in small letters."""
    return _WORD.findall(text.lower())


def word_f1(found: str, truth: str) -> float | None:
    """Return the F1 of the counts of words; None where the truth has none."""
    mine, theirs = Counter(words(found)), Counter(words(truth))
    if not theirs:
        return None
    both = sum((mine & theirs).values())
    return 2 * both / (sum(mine.values()) + sum(theirs.values())) if both else 0.0


def shingle_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """Return the F1 of shingles of four words over (found, truth), a page as a whole."""
    right = wrong = missed = 0.0
    for found, truth in pairs:
        mine, theirs = _shingles(found), _shingles(truth)
        both = sum((mine & theirs).values())
        more, less = sum(mine.values()) - both, sum(theirs.values()) - both
        whole = (both + more + less) or 1
        right, wrong, missed = (
            right + both / whole,
            wrong + more / whole,
            missed + less / whole,
        )
    return 2 * right / (2 * right + wrong + missed)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    found = _WORD.findall(text)
    last = max(len(found) - _SHINGLE + 1, 1)
    return Counter(tuple(found[k : k + _SHINGLE]) for k in range(last))
