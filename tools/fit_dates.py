"""Make extract/stories/dateweights.py from pages of known dates: `python -m tools.fit_dates DATA`.

Prints what folds by host reach, which have no host in common. Each page is learned from
twice, once with its kind and once without.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._corpora import FOLDS, Truth, webpages
from extract.page import parse
from extract.statements.structured import graph
from extract.stories.dateplaces import places
from extract.stories.dates import LEAST, choose, confidence, traits

_STEPS, _STIFFNESS = 20, 1.0
FILE = Path("extract/stories/dateweights.py")
_HEAD = '"""What speaks for a date being its page\'s own; made by `python -m tools.fit_dates`."""'


def main() -> None:
    """Fit in folds, print what they reach, and keep the weights of all pages."""
    truths = list(webpages(Path(sys.argv[1])))
    rows = [row for truth in truths for row in _rows(truth)]
    sure = np.zeros(len(rows))
    for fold in range(FOLDS):
        held = np.array([truth.fold == fold for truth, *_ in rows])
        weights = _fitted([row for row, out in zip(rows, held, strict=True) if not out])
        for k in np.flatnonzero(held):
            sure[k] = confidence(rows[k][1], weights)
    for is_kind in (False, True):
        _tell(truths, rows, sure, is_kind=is_kind)
    _keep(_fitted(rows))


def _rows(truth: Truth) -> list[tuple[Truth, dict[str, float], bool, bool]]:
    page = parse(truth.url, truth.body)
    stated = graph(page)
    found = places(page, stated)
    place = choose(found)
    if place is None:
        return []
    right = str(place.date.day) == truth.published
    return [
        (truth, traits(page, stated, found, place, kind), right, kind is not None)
        for kind in (None, truth.kind)
    ]


def _fitted(rows: list[Any]) -> dict[str, float]:
    """Return the weights of a logistic regression, by Newton's steps."""
    names = ["bias", *sorted({name for row in rows for name in row[1]})]
    values = np.array(
        [[1.0, *(row[1].get(name, 0.0) for name in names[1:])] for row in rows]
    )
    # Whether the page has a date of its own: which one it is was chosen before.
    has = np.array([row[0].published is not None for row in rows], float)
    weights = np.zeros(len(names))
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (likely - has) + _STIFFNESS * weights
        bend = (values.T * (likely * (1 - likely))) @ values
        weights -= np.linalg.solve(bend + _STIFFNESS * np.eye(len(names)), slope)
    return dict(zip(names, weights.tolist(), strict=True))


def _tell(truths: list[Truth], rows: list[Any], sure: Any, *, is_kind: bool) -> None:
    dated = sum(truth.published is not None for truth in truths)
    mine = [
        (row, one) for row, one in zip(rows, sure, strict=True) if row[3] == is_kind
    ]
    for least in (LEAST, 0.3, 0.4, 0.5, 0.6):
        told = [row for row, one in mine if one >= least]
        right = sum(row[2] for row in told)
        spurious = sum(row[0].published is None for row in told)
        print(
            f"kind {'known' if is_kind else 'unknown'}, from {least}: right {right / dated:.3f}"
            f" of those dated, a date on {spurious / (len(truths) - dated):.3f} of the others"
        )


def _keep(weights: dict[str, float]) -> None:
    lines = [f'    "{name}": {weight:.2f},' for name, weight in sorted(weights.items())]
    FILE.write_text("\n".join([_HEAD, "", "WEIGHTS = {", *lines, "}", ""]))


if __name__ == "__main__":
    main()
