"""How many words of its headline the phrases of an article have, beside YAKE.

The articles are those of article-extraction-benchmark in the shared data (MIT):
`python -m benchmarks.enrich_keyphrases --data FOLDER [--encoder DIR]`, with FOLDER the one
that has `articles/`. The text alone is read; what counts are the words of the headline
that the text has, without stop words and endings: F1 of the words of ten phrases, and the
share of the ten that stand in the headline as they are. The peer is YAKE, outside the
project: `pip install --target PEERS yake`, with PEERS at the end of PYTHONPATH. Without it, it is
left out. Processor time of one process, rounds interleaved, medians.
"""

import argparse
import gzip
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median
from time import process_time
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from enrich.models.encoder import Chosen
from enrich.settings import EnrichSettings
from enrich.text.keyphrase import MOST, Ranker
from enrich.text.stopwords import stop_words
from extract.text.language import language

ROUNDS = 3
_WORD = re.compile(r"[^\W_]+")
_SITE = re.compile(r"\s[|–—-]\s")
_ENDINGS = ("ing", "ed", "es", "s")


class Article(NamedTuple):
    """One article: its headline, its text, its language."""

    headline: str
    text: str
    language: str | None


Way = Callable[[list[Article]], list[list[str]]]


def main() -> None:
    """Measure and print; the last line is one JSON object; exit 1 when YAKE is better."""
    asked = _asked()
    found = list(articles(asked.data / "articles"))
    ways: dict[str, Way] = {"ours": _ranked(Ranker())}
    if asked.encoder:
        chosen = Chosen(EnrichSettings(encoder=str(asked.encoder)), "")
        ways["encoder"] = _ranked(Ranker(chosen))
    ways |= _yake()
    took: dict[str, list[float]] = {name: [] for name in ways}
    said: dict[str, list[list[str]]] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = process_time()
            said[name] = way(found)
            took[name].append(process_time() - began)
    facts: dict[str, Any] = {"name": "enrich_keyphrases", "peer": "yake"}
    for name in ways:
        facts[name] = judged(found, said[name])
        facts[name]["per_s"] = round(len(found) / median(took[name]), 1)
        print(f"{name:<8}", json.dumps(facts[name]))
    print(json.dumps(facts))
    sys.exit("yake" in facts and facts["ours"]["words_f1"] <= facts["yake"]["words_f1"])


def articles(folder: Path) -> list[Article]:
    """Return the articles whose pages state a headline."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    found = []
    for key, one in truth.items():
        page = gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())
        tree = LexborHTMLParser(page)
        meta, first = tree.css_first('meta[property="og:title"]'), tree.css_first("h1")
        stated = meta.attributes.get("content") if meta else None
        headline = stated or (first.text() if first else "")
        text = one["articleBody"]
        found.append(Article(_SITE.split(headline)[0], text, language(text)[0]))
    return found


def judged(found: list[Article], said: list[list[str]]) -> dict[str, Any]:
    """Return how much of the headlines the phrases have."""
    words, whole = [], []
    for article, phrases in zip(found, said, strict=True):
        stops = stop_words(article.language)
        wanted = _words(article.headline, stops) & _words(article.text, stops)
        if not wanted:
            continue
        told = {word for phrase in phrases for word in _words(phrase, stops)}
        words.append(2 * len(told & wanted) / (len(told) + len(wanted)))
        line = f" {_stemmed(article.headline)} "
        whole.append(sum(f" {_stemmed(one)} " in line for one in phrases) / MOST)
    return {
        "articles": len(words),
        "words_f1": round(mean(words), 3),
        "in_headline": round(mean(whole), 3),
    }


def _ranked(ranker: Ranker) -> Way:
    def way(found: list[Article]) -> list[list[str]]:
        texts, languages = [one.text for one in found], [one.language for one in found]
        return [[one.text for one in some] for some in ranker.ranked(texts, languages)]

    return way


def _yake() -> dict[str, Way]:
    try:
        import yake
    except ImportError:
        print("yake is left out: it is not on PYTHONPATH")
        return {}
    by: dict[str, Any] = {}

    def way(found: list[Article]) -> list[list[str]]:
        said = []
        for one in found:
            code = one.language or "en"
            if code not in by:
                by[code] = yake.KeywordExtractor(lan=code, n=3, top=MOST)
            said.append([words for words, _ in by[code].extract_keywords(one.text)])
        return said

    return {"yake": way}


def _words(text: str, stops: frozenset[str]) -> set[str]:
    small = (word.lower() for word in _WORD.findall(text))
    return {_stem(word) for word in small if word not in stops and len(word) > 1}


def _stemmed(text: str) -> str:
    return " ".join(_stem(word.lower()) for word in _WORD.findall(text))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word.removesuffix(ending)
    return word


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how phrases are found.")
    parser.add_argument("--data", type=Path, required=True, help="has articles/")
    parser.add_argument("--encoder", type=Path, help="the folder of an encoder")
    return parser.parse_args()


if __name__ == "__main__":
    main()
