"""Make extract/models/kinds.npz from pages of known kind: `python -m tools.train_kinds DATA`.

Needs scikit-learn. Prints what each variant reaches in folds by host, which have no host in
common, and keeps the best.
"""

import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.metrics import accuracy_score, f1_score
from sklearn.svm import LinearSVC

from benchmarks._corpora import FOLDS, Truth, webpages
from extract.page import parse
from extract.text.kind import Model
from extract.text.kindviews import counts, figures
from extract.text.wordcounts import GROUPS, SLOTS

Floats = NDArray[np.float64]
FILE = Path("extract/models/kinds.npz")
_FARTHEST = 3.0
# Words of fewer pages than this are names.
_LEAST_PAGES = 3


class Variant(NamedTuple):
    """How much each group of words and the layout weigh, and who learns from them."""

    name: str
    groups: tuple[float, ...]
    layout: float
    learner: Any


EVEN, SHOWN = (1.0, 1.0, 1.0, 1.0, 1.0), (0.7, 1.0, 1.0, 0.7, 0.7)


def _logistic(strength: float) -> Any:
    return LogisticRegression(C=strength, max_iter=500, class_weight="balanced")


VARIANTS = (
    Variant("words alone", EVEN, 0.0, _logistic(4)),
    Variant("layout alone", (0.0,) * 5, 0.1, _logistic(4)),
    Variant("even", EVEN, 0.05, _logistic(4)),
    Variant("even, more layout", EVEN, 0.1, _logistic(4)),
    Variant("shown words first", SHOWN, 0.05, _logistic(8)),
    Variant("shown words first, looser", SHOWN, 0.05, _logistic(20)),
    Variant("support vectors", SHOWN, 0.05, LinearSVC(C=0.3, class_weight="balanced")),
    Variant(
        "support vectors, even", EVEN, 0.05, LinearSVC(C=0.3, class_weight="balanced")
    ),
    Variant(
        "support vectors, stiffer",
        SHOWN,
        0.05,
        LinearSVC(C=0.1, class_weight="balanced"),
    ),
    Variant("ridge", SHOWN, 0.05, RidgeClassifier(1.0, class_weight="balanced")),
)
_BEST = [variant.name for variant in VARIANTS].index("support vectors")


class Pages(NamedTuple):
    """What is known of all pages."""

    counted: list[tuple[NDArray[np.int64], Floats]]  # slots, and a value for each
    figures: Floats
    kinds: NDArray[np.str_]
    folds: NDArray[np.int64]


def main() -> None:
    """Compare the variants, and keep the model of the best."""
    pages = _pages(list(webpages(Path(sys.argv[1]))))
    best, highest, heat = VARIANTS[0], 0.0, 1.0
    for variant in VARIANTS:
        decided = _tried(pages, variant)
        said = np.unique(pages.kinds)[decided.argmax(1)]
        right = accuracy_score(pages.kinds, said)
        even = f1_score(pages.kinds, said, average="macro")
        print(
            f"{variant.name:28} accuracy {right:.3f}  macro F1 {even:.3f}", flush=True
        )
        if even > highest:
            best, highest, heat = variant, even, _heat(pages, decided)
    model = _fitted(pages, best, np.ones(len(pages.kinds), bool))[0]
    _keep(
        model._replace(
            words=model.words * heat,
            figures=model.figures * heat,
            bias=model.bias * heat,
        )
    )
    print(f"kept: {best.name}, heat {heat:.2f}, {FILE.stat().st_size // 1000} kB")


def chances_by_fold(truths: list[Truth]) -> Floats:
    """Return how likely each page is of each kind, by pages of known kind of other hosts.

    Articles beside those pages are no part of what is learned.
    """
    pages = _pages(truths)
    known = np.array(
        [truth.title is not None or truth.kind != "article" for truth in truths]
    )
    decided = _tried(pages, VARIANTS[_BEST], known)
    heat = _heat(pages, decided)
    powers = np.exp(heat * (decided - decided.max(1, keepdims=True)))
    return powers / powers.sum(1, keepdims=True)


