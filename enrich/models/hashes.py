"""The encoder that needs no model: words and pieces of words, hashed into 256 numbers.

Each word adds to four numbers that its hash names, each piece of three letters to two:
texts with words in common lie near, and so do spellings of one word. It knows nothing of
meaning. Words of a letter or two, which are everywhere, weigh little; numbers of models
weigh most.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enrich.models.hashloops import hashed
from enrich.models.pooling import Floats

DIMS = 256
NAME = f"hashes {DIMS} 1"
_MOST_CHARS = 10_000


class Hashes:
    """Words and pieces of words as numbers."""

    name = NAME
    dims = DIMS

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return a vector of length 1 for each of `texts`; of no length for no words."""
        cut = pa.array([text[:_MOST_CHARS] for text in texts], pa.large_string())
        vectors = np.zeros((len(cut), DIMS), np.float32)
        if len(cut):
            small = pc.utf8_lower(cut)
            _, offsets, data = small.buffers()
            ends = np.frombuffer(offsets, np.int64)[: len(cut) + 1]
            # An Arrow array of empty texts has no buffer of letters.
            letters = np.frombuffer(data or b"", np.uint8)
            hashed(letters, ends, vectors)
        return vectors
