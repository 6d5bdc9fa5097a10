"""py3langid's walk over a text's bytes, compiled: the same counts in the same order.

    state -> state by each byte -> the feature that this state stands for, if any

Its own walk is a loop in Python and two thirds of the time that telling a language takes.
What it makes of the counts is left as it is, so that every number is its own to the bit.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from extract.kernel import Bytes, Ints, kernel


# py3langid tells no types.
class Identifier(LanguageIdentifier):  # type: ignore[misc]
    """py3langid's identifier, with the walk in a compiled loop."""

    __slots__ = ("_counts", "_found", "_moves", "_outputs", "_rows")

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._moves = np.array(self.tk_nextmove, np.int64)
        self._rows = np.array(self._rowbase, np.int64)
        self._outputs = np.array(self.tk_output, np.int64)
        self._counts = np.zeros(int(self._outputs.max()) + 1, np.int64)
        self._found = np.zeros(len(self._counts), np.int64)

    def _raw_score(self, text: bytes) -> NDArray[np.float32]:
        data = np.frombuffer(text or b"\0", np.uint8)
        walk = (self._moves, self._rows, self._outputs)
        seen = visited(data, walk, self._counts, self._found)
        if not text or not seen:
            self._counts[self._found[:seen]] = 0
            return super()._raw_score(text)
        features = self._found[:seen]
        counts = self._counts[features].astype(np.float32)
        self._counts[features] = 0
        return np.log1p(counts) @ self.nb_ptc[features] + self.nb_pc


def identifier() -> Identifier:
    """Return an identifier with the model that py3langid ships."""
    return Identifier.from_model_file(MODEL_FILE, norm_probs=True)


@kernel
def visited(
    data: Bytes, walk: tuple[Ints, Ints, Ints], counts: Ints, found: Ints
) -> int:
    """Count the features of a text; fill `found` with them, in the order they came."""
    moves, rows, outputs = walk
    state, seen = 0, 0
    for byte in data:
        state = moves[rows[state] + np.int64(byte)]
        feature = outputs[state]
        if feature >= 0:
            if counts[feature] == 0:
                found[seen] = feature
                seen += 1
            counts[feature] += 1
    return seen
