"""A campaign's largest figures, soon: heads of frames alone, and no compiled loops.

`standing` reads every record and compiles; who looks each second asks here. Both say the
same of files that are whole (a test compares them); a damaged frame ends the glimpse of
its file.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

# As frames.py, acks.py and segments.py have them, which stand on compiled loops.
_MAGIC = b"HMF1"
_HEAD = struct.Struct("<4sB3xII8x")
_PAGE, _KINDS = 1, 4
_TOTALS, _FOLDED = 5, 6
_MOVED = 2
_Refs = NDArray[np.int64]


class Glimpse(NamedTuple):
    """How many pages a campaign has, and how many URLs wait."""

    pages: int
    pending: int


class _Head(NamedTuple):
    kind: int
    records: int
    at: int
    length: int


def campaigns(folder: Path) -> list[str]:
    """Return the names of the campaigns that have shards below `folder`."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(one.name for one in found if any(one.glob("[0-9][0-9]/")))


def glimpse(place: Path) -> Glimpse:
    """Return the figures of the campaign whose folder is `place`."""
    pages, refs = _settled(place / "acks")
    segments = np.sort(refs >> 32)
    pending = 0
    for shard in sorted(place.glob("[0-9][0-9]")):
        for number, records in _segments(shard):
            first = int(shard.name) << 24 | number
            low, high = np.searchsorted(segments, [first, first + 1])
            pending += max(records - int(high - low), 0)
    return Glimpse(pages, pending)


def _segments(shard: Path) -> Iterator[tuple[int, int]]:
    """Yield the number of each segment that counts, and how many records it holds."""
    gone = {_number(payload) for _, payload in _frames(shard / "gone.log")}
    numbers = {int(path.stem) for path in shard.glob("[0-9]*.log")} - gone
    for number in sorted(numbers):
        total = 0
        for head, begin in _frames(shard / f"{number:08d}.log", 8):
            if head.kind != _MOVED or _number(begin) not in numbers:
                total += head.records
        yield number, total


def _settled(folder: Path) -> tuple[int, _Refs]:
    """Return how many pages there are, and the refs of all that needs nothing more."""
    over: set[str] = set()
    pages = 0
    found: dict[int, list[_Refs]] = {kind: [] for kind in range(1, _KINDS + 1)}
    read = {path: list(_frames(path)) for path in sorted(folder.glob("*.log"))}
    for frames in read.values():
        for _, payload in (one for one in frames[:1] if one[0].kind == _FOLDED):
            over.update(str(payload, "utf-8", "replace").split("\n"))
    for path, frames in read.items():
        for head, payload in frames if path.name not in over else ():
            if head.kind in found:
                found[head.kind].append(np.frombuffer(payload, np.int64))
            elif head.kind == _TOTALS:
                numbers = np.frombuffer(payload, np.int64).reshape(-1, _KINDS)
                pages += int(numbers[:, _PAGE - 1].sum())
    kinds = {kind: _distinct(refs) for kind, refs in found.items()}
    return pages + len(kinds[_PAGE]), _distinct(list(kinds.values()))


def _distinct(parts: list[_Refs]) -> _Refs:
    return np.unique(np.concatenate([np.empty(0, np.int64), *parts]))


def _frames(path: Path, most: int | None = None) -> Iterator[tuple[_Head, bytes]]:
    """Yield the head of each frame, and `most` bytes of its payload."""
    try:
        with path.open("rb") as file:
            for head in _heads(file):
                wanted = head.length if most is None else min(most, head.length)
                file.seek(head.at)
                payload = file.read(wanted)
                if len(payload) < wanted:
                    return  # torn: its owner writes it just now
                yield head, payload
    except FileNotFoundError:  # its owner removed it: nothing in it waits
        return


def _heads(file: BinaryIO) -> Iterator[_Head]:
    at = 0
    while True:
        file.seek(at)
        data = file.read(_HEAD.size)
        if len(data) < _HEAD.size:
            return
        magic, kind, records, length = _HEAD.unpack(data)
        if magic != _MAGIC:
            return
        yield _Head(kind, records, at + _HEAD.size, length)
        at += _HEAD.size + length


def _number(payload: bytes) -> int:
    return int.from_bytes(payload[:8], "little")
