"""How parcels reach the owner of a shard: as files here, by other means elsewhere.

Whatever carries them keeps three words: parcels of one sender come in the order in which
they were put, one that was put is shown until it is finished, and one that makes no
sense is refused and not shown again.
"""

from itertools import count
from pathlib import Path
from typing import Protocol

from frontier.parcels import Box, Parcel


class Carrier(Protocol):
    """Carries parcels of bytes to shards."""

    def put(self, shard: int, data: bytes, now: float) -> None:
        """Keep `data` for the owner of `shard`."""

    def take(self, shard: int, most: int) -> list[Parcel]:
        """Return the first parcels that wait for `shard`."""

    def finished(self, shard: int, name: str) -> None:
        """Forget a parcel whose effect is durable."""

    def refuse(self, shard: int, name: str, why: str) -> None:
        """Set a parcel aside that nothing can be made of."""


class Files:
    """Carries parcels as files in a folder a shard."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox

    def put(self, shard: int, data: bytes, now: float) -> None:
        """Keep `data` for the owner of `shard`."""
        self._box(shard).put(data, now)

    def take(self, shard: int, most: int) -> list[Parcel]:
        """Return the first parcels that wait for `shard`."""
        return self._box(shard).take(most)

    def finished(self, shard: int, name: str) -> None:
        """Forget a parcel whose effect is durable."""
        self._box(shard).finished(name)

    def refuse(self, shard: int, name: str, why: str) -> None:
        """Set a parcel aside that nothing can be made of."""
        self._box(shard).refuse(name, why)

    def _box(self, shard: int) -> Box:
        return Box(self._inbox / f"{shard:02}", self._inbox / "refused")


class Memory:
    """Carries parcels within one process."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[int, str], bytes] = {}
        self._sequence = count()

    def put(self, shard: int, data: bytes, now: float) -> None:
        """Keep `data` for the owner of `shard`."""
        self._waiting[shard, f"{now:020.6f}-{next(self._sequence):09}"] = data

    def take(self, shard: int, most: int) -> list[Parcel]:
        """Return the first parcels that wait for `shard`."""
        found = sorted(
            (name, data) for (box, name), data in self._waiting.items() if box == shard
        )
        return [Parcel(name, data) for name, data in found[:most]]

    def finished(self, shard: int, name: str) -> None:
        """Forget a parcel whose effect is durable."""
        self._waiting.pop((shard, name), None)

    def refuse(self, shard: int, name: str, why: str) -> None:
        """Set a parcel aside that nothing can be made of."""
        self._waiting.pop((shard, name), None)
