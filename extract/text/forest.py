"""Many small decision trees that vote, as a model's file holds them.

A node names the feature that it asks, and the nodes to its left and right; a number below
0 is a leaf. `limits` says where a node parts its rows, `values` what a leaf adds.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.kernel import Ints, kernel

Floats = NDArray[np.float32]
FEATURE, LEFT, RIGHT = range(3)


class Forest(NamedTuple):
    """All trees' nodes behind each other; `roots` says where each tree begins."""

    roots: Ints
    nodes: Ints
    limits: NDArray[np.float64]
    values: NDArray[np.float64]


def load(file: Path, number: int) -> Forest:
    """Return the forest of this number that `file` holds."""
    with np.load(file) as kept:
        return Forest(
            kept[f"roots{number}"].astype(np.int64),
            kept[f"nodes{number}"].astype(np.int64),
            kept[f"limits{number}"].astype(np.float64),
            kept[f"values{number}"].astype(np.float64),
        )


def planted(trees: Sequence[Mapping[str, Any]]) -> Forest:
    """Return the forest of these trees, as lightgbm's `dump_model` tells them."""
    nodes: list[list[int]] = []
    limits: list[float] = []
    values: list[float] = []

    def place(node: Mapping[str, Any]) -> int:
        if "leaf_value" in node:
            values.append(node["leaf_value"])
            return -len(values)
        at = len(nodes)  # its children come behind it
        nodes.append([node["split_feature"], 0, 0])
        limits.append(node["threshold"])
        nodes[at][LEFT] = place(node["left_child"])
        nodes[at][RIGHT] = place(node["right_child"])
        return at

    roots = [place(tree["tree_structure"]) for tree in trees]
    return Forest(
        np.array(roots, np.int64),
        np.array(nodes, np.int64).reshape(-1, 3),
        np.array(limits),
        np.array(values),
    )


@kernel
def vote(forest: Forest, rows: Floats, chances: Floats) -> None:
    """Fill `chances` with how likely each row is, from 0 to 1."""
    for k in range(len(rows)):
        chances[k] = 1 / (1 + np.exp(-_total(forest, rows, k)))


@kernel
def add(forest: Forest, rows: Floats, sums: Floats) -> None:
    """Fill `sums` with what all trees together say of each row."""
    for k in range(len(rows)):
        sums[k] = _total(forest, rows, k)


@kernel
def _total(forest: Forest, rows: Floats, k: int) -> float:
    total = 0.0
    for root in forest.roots:
        node = root
        while node >= 0:
            row = forest.nodes[node]
            low = rows[k, row[FEATURE]] <= forest.limits[node]
            node = row[LEFT] if low else row[RIGHT]
        total += forest.values[-1 - node]
    return total
