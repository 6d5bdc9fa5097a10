"""How well opinions are summed up, beside LexRank and the first sentences, on Opinosis.

    PYTHONPATH=PEERS python -m benchmarks.enrich_summaries --data FOLDER

FOLDER/summaries holds a folder a topic: reviews.txt, a sentence a line, and summaries by
four or five people (*.gold), by K. Ganesan and others. Two sentences are chosen, and their
ROUGE-1 F with each person's summary is taken in the mean, with stems. PEERS holds sumy and
rouge-score; without them their figures are left out. Processor time, one process, rounds
interleaved.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median
from time import process_time
from typing import Any, NamedTuple

from enrich.text import summarychoice
from enrich.text.summarise import LIMITS
from enrich.text.summarychoice import choose

ROUNDS = 3
FLOOR = 0.30
FOLDS = 5
_WORD = re.compile(r"[a-z0-9]+")
# What is tried, of how much nearness counts and how much shortness.
_TRIED = [
    (near, shorter) for near in (0.5, 0.6, 0.7, 0.8) for shorter in (1.0, 1.1, 1.2)
]
# A sign that no review has.
_BORDER = " ¦ "
Way = Callable[[list[str]], str]


class Topic(NamedTuple):
    """What people wrote of one thing, and how others summed that up."""

    sentences: list[str]
    summaries: list[str]


def main() -> None:
    """Measure and print; the last line is one JSON object; exit 1 under a floor."""
    asked = _asked()
    topics = list(read(asked.data / "summaries"))
    ways: dict[str, Way] = {"ours": ours, "first two": lambda said: " ".join(said[:2])}
    ways |= lexrank()
    facts: dict[str, Any] = {"name": "enrich_summaries", "topics": len(topics)}
    facts |= measured(ways, topics)
    facts["tuned in folds"] = in_folds(topics)
    facts["rouge-score says"] = checked(topics)
    for name, figures in facts.items():
        print(f"{name:18}", figures)
    least = {name: facts[name]["rouge1"] for name in ways if name != "ours"}
    met = {f"ROUGE-1 F >= {FLOOR}": facts["ours"]["rouge1"] >= FLOOR}
    met |= {f"above {name}": facts["ours"]["rouge1"] > of for name, of in least.items()}
    for floor, is_met in met.items():
        print(f"{floor:28}", "met" if is_met else "NOT MET")
    print(json.dumps(facts | {"met": all(met.values())}))
    sys.exit(not all(met.values()))


def read(folder: Path) -> list[Topic]:
    """Return the topics; their files are as Windows wrote them."""
    found = []
    for one in sorted(path.parent for path in folder.glob("*/reviews.txt")):
        lines = (one / "reviews.txt").read_text("cp1252", "replace").splitlines()
        golds = [gold.read_text("cp1252", "replace") for gold in one.glob("*.gold")]
        found.append(Topic([" ".join(line.split()) for line in lines if line], golds))
    return found


def ours(said: list[str]) -> str:
    """Return the sentences that this project chooses."""
    return " ".join(said[k] for k in choose(said, LIMITS["group"]).numbers)


def lexrank() -> dict[str, Way]:
    """Return sumy's LexRank, of all sentences and of those as short as ours."""
    try:
        from sumy.nlp.stemmers import Stemmer
        from sumy.parsers.plaintext import PlaintextParser
        from sumy.summarizers.lex_rank import LexRankSummarizer
    except ImportError:
        return {}
    from spacy.lang.en.stop_words import STOP_WORDS

    class Tokens:
        """What sumy asks of a tokenizer, without files to download."""

        def to_sentences(self, text: str) -> list[str]:
            return text.split(_BORDER)

        def to_words(self, text: str) -> list[str]:
            return _WORD.findall(text.lower())

    ranker = LexRankSummarizer(Stemmer("english"))
    ranker.stop_words = frozenset(STOP_WORDS)

    def ranked(said: list[str]) -> str:
        parser = PlaintextParser.from_string(_BORDER.join(said), Tokens())
        return " ".join(map(str, ranker(parser.document, 2)))

    def among_short(said: list[str]) -> str:
        limits = LIMITS["group"]
        fitting = [
            one for one in said if limits.shortest <= len(one.split()) <= limits.longest
        ]
        return ranked(fitting)

    return {"LexRank": ranked, "LexRank, short": among_short}


def measured(ways: dict[str, Way], topics: list[Topic]) -> dict[str, Any]:
    """Return how near each way comes to people, and how many topics it reads a second."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    said: dict[str, list[str]] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = process_time()
            said[name] = [way(topic.sentences) for topic in topics]
            took[name].append(process_time() - began)
    return {
        name: {
            "rouge1": round(mean(map(_against, said[name], topics)), 4),
            "words": round(mean(len(text.split()) for text in said[name]), 1),
            "per_s": round(len(topics) / max(median(took[name]), 1e-6), 1),
        }
        for name in ways
    }


def in_folds(topics: list[Topic]) -> dict[str, float]:
    """Return what is reached where other topics choose how much nearness counts."""
    kept = summarychoice.NEAR, summarychoice.SHORTER
    scores = []
    for tried in _TRIED:
        summarychoice.NEAR, summarychoice.SHORTER = tried
        scores.append([_against(ours(topic.sentences), topic) for topic in topics])
    summarychoice.NEAR, summarychoice.SHORTER = kept
    found = []
    for fold in range(FOLDS):
        inside = [k for k in range(len(topics)) if k % FOLDS != fold]
        best = max(scores, key=lambda row: mean(row[k] for k in inside))
        found += [best[k] for k in range(fold, len(topics), FOLDS)]
    worst, top = min(map(mean, scores)), max(map(mean, scores))
    figures = {"rouge1": mean(found), "worst setting": worst, "best setting": top}
    return {name: round(value, 4) for name, value in figures.items()}


def _against(summary: str, topic: Topic) -> float:
    return mean(rouge1(summary, gold) for gold in topic.summaries)


def rouge1(said: str, wanted: str) -> float:
    """Return the F of words in both, by their stems."""
    ours, theirs = (Counter(_words(text)) for text in (said, wanted))
    both = sum((ours & theirs).values())
    return 2 * both / max(ours.total() + theirs.total(), 1)


def _words(text: str) -> list[str]:
    return [summarychoice.stem(word) for word in _WORD.findall(text.lower())]


def checked(topics: list[Topic]) -> dict[str, float]:
    """Return what the package rouge-score measures of ours, where it is installed."""
    try:
        from rouge_score.rouge_scorer import RougeScorer
    except ImportError:
        return {}
    kinds = ("rouge1", "rouge2", "rougeL")
    scorer = RougeScorer(kinds, use_stemmer=True)
    rows = [
        scorer.score(gold, ours(topic.sentences))
        | {"weight": 1 / len(topic.summaries) / len(topics)}
        for topic in topics
        for gold in topic.summaries
    ]
    return {
        kind: round(sum(row[kind].fmeasure * row["weight"] for row in rows), 4)
        for kind in kinds
    }


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how opinions are summed up.")
    parser.add_argument("--data", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
