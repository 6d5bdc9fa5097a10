"""How right what was read of web pages is, by kind and evenly over the kinds."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from benchmarks import articlefacts
from benchmarks._corpora import Truth, word_f1
from benchmarks._extract_folds import Figures
from benchmarks._extract_gates import Gate

# What a peer's text must be beaten by, where pages are no articles.
_LEAD, _LED = 0.05, ("forum", "product", "collection", "listing")
_FIELDS = {"price": 0.88, "sku": 0.75, "currency": 0.85, "brand": 0.68}


def tell(name: str, figures: Mapping[str, float]) -> None:
    """Print figures in one line."""
    print(f"  {name:24}", *(f" {key} {value:.3f}" for key, value in figures.items()))


def texts_f1(truths: list[Truth], found: list[str]) -> Figures:
    """Return the mean F1 of words by kind, over all pages, and evenly over the kinds."""
    by_kind: dict[str, list[float]] = {}
    for truth, text in zip(truths, found, strict=True):
        score = word_f1(text, truth.text)
        if score is not None:
            by_kind.setdefault(truth.kind, []).append(score)
    means = {kind: sum(all_) / len(all_) for kind, all_ in sorted(by_kind.items())}
    every = [score for scores in by_kind.values() for score in scores]
    return means | {
        "even": sum(means.values()) / len(means),
        "all": sum(every) / len(every),
    }


def kinds_f1(truths: list[Truth], named: list[str]) -> Figures:
    """Return the share of kinds that are right, and their F1, evenly over the kinds."""
    true = [truth.kind for truth in truths]
    right = Counter(a for a, b in zip(true, named, strict=True) if a == b)
    said, there = Counter(named), Counter(true)
    even = [2 * right[kind] / (said[kind] + there[kind]) for kind in there]
    return {
        "accuracy": right.total() / len(true),
        "macro F1": sum(even) / len(even),
    }


def facts_of(truths: list[Truth], said: list[articlefacts.Said]) -> dict[str, Figures]:
    """Return how right dates, authors and titles are, ours and trafilatura's."""
    told = iter(said)
    facts = {"ours": articlefacts.measured(truths, lambda _: next(told))}
    try:
        way = articlefacts.trafilatura()
    except ImportError:
        return facts
    return facts | {"trafilatura": articlefacts.measured(truths, way)}


def fold_gates(found: dict[str, Figures], facts: dict[str, Any] | None) -> list[Gate]:
    """Return the gates of what was reached on other hosts.

    `facts` are what peers reached on all of the same pages.
    """
    gates = []
    if told := found.get("benchmarks.product_fit"):
        gates += [
            Gate(f"{name} F1", told[name], least) for name, least in _FIELDS.items()
        ]
        off, sure = told["calibration error"], told["prices told at precision .97"]
        gates.append(Gate("calibration error", off, 0.08, is_ceiling=True))
        gates.append(Gate("share of prices told at precision .97", sure, 0.7))
    if told := found.get("tools.train_kinds"):
        gates.append(Gate("kinds' macro F1", told["macro F1"], 0.8))
    if told := found.get("tools.fit_dates"):
        gates.append(Gate("dates found", told["day right"], 0.84))
        gates.append(Gate("dates invented", told["day invented"], 0.4, is_ceiling=True))
    if (told := found.get("tools.train_text")) and facts:
        gates += _text_gates(told, facts)
    return gates


def _text_gates(told: Figures, facts: dict[str, Any]) -> list[Gate]:
    shingles = facts["articles"]["shingle F1"].get("trafilatura")
    by_kind = facts["webpages"]["word F1"].get("trafilatura")
    if shingles is None or by_kind is None:
        return []
    gates = [
        Gate("articles' shingle F1", told["articles' shingles"], round(shingles, 3))
    ]
    return gates + [
        Gate(f"word F1, {kind}", told[kind], round(by_kind[kind] + _LEAD, 3))
        for kind in _LED
    ]
