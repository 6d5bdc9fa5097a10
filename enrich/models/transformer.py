"""An encoder that reads a text's tokens together, whatever runs it: torch or onnxruntime."""

from collections.abc import Callable, Sequence

import numpy as np

from enrich.models.pooling import Floats, normalised
from enrich.models.tokens import Run, encoded

Tokenize = Callable[[Sequence[str]], Sequence[Sequence[int]]]


class Transformer:
    """A tokenizer, and what runs the model over its numbers."""

    def __init__(self, name: str, tokenize: Tokenize, run: Run, pad: int) -> None:
        self.name = name
        self.tokenize = tokenize
        self._run = run
        self._pad = pad
        # What one text gives tells how many numbers every text will.
        ids = np.array(tokenize(["a"]), np.int64)
        self.dims = int(run(ids, np.ones_like(ids)).shape[1])

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return a vector of length 1 for each of `texts`."""
        return normalised(self.of_tokens(self.tokenize(texts)))

    def of_tokens(self, rows: Sequence[Sequence[int]]) -> Floats:
        """Return what the model makes of rows of tokens, as long as it comes."""
        return encoded(rows, self._pad, self._run, self.dims)
