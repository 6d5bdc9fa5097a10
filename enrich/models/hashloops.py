"""Words and pieces of words to numbers; see hashes.py."""

import numpy as np

from enrich.kernel import Bytes, Ints, kernel
from enrich.models.pooling import Floats
from enrich.models.vectorsums import shorten

_SEED = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0x100000001B3)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
# How many numbers a word and a piece add to.
_WORD_PLACES = 4
_PIECE_PLACES = 2
_PIECE = 3
# Weights: of a word with a digit, of others by their length, of one piece.
_NUMBERED = 1.6
_SHORT = (0.0, 0.15, 0.25, 0.5, 0.85)
_LONG = 1.0
_OF_PIECE = 0.35


@kernel
def hashed(data: Bytes, ends: Ints, vectors: Floats) -> None:
    """Add the words of each text into its vector, and make that of length 1."""
    for text in range(len(ends) - 1):
        start = at = ends[text]
        while at <= ends[text + 1]:
            if at == ends[text + 1] or not _is_letter(data[at]):
                if at > start:
                    _add_word(data, start, at, vectors[text])
                start = at + 1
            at += 1
        shorten(vectors[text])


@kernel
def _is_letter(byte: int) -> bool:
    # Letters of other alphabets are bytes from 128 on.
    return (
        byte >= 128
        or (byte >= 97 and byte <= 122)
        or (byte >= 65 and byte <= 90)
        or (byte >= 48 and byte <= 57)
    )


@kernel
def _add_word(data: Bytes, start: int, end: int, vector: Floats) -> None:
    length = end - start
    weight = _LONG if length >= len(_SHORT) else _SHORT[length]
    key = _SEED
    for at in range(start, end):
        if data[at] >= 48 and data[at] <= 57:
            weight = _NUMBERED
        key = (key ^ np.uint64(data[at])) * _STEP
    _add(key, weight, _WORD_PLACES, vector)
    if length > _PIECE:
        share = _OF_PIECE / np.sqrt(length - _PIECE + 1)
        for at in range(start, end - _PIECE + 1):
            piece = ~_SEED
            for k in range(_PIECE):
                piece = (piece ^ np.uint64(data[at + k])) * _STEP
            _add(piece, share, _PIECE_PLACES, vector)


@kernel
def _add(key: np.uint64, weight: float, places: int, vector: Floats) -> None:
    """Add `weight` at the places that `key` names, with the signs that it names."""
    for _ in range(places):
        key = (key ^ (key >> np.uint64(29))) * _MIX
        place = (key >> np.uint64(40)) % np.uint64(len(vector))
        sign = 1.0 if (key >> np.uint64(20)) & np.uint64(1) else -1.0
        vector[place] += np.float32(sign * weight)
