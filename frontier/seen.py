"""Which URLs were accepted before: sets of 64-bit fingerprints behind one API.

    exact     a table of fingerprints: never wrong, 13 bytes each           exact.py
    bloom     split-block Bloom filters: 4 to 8 bytes each, error 1e-5      bloom.py
    pybloom   pybloom-live, to compare with                                 pybloom.py
    auto      exact, until its owner pours it into a bloom with `to_bloom`

Its owner asks `fresh`, writes the log, then calls `add`: a set is never ahead of the log,
because a URL that is seen but not logged would be lost for ever.
"""

from collections.abc import Callable
from typing import Literal, Protocol

from frontier.bloom import Bloom
from frontier.errors import BadSeen
from frontier.exact import Exact
from frontier.kernel import Flags, Keys
from frontier.payload import BLOOM, EXACT, PYBLOOM, Payload, damaged, unpack
from frontier.pybloom import PyBloom

Policy = Literal["exact", "bloom", "pybloom", "auto"]
LEAST_ERROR, MOST_ERROR = 1e-9, 0.1


class Seen(Protocol):
    """A set of fingerprints; what was added is never called new."""

    def fresh(self, fps: Keys) -> Flags:
        """Return which of `fps` are new here and seen for the first time in `fps`."""

    def has(self, fps: Keys) -> Flags:
        """Return which of `fps` were added; a Bloom filter may err and say more."""

    def add(self, fps: Keys) -> None:
        """Put all of `fps` into the set, whether new or not."""

    def __len__(self) -> int:
        """How many were new when they were added."""

    @property
    def nbytes(self) -> int:
        """How much memory the set takes."""

    def save(self) -> bytes:
        """Return the set as bytes for `load_seen`; the same on every platform."""


_READERS: dict[int, Callable[[Payload], Seen]] = {
    EXACT: Exact.load,
    BLOOM: Bloom.load,
    PYBLOOM: PyBloom.load,
}


def make_seen(policy: Policy, capacity: int, error: float) -> Seen:
    """Return an empty set; it takes a few KB whatever `capacity` says, and grows.

    `error` is the share of new fingerprints that a Bloom filter may call known.
    """
    _check(capacity, error)
    match policy:
        case "exact" | "auto":
            return Exact()
        case "bloom":
            return Bloom.growing(capacity, error)
        case "pybloom":
            return PyBloom.growing(capacity, error)
    raise BadSeen(f"seen = {policy!r} is none of exact, bloom, pybloom, auto")


def to_bloom(exact: Exact, capacity: int, error: float) -> Bloom:
    """Return a Bloom filter of what is in `exact`, with room for `capacity` in all."""
    _check(capacity, error)
    bloom = Bloom.sized(max(capacity, len(exact)), error)
    bloom.add(exact.keys())
    return bloom


def load_seen(data: bytes | memoryview) -> Seen:
    """Return the set that `save` wrote; raise BadSnapshot if a bit of it is not right."""
    payload = unpack(data)
    read = _READERS.get(payload.kind)
    if read is None:
        raise damaged(f"kind {payload.kind} is unknown")
    return read(payload)


def _check(capacity: int, error: float) -> None:
    if capacity < 1:
        raise BadSeen(f"seen_capacity = {capacity} holds nothing; expected 1 or more")
    if not LEAST_ERROR <= error <= MOST_ERROR:
        raise BadSeen(
            f"seen_error = {error} is out of range; expected {LEAST_ERROR} to"
            f" {MOST_ERROR}, or seen = 'exact' for none"
        )
