"""Whether two texts are nearly the same: a digest of 64 bits, near for near texts.

Every two words in a row are hashed, and each bit of the digest is what most of the hashes
have there (Charikar's simhash). So a word that changes touches two hashes of a text's
thousands and turns few bits, where a usual digest turns half of them.

    bytes   t h e   o a k   c h a i r      sum of byte * POWER[place], up to each place
    words   |h1   | |h2   | |h3       |    what is between two places, moved to place 0
    pairs   |h1 h2|h2 h3| ...              one hash for two words in a row, mixed
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

# Texts that differ in a word of twenty are at most that far apart, 19 times of 20; of all
# 290,000 pairs of 762 pages of real sites, one is: one machine, sold on two pages. The
# next are 13 apart and have nothing in common (benchmarks/likeness.py). Of three words in
# a row, it takes 15 to find as many, and unrelated pages come as near.
NEAR = 12
# A book says within so much whether it is another one.
_MAX_CHARS = 100_000
_MAX_BYTES = 4 * _MAX_CHARS
# Odd, so that it has an inverse by which a word is moved to the beginning.
_POWER = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_ORDER = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
Hashes = NDArray[np.uint64]
# Bytes of words: letters and digits, and all of letters beyond ASCII.
_IS_WORD = np.array(
    [chr(byte).isalnum() if byte < 0x80 else True for byte in range(256)], np.bool_
)
# Chinese, Japanese and Korean put no space between words: there each letter is one.
_IS_DENSE = np.array([0xE3 <= byte <= 0xED for byte in range(256)], np.bool_)


def digest(text: str) -> int:
    """Return 64 bits that are nearly those of a text that is nearly `text`."""
    words = _word_hashes(text[:_MAX_CHARS])
    if not len(words):
        return 0
    pairs = words[:-1] * _ORDER[0] + words[1:] if len(words) > 1 else words
    bits = np.unpackbits(_mixed(pairs).view(np.uint8)).reshape(-1, 64)
    most = bits.sum(axis=0, dtype=np.uint32) * 2 > len(bits)
    return int(np.packbits(most).view(np.uint64)[0])


def distance(one: int, other: int) -> int:
    """Return how many bits two digests differ in, from 0 to 64."""
    return (one ^ other).bit_count()


def _word_hashes(text: str) -> Hashes:
    """Return a hash for each word of `text`, in their order."""
    data = np.frombuffer(text.lower().encode("utf-8", "replace"), np.uint8)
    inside = np.zeros(len(data) + 2, np.bool_)
    inside[1:-1] = _IS_WORD[data]
    edges = inside[1:] != inside[:-1]
    if not text.isascii():
        edges[:-1] |= _IS_DENSE[data]
    places = np.flatnonzero(edges)
    if len(places) < 2:
        return np.empty(0, np.uint64)
    powers, inverses = _powers()
    sums = np.zeros(len(data) + 1, np.uint64)
    np.cumsum(data * powers[: len(data)], out=sums[1:])
    at = sums[places]
    hashes = (at[1:] - at[:-1]) * inverses[places[:-1]]
    return hashes[inside[1:][places[:-1]]]


@cache
def _powers() -> tuple[Hashes, Hashes]:
    """Return what a byte counts at each place, and the inverse of that."""
    counts = [np.full(_MAX_BYTES, one, np.uint64) for one in (_POWER, _INVERSE)]
    for count in counts:
        count[0] = 1
        np.cumprod(count, out=count)
    return counts[0], counts[1]


def _mixed(hashes: Hashes) -> Hashes:
    """Spread what differs in a hash over all its bits (the end of splitmix64)."""
    hashes = hashes ^ (hashes >> np.uint64(30))
    hashes = hashes * _ORDER[0]
    hashes ^= hashes >> np.uint64(27)
    hashes *= _ORDER[1]
    hashes ^= hashes >> np.uint64(31)
    return hashes
