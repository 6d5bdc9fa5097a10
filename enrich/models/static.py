"""Static models: one vector a token, looked up and added; a hundred times as fast.

The weight of a token, small for a frequent one, lies in the length of its vector.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enrich.errors import ModelUnusable
from enrich.models.files import Files
from enrich.models.pooling import Floats
from enrich.models.tokens import tokenizer
from enrich.models.vectorsums import summed

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# What follows says little more, and a text may be a book.
_MOST_CHARS = 10_000


class Static:
    """A tokenizer, and the matrix with a row for each of its tokens."""

    def __init__(self, name: str, tokens: "Tokenizer", matrix: Floats) -> None:
        self.name = name
        self.dims = int(matrix.shape[1])
        self._tokens = tokens
        self._matrix = matrix

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return a vector of length 1 for each of `texts`; of no length for no words."""
        cut = [text[:_MOST_CHARS] for text in texts]
        found = self._tokens.encode_batch_fast(cut, add_special_tokens=False)
        rows = [one.ids for one in found]
        ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
        flat = np.fromiter((one for row in rows for one in row), np.int64)
        vectors = np.zeros((len(rows), self.dims), np.float32)
        summed(flat, ends, self._matrix, vectors)
        return vectors


def load(files: Files, name: str) -> Static:
    """Return the encoder in `files`."""
    tokens = tokenizer(Path(files.folder))
    matrix = _matrix(files.path)
    if tokens.get_vocab_size() > len(matrix):
        raise ModelUnusable(
            f"{files.path} has {len(matrix)} rows for {tokens.get_vocab_size()} tokens;"
            " tokenizer.json belongs to another model"
        )
    return Static(name, tokens, matrix)


def _matrix(path: Path) -> Floats:
    try:
        found = _tensor(path) if path.suffix == ".safetensors" else np.load(path)
    except (ValueError, OSError, KeyError) as error:
        raise ModelUnusable(f"{path} cannot be read ({error}); copy it anew") from None
    if found.ndim != 2 or found.dtype not in (np.float16, np.float32):
        raise ModelUnusable(
            f"{path} is no matrix of float16 or float32 with a row a token"
        )
    return np.ascontiguousarray(found, np.float32)


def _tensor(path: Path) -> Floats:
    """Return the rows of all tokens, also of model2vec's files that share and weigh them."""
    from safetensors.numpy import load_file

    held = load_file(path)
    found: Floats = held["embeddings"]
    if "mapping" in held:
        found = found[held["mapping"]]
    if "weights" in held:
        found = (found * held["weights"][:, None]).astype(np.float32)
    return found
