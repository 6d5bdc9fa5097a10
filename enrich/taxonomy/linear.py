"""What labels teach of products: a line a class through the pieces of their titles.

A piece weighs by how often it came (by the logarithm) and how rare it is. Learning is
scikit-learn's; what was learned are arrays, and telling is a compiled loop over them.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enrich.errors import NothingToLearn
from enrich.kernel import Ints, kernel
from enrich.taxonomy.grams import (
    SLOTS,
    Scratch,
    Singles,
    Table,
    clear,
    count,
    counted,
    scratch,
)
from enrich.text.wordpieces import Texts, texts

Numbers = NDArray[np.float64]
Words = NDArray[np.str_]
_FOLDS = 5
_STEPS = 40
_STRICTNESS = 1.0
# Labels are told of that many times of a hundred rightly, or not at all.
PRECISION = 0.9
_NEVER = 2.0


class Model(NamedTuple):
    """What was learned: `rows` says where a slot's weights stand, one a class.

    `slope` and `shift` turn a lead into how often it is right; `least` is the lowest of
    these at which a class is told.
    """

    classes: Words
    rows: NDArray[np.int32]
    rarity: Singles
    weights: Singles
    biases: Singles
    sureness: Numbers

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return the model that was kept as `arrays`."""
        slots = arrays["slots"]
        rows = np.full(SLOTS, -1, np.int32)
        rows[slots] = np.arange(len(slots), dtype=np.int32)
        singles = {
            name: arrays[name].astype(np.float32)
            for name in ("rarity", "weights", "biases")
        }
        return cls(arrays["classes"], rows, sureness=arrays["sureness"], **singles)


