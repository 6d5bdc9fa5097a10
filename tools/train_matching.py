"""Make enrich/matching/data/pairs.npz: `python -m tools.train_matching DATA`.

Learns from the train pairs of all sets alone. Facts that a listing may lack are hidden in
a copy of the pairs, so that the forest does not lean on any of them. In folds it is then
calibrated, and the chance is chosen from which on two products are called one.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._matching import SETS, f1, judged
from enrich.matching.decide import FILE, figures
from enrich.matching.pairing import NAMES
from enrich.matching.records import records

FOLDS = 5
_STRETCH = 11
_ROUNDS = 400
_SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_child_samples": 20,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "use_missing": False,
    "deterministic": True,
    "num_threads": 1,
    "seed": 7,
    "verbose": -1,
}
# What is hidden together, and what then stands there.
_HIDDEN = (
    {"brand": -1, "brand_told": 0},
    {"mpn": -1, "mpn_told": 0},
    {"price": -1, "price_level": -1},
    {"category": -1},
    {"detail_less": -1, "detail_more": -1, "detail_told": 0},
)
_OFTEN_HIDDEN = 0.3
Rows = NDArray[np.float32]
Flags = NDArray[np.bool_]


def main() -> None:
    """Learn, report on folds and on the valid pairs, and keep the forest."""
    folder = Path(sys.argv[1])
    sets = []
    for name in SETS:
        of = judged(folder, name)
        sets.append((figures(records(of.products), of.pairs), of.same, of.is_train))
    rows, same, trained = (np.concatenate(part) for part in zip(*sets, strict=True))
    owner = np.repeat(np.arange(len(SETS)), [len(part[1]) for part in sets])
    sums = _in_folds(rows[trained], same[trained])
    slope, bias = _calibrated(sums, same[trained])
    chances = 1 / (1 + np.exp(-(slope * sums + bias)))
    threshold = _threshold(chances, same[trained], owner[trained])
    booster = _fitted(rows[trained], same[trained])
    valid = 1 / (1 + np.exp(-(slope * booster.predict(rows, raw_score=True) + bias)))
    for k, name in enumerate(SETS):
        mine, other = owner == k, (owner == k) & ~trained
        fold = f1(same[trained & mine], chances[owner[trained] == k] >= threshold)
        print(
            f"{name:16} folds {fold:.3f}  valid {f1(same[other], valid[other] >= threshold):.3f}"
        )
    _keep(booster, slope, bias, threshold)
    print(f"from {threshold:.3f} on; {FILE.stat().st_size // 1000} kB")


def _threshold(chances: NDArray[np.float64], same: Flags, owner: Rows) -> float:
    """Return where the mean F1 of the sets is best, over a stretch, not at a peak."""
    tried = np.arange(0.1, 0.9, 0.01)
    reached = [
        np.mean(
            [f1(same[owner == k], chances[owner == k] >= t) for k in range(len(SETS))]
        )
        for t in tried
    ]
    smooth = np.convolve(reached, np.ones(_STRETCH) / _STRETCH, "valid")
    return float(tried[int(smooth.argmax()) + _STRETCH // 2])


def _in_folds(rows: Rows, same: Flags) -> NDArray[np.float64]:
    """Return what forests say of each pair that did not learn from it."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(rows))
    said = np.zeros(len(rows))
    for k in range(FOLDS):
        booster = _fitted(rows[fold != k], same[fold != k])
        said[fold == k] = booster.predict(rows[fold == k], raw_score=True)
    return said


def _fitted(rows: Rows, same: Flags) -> Any:
    import lightgbm

    chance = np.random.default_rng(1)
    hidden = rows.copy()
    for facts in _HIDDEN:
        chosen = chance.random(len(rows)) < _OFTEN_HIDDEN
        for name, value in facts.items():
            hidden[chosen, NAMES.index(name)] = value
    learned = lightgbm.Dataset(np.vstack([rows, hidden]), np.tile(same, 2))
    return lightgbm.train(_SETTINGS, learned, _ROUNDS)


def _calibrated(sums: NDArray[np.float64], same: Flags) -> tuple[float, float]:
    """Return slope and bias with which sums are right as often as they say (Platt)."""
    facts = np.stack([sums, np.ones(len(sums))], 1)
    weights = np.array([1.0, 0.0])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-(facts @ weights)))
        curve = (facts.T * (chance * (1 - chance))) @ facts
        weights -= np.linalg.solve(curve, facts.T @ (chance - same))
    return float(weights[0]), float(weights[1])


def _keep(booster: Any, slope: float, bias: float, threshold: float) -> None:
    # The bias is a tree of one leaf.
    roots, nodes, limits, values = [-1], [], [], [bias]

    def place(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            values.append(slope * node["leaf_value"])
            return -len(values)
        at = len(nodes)
        nodes.append([node["split_feature"], 0, 0])
        limits.append(node["threshold"])
        nodes[at][1], nodes[at][2] = (
            place(node["left_child"]),
            place(node["right_child"]),
        )
        return at

    trees = booster.dump_model()["tree_info"]
    roots.extend(place(tree["tree_structure"]) for tree in trees)
    FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        FILE,
        roots0=np.array(roots, np.int32),
        nodes0=np.array(nodes, np.int16),
        limits0=np.array(limits, np.float64),
        values0=np.array(values, np.float32),
        threshold=threshold,
    )


if __name__ == "__main__":
    main()
