"""Rates without a server: one small file that all processes of a machine share.

Each visitor has a slot of 16 bytes for each kind of request: who it is, as a keyed hash,
and when its next request would be due if all came evenly (the generic cell rate
algorithm). A request is let in when that is not too far ahead of now. Slots stand in
sets of four; a new visitor takes the one that is due earliest.

    | key, 16 bytes | set 0: who due  who due  who due  who due | set 1: ...

There is no lock: two processes that let in one visitor in the same microsecond count
once, which is a rate a little higher, never a request refused wrongly for long.
"""

import secrets
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import msgspec

from storefront.http.sharing import shared

_SETS, _WAYS = 16_384, 4
_KEY_BYTES = 16
_SIZE = _KEY_BYTES + _SETS * _WAYS * 16


class Rate(msgspec.Struct, frozen=True):
    """How often, and how many at once."""

    interval_s: float
    burst: int

    @classmethod
    def per_minute(cls, number: int) -> "Rate":
        """Return `number` a minute, of which a sixth may come at once."""
        return cls(60 / number, max(number // 6, 1))


class Buckets:
    """The rates of all visitors, held in the file `path`."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        # The monotonic clock is one for all processes of a machine.
        self._clock = clock
        # With a key of this file's own nobody can choose whose slot to take.
        view = memoryview(shared(path, _SIZE, secrets.token_bytes(_KEY_BYTES)))
        self._key = bytes(view[:_KEY_BYTES])
        self._who = view[_KEY_BYTES:].cast("Q")
        self._due = view[_KEY_BYTES:].cast("d")

    def take(self, name: bytes, rate: Rate) -> float:
        """Count one request of `name`; return 0, or how many seconds it comes early."""
        now = self._clock()
        slot, due = self._find(name)
        reach = rate.interval_s * rate.burst
        # A time further ahead was written before the machine's clock began anew.
        begin = due if now < due <= now + reach else now
        early = begin + rate.interval_s - now - reach
        # A hair's breadth is an error of rounding.
        if early > 1e-9:
            return early
        self._due[slot + 1] = begin + rate.interval_s
        return 0.0

    def _find(self, name: bytes) -> tuple[int, float]:
        """Return the place of `name` and when it is due; a new one is due at 0."""
        digest = blake2b(name, digest_size=16, key=self._key).digest()
        first = int.from_bytes(digest[:8], "little") % _SETS * _WAYS * 2
        mark = int.from_bytes(digest[8:], "little")
        slots = range(first, first + _WAYS * 2, 2)
        for slot in slots:
            if self._who[slot] == mark:
                return slot, self._due[slot + 1]
        slot = min(slots, key=lambda one: self._due[one + 1])
        # Between the two writes another process may see the due time of the visitor
        # who leaves: the earliest of four.
        self._due[slot + 1] = 0.0
        self._who[slot] = mark
        return slot, 0.0
