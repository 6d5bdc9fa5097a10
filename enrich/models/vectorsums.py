"""The vectors of tokens added up, text by text."""

import numpy as np

from enrich.kernel import Ints, kernel
from enrich.models.pooling import Floats


@kernel
def summed(tokens: Ints, ends: Ints, matrix: Floats, vectors: Floats) -> None:
    """Add the rows of each text's tokens into `vectors`, and make them of length 1."""
    start = 0
    for text in range(len(ends)):
        into = vectors[text]
        for at in range(start, ends[text]):
            row = matrix[tokens[at]]
            for k in range(len(into)):
                into[k] += row[k]
        start = ends[text]
        shorten(into)


@kernel
def shorten(vector: Floats) -> None:
    """Make `vector` of length 1, unless it has none."""
    square = 0.0
    for k in range(len(vector)):
        square += vector[k] * vector[k]
    if square > 0.0:
        scale = np.float32(1.0 / np.sqrt(square))
        for k in range(len(vector)):
            vector[k] *= scale
