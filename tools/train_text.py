"""Make extract/models/text.npz from pages with their text: `python -m tools.train_text DATA`.

Needs lightgbm and scikit-learn. Two forests: the first looks at each line by itself, the
second at what the first made of the lines around. Whatever a forest says of a page that it
is measured on, or that the next one learns from, was learned from pages of other hosts.
"""

import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np
from numpy.typing import NDArray

from benchmarks._corpora import (
    FOLDS,
    Truth,
    articles,
    shingle_f1,
    webpages,
    word_f1,
    words,
)
from extract.page import parse
from extract.text.forest import planted
from extract.text.kind import KINDS
from extract.text.layout import Layout
from extract.text.lineviews import VIEWS
from extract.text.maintext import FILE, cut, room
from extract.text.secondlook import look_again
from tools.train_kinds import chances_by_fold

Floats = NDArray[np.float64]
_SHINGLE = 4
_TREES = 240
_LEARNING = {
    "objective": "binary", "learning_rate": 0.06, "num_leaves": 28,
    "min_data_in_leaf": 100, "feature_fraction": 0.3, "bagging_fraction": 0.7,
    "bagging_freq": 1, "lambda_l2": 5, "max_bin": 127, "verbose": -1, "seed": 1,
    "deterministic": True, "num_threads": 2,
}  # fmt: skip
# The articles are few beside the other pages, and their truth is the most exact.
_WEIGHTS = {"product": 1.5, "forum": 1.3, "collection": 1.2, "listing": 1.2}
_ARTICLES = 5.0


class Read(NamedTuple):
    """One page with what is known of each of its lines."""

    truth: Truth
    weight: float
    layout: Layout
    right: Floats  # how much of each line is in the text
    sizes: Floats  # words


def main() -> None:
    """Learn, print what is reached on pages of other hosts, and keep both forests."""
    data = Path(sys.argv[1])
    truths = [(truth, _WEIGHTS.get(truth.kind, 1.0)) for truth in webpages(data)]
    truths += [(truth, _ARTICLES) for truth in articles(data)]
    pages = [_read(truth, weight) for truth, weight in truths]
    kinds = chances_by_fold([page.truth for page in pages])
    first = np.concatenate([page.layout.views[:, :VIEWS] for page in pages])
    chances = _by_fold(pages, first)
    _report("one look", pages, chances, kinds)
    second = _second(pages, chances, kinds)
    _report("two looks", pages, _by_fold(pages, second), kinds)
    _keep(_learned(pages, first, None), _learned(pages, second, None))


def _read(truth: Truth, weight: float) -> Read:
    page = parse(truth.url, truth.body)
    layout = page.layout
    lines = [words(layout.text(k)) for k in range(len(layout.lines))]
    sizes = np.array([len(line) for line in lines], float)
    return Read(truth, weight, layout, _right(lines, truth.text), sizes)


def _right(lines: list[list[str]], text: str) -> Floats:
    """Return how much of each line is in `text`; a short one is as those around it."""
    told = words(text)
    known = {
        size: Counter(tuple(told[k : k + size]) for k in range(len(told) - size + 1))
        for size in range(1, _SHINGLE + 1)
    }
    alone = {tuple(words(line)) for line in text.split("\n")}
    right: Floats = np.zeros(len(lines))
    for k, line in enumerate(lines):
        if len(line) >= _SHINGLE:
            spans = [tuple(line[j : j + _SHINGLE]) for j in range(len(line) - 3)]
            right[k] = sum(span in known[_SHINGLE] for span in spans) / len(spans)
        elif tuple(line) in alone:
            right[k] = 1
        elif line:
            right[k] = -1 if known[len(line)][tuple(line)] else 0
    for k in np.flatnonzero(right < 0):
        right[k] = _as_around(lines, right, int(k))
    return right


