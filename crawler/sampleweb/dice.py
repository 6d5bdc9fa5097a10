"""Chance without state: the same parts always throw the same.

Each page throws its own dice, so its content depends on nothing built before it, and
blake2b instead of hash() keeps it the same in every process.
"""

from hashlib import blake2b
from random import Random

_STEPS = 1 << 64


def number(*parts: object) -> int:
    """Return a 64-bit number that depends on `parts` alone."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def share(*parts: object) -> float:
    """Return a number in [0, 1) that depends on `parts` alone."""
    return number(*parts) / _STEPS


def dice(*parts: object) -> Random:
    """Return a generator whose throws depend on `parts` alone."""
    # Chance for invented content, not for secrets.
    return Random(number(*parts))  # noqa: S311