def fit(given: Sequence[str], labels: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return what the labels teach, as arrays to keep."""
    classes, truth = np.unique(np.array(labels, np.str_), return_inverse=True)
    if len(classes) <= 1:
        raise NothingToLearn(
            f"classify: labels of {len(classes)} class teach nothing; give those of two"
            " at least"
        )
    table = counted(pa.array(given, pa.string()))
    slots, rarity = _rarity(table)
    rows = _matrix(table, slots, rarity)
    scores = _left_out(rows, truth, len(classes))
    weights, biases = _line(rows, truth, len(classes))
    return {
        "classes": classes,
        "slots": slots.astype(np.int32),
        "rarity": rarity,
        "weights": weights.astype(np.float16),
        "biases": biases,
        "sureness": _sureness(scores, truth),
    }


def predict(model: Model, column: pa.Array) -> Numbers:
    """Return how each class scores for each text of `column`."""
    out = np.zeros((len(column), len(model.classes)), np.float32)
    tell(
        texts(column, small=True),
        scratch(),
        (model.rows, model.rarity, model.weights),
        out,
    )
    return (out + model.biases).astype(np.float64)


def sure(model: Model, scores: Numbers) -> Numbers:
    """Return how often the first class is right where it leads as it does here."""
    slope, shift, _ = model.sureness
    return _logistic(slope * _lead(scores) + shift)


@kernel
def tell(
    given: Texts,
    room: Scratch,
    model: tuple[NDArray[np.int32], Singles, Singles],
    out: Singles,
) -> None:
    """Add up the weights of each text's pieces, a sum a class."""
    rows, rarity, weights = model
    for k in range(len(given.starts) - 1):
        found = count(given.data, given.starts[k], given.starts[k + 1], room)
        length = 0.0
        for n in range(found):
            slot = room.touched[n]
            row = rows[slot]
            if row >= 0:
                value = (1 + np.log(room.counts[slot])) * rarity[row]
                length += value * value
                for c in range(out.shape[1]):
                    out[k, c] += value * weights[row, c]
        if length:
            for c in range(out.shape[1]):
                out[k, c] /= np.sqrt(length)
        clear(room, found)


def _rarity(table: Table) -> tuple[Ints, Singles]:
    """Return the slots that came, and how rare each is, as scikit-learn reckons."""
    times = np.bincount(table.slots, minlength=SLOTS)
    slots = np.flatnonzero(times)
    documents = len(table.starts) - 1
    rarity = np.log((1 + documents) / (1 + times[slots])) + 1
    return slots, rarity.astype(np.float32)


def _matrix(table: Table, slots: Ints, rarity: Singles) -> Any:
    from scipy.sparse import csr_matrix

    place = np.zeros(SLOTS, np.int64)
    place[slots] = np.arange(len(slots))
    columns = place[table.slots]
    values = (1 + np.log(table.counts)) * rarity[columns]
    size = (len(table.starts) - 1, len(slots))
    rows = csr_matrix((values, columns, table.starts), shape=size, dtype=np.float64)
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    per_row = np.repeat(np.maximum(length, 1e-9), np.diff(table.starts))
    return csr_matrix((values / per_row, columns, table.starts), shape=size)


def _line(rows: Any, truth: Ints, classes: int) -> tuple[Numbers, Numbers]:
    """Return the weights and bias of each class; one that has no label never wins."""
    from sklearn.svm import LinearSVC

    there = np.unique(truth)
    weights = np.zeros((rows.shape[1], classes))
    biases = np.full(classes, -_NEVER)
    if len(there) == 1:
        biases[there] = 0.0
        return weights, biases
    learned = LinearSVC(C=_STRICTNESS, random_state=0).fit(rows, truth)
    # Of two classes it learns one line.
    two = len(there) == 1 + 1
    lines = np.vstack([-learned.coef_, learned.coef_]) if two else learned.coef_
    starts = learned.intercept_
    weights[:, there] = lines.T
    biases[there] = np.concatenate([-starts, starts]) if two else starts
    return weights, biases


def _left_out(rows: Any, truth: Ints, classes: int) -> Numbers:
    """Return how classes score for texts whose labels were not seen."""
    order = np.random.default_rng(0).permutation(len(truth))
    scores = np.zeros((len(truth), classes))
    for fold in range(_FOLDS):
        out = np.isin(np.arange(len(truth)), order[fold::_FOLDS])
        if out.any() and not out.all():
            weights, biases = _line(rows[~out], truth[~out], classes)
            scores[out] = rows[out] @ weights + biases
    return scores


def _sureness(scores: Numbers, truth: Ints) -> Numbers:
    """Return slope and shift of a lead, and how sure one has to be to tell a class."""
    lead, right = _lead(scores), scores.argmax(axis=1) == truth
    x = np.stack([lead, np.ones(len(lead))], axis=1)
    weights = np.array([2.0, 0.0])
    for _ in range(_STEPS):
        p = _logistic(x @ weights)
        curve = (x.T * (p * (1 - p) + 1e-6)) @ x + 1e-3 * np.eye(2)
        weights = weights - np.linalg.solve(curve, x.T @ (p - right))
    told = _logistic(x @ weights)
    return np.array([*weights, threshold(told, right, PRECISION)])


def threshold(told: Numbers, right: NDArray[np.bool_], precision: float) -> float:
    """Return from how sure on what is told is right often enough; 2 where never.

    A few that happen to be right prove little: what counts is the share that is true with
    five chances of six, by how many were seen (Wilson).
    """
    order = np.argsort(-told, kind="stable")
    seen = np.arange(1, len(order) + 1)
    share = np.cumsum(right[order]) / seen
    spread = np.sqrt(share * (1 - share) / seen + 1 / (4 * seen**2))
    surely = (share + 1 / (2 * seen) - spread) / (1 + 1 / seen)
    enough = np.flatnonzero(surely >= precision)
    return float(told[order[enough[-1]]]) if len(enough) else _NEVER


def _lead(scores: Numbers) -> Numbers:
    first = np.partition(scores, -2, axis=1)[:, -2:]
    return first[:, 1] - first[:, 0]


_logistic = partial(lambda clip, x: 1 / (1 + np.exp(-clip(x, -30, 30))), np.clip)
