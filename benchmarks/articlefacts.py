"""How right the facts of articles and threads are: headline, date, authors, and posts.

The pages and what is true of them are web-content-extraction-benchmark's (CC BY 4.0), as a
folder `webpages`. Beside ours, trafilatura reads the same pages in the same run.

    pip install trafilatura
    python -m benchmarks.articlefacts --data FOLDER [--kinds]

With --kinds each page's true kind is told to ours. Where the truth has no date or author,
whoever gives one is wrong: that is counted apart.
"""

import argparse
import json
import logging
import re
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

from benchmarks._corpora import Truth, webpages, words
from extract.opinions.hiding import Hiding
from extract.opinions.opinion import opinions
from extract.page import parse
from extract.statements.structured import graph
from extract.stories.authors import authors
from extract.stories.dates import published
from extract.stories.headline import headline

ROUNDS = 3
_TIMED = 100
_WORD = re.compile(r"\w+")


class Said(NamedTuple):
    """What one reading says of one page."""

    title: str | None
    names: tuple[str, ...]
    day: str | None


Read = Callable[[Truth], Said]


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    asked = _asked()
    truths = list(webpages(asked.data))
    ways: dict[str, Read] = {"ours": _ours(kinds=asked.kinds)}
    try:
        ways["trafilatura"] = trafilatura()
    except ImportError as error:
        print(f"# trafilatura is left out ({error}): pip install trafilatura")
    facts: dict[str, object] = {"name": "articlefacts", "pages": len(truths)}
    for name, way in ways.items():
        facts[name] = figures = measured(truths, way)
        print(f"{name:12}", *(f"{key} {value:.3f}" for key, value in figures.items()))
    facts["posts"] = posts = threads(truths)
    print(f"{'posts':12}", *(f"{key} {value:.3f}" for key, value in posts.items()))
    facts["pages_per_s"] = speeds(ways, truths[:_TIMED])
    print(json.dumps(facts))


def measured(truths: list[Truth], way: Read) -> dict[str, float]:
    """Return how often `way` is right, and how often it says what there is not."""
    hits: Counter[str] = Counter()
    many: Counter[str] = Counter()
    for truth in truths:
        said = way(truth)
        for name, is_hit in _judged(truth, said):
            many[name] += 1
            hits[name] += is_hit
    return {name: round(hits[name] / many[name], 3) for name in sorted(many)}


def _judged(truth: Truth, said: Said) -> list[tuple[str, bool]]:
    judged = [
        ("title exact", said.title == truth.title),
        ("title loose", _plain(said.title or "") == _plain(truth.title or "")),
    ]
    if truth.kind == "article":
        judged.append(("article title loose", judged[1][1]))
    if truth.published:
        judged.append(("day right", said.day == truth.published))
    else:
        judged.append(("day invented", said.day is not None))
    if truth.author:
        whole, told = _plain(truth.author), [_plain(name) for name in said.names]
        judged.append(("an author", any(one in whole or whole in one for one in told)))
        every = set(whole.split()) <= set(" ".join(told).split())
        judged.append(("all authors", bool(told) and every))
    else:
        judged.append(("author invented", bool(said.names)))
    return judged


def _ours(*, kinds: bool) -> Read:
    def read(truth: Truth) -> Said:
        page = parse(truth.url, truth.body)
        stated = graph(page)
        kind = truth.kind if kinds else None
        title = headline(page, stated)
        date = published(page, stated, kind=kind)
        return Said(
            title.value if title else None,
            authors(page, stated, kind=kind),
            str(date.day) if date else None,
        )

    return read


def trafilatura() -> Read:
    """Return how trafilatura reads the facts of articles."""
    extract_metadata = import_module("trafilatura.metadata").extract_metadata
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

    def read(truth: Truth) -> Said:
        text = truth.body.decode("utf-8", "replace")
        found = extract_metadata(text, default_url=truth.url)
        if found is None:
            return Said(None, (), None)
        names = tuple((found.author or "").split("; ")) if found.author else ()
        return Said(found.title, names, found.date)

    return read


def threads(truths: list[Truth]) -> dict[str, float]:
    """Return how many threads have posts, and how well their words are the main text's."""
    pages = [truth for truth in truths if truth.kind == "forum"]
    found, covered, right = 0, 0.0, 0.0
    for truth in pages:
        page = parse(truth.url, truth.body)
        told = opinions(page, graph(page), Hiding(b"benchmark"), kind="forum")
        mine = Counter(words(" ".join(one.text or "" for one in told)))
        theirs = Counter(words(truth.text))
        both = (mine & theirs).total()
        found += bool(told)
        covered += both / max(theirs.total(), 1)
        right += both / max(mine.total(), 1)
    return {
        "pages with posts": round(found / len(pages), 3),
        "words covered": round(covered / len(pages), 3),
        "words of the main text": round(right / max(found, 1), 3),
    }


def speeds(ways: dict[str, Read], truths: list[Truth]) -> dict[str, int]:
    """Return pages per second of processor time, rounds interleaved."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = process_time()
            for truth in truths:
                way(truth)
            took[name].append(process_time() - began)
    return {name: round(len(truths) / median(all_)) for name, all_ in took.items()}


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the facts of articles.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--kinds", action="store_true", help="tell each page's kind")
    return parser.parse_args()


if __name__ == "__main__":
    main()