def _heat(pages: Pages, decided: Floats) -> float:
    """Return by what factor decisions become chances that are right as often as they say."""
    true = np.searchsorted(np.unique(pages.kinds), pages.kinds)
    tried = np.arange(0.5, 8, 0.1)
    losses = []
    for heat in tried:
        powers = np.exp(heat * (decided - decided.max(1, keepdims=True)))
        sure = powers[np.arange(len(true)), true] / powers.sum(1)
        losses.append(-np.log(sure).mean())
    return float(tried[int(np.argmin(losses))])


def _pages(truths: list[Truth]) -> Pages:
    counted, laid = [], []
    for truth in truths:
        page = parse(truth.url, truth.body)
        found = counts(page.nodes, page.url, page.title or "")
        slots = np.flatnonzero(found)
        counted.append((slots, 1 + np.log(found[slots])))
        laid.append(figures(page.layout))
    return Pages(
        counted,
        np.array(laid),
        np.array([truth.kind for truth in truths]),
        np.array([truth.fold for truth in truths]),
    )


def _tried(
    pages: Pages, variant: Variant, known: NDArray[np.bool_] | None = None
) -> Floats:
    """Return what is decided of each page by the `known` ones of other hosts."""
    decided: Floats = np.zeros((len(pages.kinds), len(np.unique(pages.kinds))))
    for fold in range(FOLDS):
        held = pages.folds == fold
        chosen = ~held if known is None else ~held & known
        _, rows, learner = _fitted(pages, variant, chosen)
        decided[held] = learner.decision_function(rows[held])
    return decided


def _fitted(
    pages: Pages, variant: Variant, chosen: NDArray[np.bool_]
) -> tuple[Model, csr_matrix, Any]:
    """Return what `variant` makes of the pages `chosen`, and all pages as its rows."""
    often = np.zeros(SLOTS)
    for page in np.flatnonzero(chosen):
        often[pages.counted[page][0]] += 1
    rare = np.log((1 + chosen.sum()) / (1 + often)) + 1
    rarity = np.where(often >= _LEAST_PAGES, rare, 0)
    mean, spread = pages.figures[chosen].mean(0), pages.figures[chosen].std(0) + 1e-6
    laid = np.clip((pages.figures - mean) / spread, -_FARTHEST, _FARTHEST)
    rows = hstack(
        [_words(pages, rarity, variant.groups), csr_matrix(laid * variant.layout)]
    ).tocsr()
    learner = clone(variant.learner).fit(rows[chosen], pages.kinds[chosen])
    weight = np.zeros(SLOTS)
    for (first, end), group in zip(GROUPS, variant.groups, strict=True):
        weight[first:end] = group
    model = Model(
        rarity=rarity,
        words=learner.coef_[:, :SLOTS].T * weight[:, None],
        mean=mean,
        spread=spread,
        figures=learner.coef_[:, SLOTS:].T * variant.layout,
        bias=learner.intercept_,
    )
    return model, rows, learner


def _words(pages: Pages, rarity: Floats, groups: tuple[float, ...]) -> csr_matrix:
    """Return a row a page: each group of its words has the length of its weight."""
    starts, columns, values = [0], [], []
    for slots, counted in pages.counted:
        weighed = counted * rarity[slots]
        for (first, end), weight in zip(GROUPS, groups, strict=True):
            mine = (slots >= first) & (slots < end)
            length = np.sqrt((weighed[mine] ** 2).sum())
            weighed[mine] *= weight / length if length else 0
        columns.append(slots)
        values.append(weighed)
        starts.append(starts[-1] + len(slots))
    parts = (np.concatenate(values), np.concatenate(columns), starts)
    return csr_matrix(parts, shape=(len(pages.counted), SLOTS))


def _keep(model: Model) -> None:
    FILE.parent.mkdir(exist_ok=True)
    sizes = {"rarity": np.float16, "words": np.float16}
    np.savez_compressed(
        FILE,
        **{
            name: values.astype(sizes.get(name, np.float32))
            for name, values in model._asdict().items()
        },
    )


if __name__ == "__main__":
    main()