def _as_around(lines: list[list[str]], right: Floats, k: int) -> float:
    """Return 1 for a short line between two of text, half of it beside one."""
    sides = [
        next((right[j] for j in span if len(lines[j]) >= _SHINGLE), 0.0)
        for span in (
            range(k - 1, max(k - 6, -1), -1),
            range(k + 1, min(k + 6, len(lines))),
        )
    ]
    return float(sum(side > 0.5 for side in sides)) / 2


def _by_fold(pages: list[Read], rows: Any) -> list[Floats]:
    """Return each page's chances by what was learned from other hosts."""
    held = np.concatenate([np.full(len(page.sizes), page.truth.fold) for page in pages])
    said: Floats = np.zeros(len(held))
    for fold in range(FOLDS):
        said[held == fold] = _learned(pages, rows, fold).predict(rows[held == fold])
    return np.split(said, np.cumsum([len(page.sizes) for page in pages])[:-1])


def _learned(pages: list[Read], rows: Any, without: int | None) -> lightgbm.Booster:
    """Return what is learned from all pages but those of one fold."""
    chosen = np.concatenate(
        [np.full(len(page.sizes), page.truth.fold != without) for page in pages]
    )
    right = np.concatenate([page.right for page in pages])[chosen]
    weights = np.concatenate([_weights(page) for page in pages])[chosen]
    rows = rows[chosen]
    # A line that is half right counts half as right and half as wrong.
    half = (right > 0) & (right < 1)
    data = lightgbm.Dataset(
        np.concatenate([rows, rows[half]]),
        np.concatenate([right > 0, np.zeros(half.sum(), bool)]),
        weight=np.concatenate(
            [np.where(half, weights * right, weights), (weights * (1 - right))[half]]
        ),
    )
    return lightgbm.train(_LEARNING, data, _TREES)


def _weights(page: Read) -> Floats:
    """Return what each line weighs: its share of the page's text, within bounds."""
    whole = max(len(words(page.truth.text)), 30)
    return (np.minimum(page.sizes / whole, 0.5) + 0.002) * page.weight


def _second(pages: list[Read], chances: list[Floats], kinds: Floats) -> Any:
    for page, likely, kind in zip(pages, chances, kinds, strict=True):
        if len(likely):
            work = room(likely.astype(np.float32), kind)
            look_again(page.layout.columns, work, page.layout.views)
    return np.concatenate([page.layout.views for page in pages])


def _report(name: str, pages: list[Read], chances: list[Floats], kinds: Floats) -> None:
    by_kind: dict[str, list[float]] = {kind: [] for kind in KINDS}
    shingled = []
    for page, likely, kind in zip(pages, chances, kinds, strict=True):
        least = cut(page.layout, room(likely.astype(np.float32), kind))
        chosen = np.flatnonzero(likely >= least)
        found = "\n".join(page.layout.text(int(k)) for k in chosen)
        if page.weight == _ARTICLES:
            shingled.append((found, page.truth.text))
        elif (score := word_f1(found, page.truth.text)) is not None:
            by_kind[page.truth.kind].append(score)
    means = {kind: float(np.mean(scores)) for kind, scores in by_kind.items()}
    told = "  ".join(f"{kind} {mean:.3f}" for kind, mean in means.items())
    even = np.mean(list(means.values()))
    print(
        f"{name}: {told}  even {even:.3f}  articles' shingles {shingle_f1(shingled):.4f}"
    )


def _keep(*learned: lightgbm.Booster) -> None:
    kept = {}
    for number, booster in enumerate(learned):
        forest = planted(booster.dump_model()["tree_info"])
        kept |= {f"{name}{number}": values for name, values in forest._asdict().items()}
    FILE.parent.mkdir(exist_ok=True)
    kept = {name: _small(values) for name, values in kept.items()}
    np.savez_compressed(FILE, **kept)
    print(f"kept: {FILE.stat().st_size // 1000} kB")


def _small(values: Any) -> Any:
    return values.astype(np.int16 if values.dtype == np.int64 else np.float32)


if __name__ == "__main__":
    main()
