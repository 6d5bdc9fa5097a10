"""Split-block Bloom filters in one array: where a fingerprint's bits are, how many it takes.

    bits    [ link 0 | link 1 | ... ]          one array of 64-bit words
    link    [ block | block | ... ]            starts[i]:starts[i + 1], in blocks
    block   [ 8 words ][ 8 words ]             128 bytes, two cache lines side by side

A fingerprint has one block in each link and one bit in each of the block's 16 words. To
learn that it is absent mostly takes one line a link: about half the bits are set, so one
in 256 gets as far as the second. Blocks of one line with 8 bits are no faster at that,
but need 4.4 bytes a key for an error of 1e-5 and 6.5 for 1e-6, where these need 3.4, 4.3.

Where to look comes from three numbers, the fingerprint mixed after adding 0, 1 and 2
steps, as splitmix64 makes its sequence: the upper half of the first picks the block, six
bits of the others pick each bit. Each bit of a mixed number hangs on all bits of the
fingerprint, so neighbours in an exact set, whose upper bits are the same, share neither
block nor bits, and being in one block says nothing about the bits there.
"""

from math import ceil, frexp

import numpy as np

from frontier.kernel import Flags, Ints, Keys, kernel

WORDS = 16
_LINE = 8
# Tenths of a bit a key for errors of 2**-6, 2**-7, ... 2**-48, from the distribution of
# keys over blocks; benchmarks/frontier_seen.py measures what they promise. Whole numbers,
# because a logarithm may come out differently on another platform.
# fmt: off
_TENTHS = (
    114, 125, 137, 150, 163, 177, 192, 207, 224, 241, 259, 278, 298, 320, 343, 367,
    392, 420, 449, 480, 513, 549, 587, 628, 671, 718, 768, 822, 880, 942, 1010,
    1082, 1161, 1246, 1338, 1438, 1546, 1664, 1792, 1932, 2085, 2252, 2435,
)
# fmt: on
_FIRST = 6
_LEAST, _MOST = 2.0**-48, 0.015
_U = np.uint64
_MIX1, _MIX2 = _U(0xBF58476D1CE4E5B9), _U(0x94D049BB133111EB)
_STEP, _STEPS = _U(0x9E3779B97F4A7C15), _U(0x3C6EF372FE94F82A)
_ZERO, _ONE, _SIX, _BIT = _U(0), _U(1), _U(6), _U(63)
_HALF = _U(32)


def blocks_for(capacity: int, error: float) -> int:
    """Return how many blocks hold `capacity` keys at a false positive rate of `error`."""
    # error = part * 2**exponent with part from 1/2 to 1, so it lies between two rows.
    part, exponent = frexp(min(max(error, _LEAST), _MOST))
    more, less = _TENTHS[1 - exponent - _FIRST], _TENTHS[-exponent - _FIRST]
    # A straight line between two rows lies above the curve, so it errs to more bits.
    tenths = more - (more - less) * (2 * part - 1)
    return ceil(capacity * tenths / (10 * 64 * WORDS))


def aligned(blocks: int) -> Keys:
    """Return the zero words of `blocks` blocks, each on its two cache lines."""
    room = np.zeros(blocks * WORDS + WORDS, np.uint64)
    begin = -room.ctypes.data // 8 % WORDS
    return room[begin : begin + blocks * WORDS]


@kernel
def has(bits: Keys, starts: Ints, fps: Keys, known: Flags) -> None:
    """Write to `known` which of `fps` have all their bits set in one of the links."""
    for row in range(fps.size):
        known[row] = _held(bits, starts, fps[row])


@kernel
def insert(
    bits: Keys, starts: Ints, fps: Keys, begin: int, room: int
) -> tuple[int, int]:
    """Put `fps` from `begin` on into the last link, at most `room` that are in none.

    Returns where it stopped and how many it put.
    """
    added = 0
    link = starts.size - 2
    for row in range(begin, fps.size):
        fp = fps[row]
        if not _held(bits, starts, fp):
            if added == room:
                return row, added
            at = _block(starts, link, _mixed(fp))
            _set(bits, at, _mixed(fp + _STEP))
            _set(bits, at + _U(_LINE), _mixed(fp + _STEPS))
            added += 1
    return fps.size, added


@kernel
def _held(bits: Keys, starts: Ints, fp: np.uint64) -> bool:
    place, first = _mixed(fp), _mixed(fp + _STEP)
    for link in range(starts.size - 2, -1, -1):
        at = _block(starts, link, place)
        if (
            _missing(bits, at, first) == _ZERO
            and _missing(bits, at + _U(_LINE), _mixed(fp + _STEPS)) == _ZERO
        ):
            return True
    return False


@kernel
def _mixed(x: np.uint64) -> np.uint64:
    """Return `x` with every bit hanging on every other (splitmix64's last step)."""
    x = (x ^ (x >> _U(30))) * _MIX1
    x = (x ^ (x >> _U(27))) * _MIX2
    return x ^ (x >> _U(31))


@kernel
def _block(starts: Ints, link: int, place: np.uint64) -> np.uint64:
    """Return the first word of the block in `link`."""
    blocks = _U(starts[link + 1] - starts[link])
    return (_U(starts[link]) + (((place >> _HALF) * blocks) >> _HALF)) * _U(WORDS)


@kernel
def _missing(bits: Keys, at: np.uint64, picks: np.uint64) -> np.uint64:
    """Return which of a line's eight bits are not set: zero when all are."""
    missing = _ZERO
    for word in range(_LINE):
        pick = _ONE << ((picks >> _SIX * _U(word)) & _BIT)
        missing |= pick & ~bits[at + _U(word)]
    return missing


@kernel
def _set(bits: Keys, at: np.uint64, picks: np.uint64) -> None:
    for word in range(_LINE):
        bits[at + _U(word)] |= _ONE << ((picks >> _SIX * _U(word)) & _BIT)
