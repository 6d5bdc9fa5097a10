"""How the vectors of a text's tokens become one: as the model's own folder says."""

from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from enrich.models.files import read_json

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


class Pooling(StrEnum):
    """Which way is taken."""

    MEAN = "mean_tokens"
    FIRST = "cls_token"
    MOST = "max_tokens"


def pooling_of(folder: Path) -> Pooling:
    """Return what 1_Pooling/config.json says; the mean where it says nothing."""
    says = read_json(folder / "1_Pooling" / "config.json")
    return next(
        (way for way in Pooling if says.get(f"pooling_mode_{way}")), Pooling.MEAN
    )


def pooled(hidden: Floats, mask: Numbers, way: Pooling) -> Floats:
    """Return one vector a text of `hidden`, which has one a token."""
    if hidden.ndim == 2:  # the model pools by itself
        return hidden
    if way is Pooling.FIRST:
        return hidden[:, 0]
    weight = mask[:, :, None].astype(np.float32)
    if way is Pooling.MOST:
        least = np.float32(np.finfo(np.float32).min)
        return np.where(weight > 0, hidden, least).max(axis=1)
    # One product a text, instead of a copy of all tokens.
    total = np.einsum("nt,ntd->nd", weight[:, :, 0], hidden)
    return total / np.maximum(weight.sum(axis=1), 1)


def normalised(vectors: Floats) -> Floats:
    """Return `vectors` with length 1; those of no length stay as they are."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Floats = (vectors / np.where(length > 0, length, 1)).astype(np.float32)
    return found
