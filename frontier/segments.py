"""The files of a shard's log: segments of frames, each mapped when it is read.

A frame in a segment holds records (records.py). A frame that repeats records from
elsewhere begins with the number of where they came from, so that a kill between writing
them here and removing them there leaves no doubt which of the two count.
"""

import mmap
import struct
from ctypes import c_uint8
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from frontier.durable import refusing
from frontier.frames import Walked, walk
from frontier.kernel import Bytes, Ints, Small
from frontier.records import HEAD_BYTES, WITH_META, Scanned, ranks_at, scan

URLS, MOVED, DUE = 1, 2, 3  # kinds of frames: new, from an older segment, due again
ORIGIN_BYTES = 8
_FIELDS = struct.Struct("<HHB")  # of a record: length, depth, kind
# Segments are an eighth of their shard each: few files, and little to move at once.
_SHARE = 8
_SMALLEST, _LARGEST = 1 << 20, 1 << 26


def room_for(shard_bytes: int) -> int:
    """Return how large the next segment of a shard of `shard_bytes` may become."""
    return max(_SMALLEST, min(_LARGEST, shard_bytes // _SHARE))


# Each mapped file keeps a descriptor open; a process has 1,024 by default.
MOST_MAPPED = 256
_MUCH = 32 << 20
_changing = Lock()  # shards are opened beside each other
_mapped: "dict[Segment, None]" = {}  # the one mapped first comes first


class Segment:
    """One file of a shard's log; `live` counts its records that are not done."""

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.number = int(path.stem)
        self.size = size
        self.live = 0
        self._view: mmap.mmap | None = None
        self._array = np.empty(0, np.uint8)
        self._address = 0

    def frames(self) -> tuple[Walked, tuple[str, ...]]:
        """Return the whole frames, and what is damaged."""
        return walk(self.data()[: self.size], self.path.name)

    def scan(self, frames: Walked) -> Scanned:
        """Return the records of `frames` as columns."""
        begins = np.where(frames.kind == URLS, 0, ORIGIN_BYTES) + frames.offset
        return scan(self.data(), begins, frames.end, int(frames.records.sum()))

    def record(self, offset: int) -> tuple[str, int, int, bytes]:
        """Return URL, depth, kind and meta of the record at `offset`."""
        view = self._view
        if view is None or len(view) < self.size:
            view = self._mapped()
        length, depth, kind = _FIELDS.unpack_from(view, offset + 12)
        at = offset + HEAD_BYTES
        end = at + length
        if not kind & WITH_META:
            return str(view[at:end], "ascii"), depth, kind, b""
        last = end + 2 + int.from_bytes(view[end : end + 2], "little")
        return str(view[at:end], "ascii"), depth, kind ^ WITH_META, view[end + 2 : last]

    def origin(self, offset: int) -> int:
        """Return what the MOVED or DUE frame whose payload is at `offset` came from."""
        return int.from_bytes(self._mapped()[offset : offset + ORIGIN_BYTES], "little")

    def raw(self, offset: int) -> bytes:
        """Return the record at `offset` as it is."""
        view = self._mapped()
        length, _, kind = _FIELDS.unpack_from(view, offset + 12)
        end = offset + HEAD_BYTES + length
        if kind & WITH_META:
            end += 2 + int.from_bytes(view[end : end + 2], "little")
        return view[offset:end]

    def ranks(self, offsets: Small) -> Small:
        """Return the rank of the record at each of `offsets`."""
        found = np.empty(len(offsets), np.int32)
        ranks_at(self.data(), offsets, found)
        return found

    def data(self) -> Bytes:
        """Return the file as an array; its pages stay the system's to keep or drop."""
        if len(self._array) < self.size:
            self._mapped()
        return self._array

    def mapped(self) -> tuple[int, int, mmap.mmap]:
        """Return where the file is in memory, how long, and what keeps it there."""
        view = self._mapped()
        return self._address, len(view), view

    def unmap(self) -> None:
        """Let go of the file."""
        with _changing:
            _mapped.pop(self, None)
        self._array = np.empty(0, np.uint8)
        self._address = 0
        self._view = None

    def _flags(self) -> int:
        """Return how the file is mapped: all of it at once, when all of it is there."""
        whole = self.path.stat().st_size == self.size
        return mmap.MAP_SHARED | (mmap.MAP_POPULATE if whole else 0)

    def _mapped(self) -> mmap.mmap:
        if self._view is None or len(self._view) < self.size:
            _make_place(self)
            with refusing(self.path), self.path.open("rb") as file:
                self._view = mmap.mmap(
                    file.fileno(), 0, flags=self._flags(), prot=mmap.PROT_READ
                )
            self._address = np.frombuffer(self._view, np.uint8).ctypes.data
            # Kernels are compiled for arrays that may be written to; they only read.
            place: Any = (c_uint8 * len(self._view)).from_address(self._address)
            place.mapped = self._view  # whoever has the array keeps the file mapped
            self._array = np.ctypeslib.as_array(place)
        return self._view


def _make_place(segment: Segment) -> None:
    """Let go of the segment that is mapped longest, if there are many."""
    with _changing:
        first = next(iter(_mapped)) if len(_mapped) >= MOST_MAPPED else None
        _mapped[segment] = None
    if first is not None:
        first.unmap()


def give_pages_back() -> None:
    """Have the system count what was read of mapped files as its own, if it is much.

    The pages stay in its cache: to read one of them again costs a microsecond.
    """
    with _changing:
        views = [segment._view for segment in _mapped]
    here = [view for view in views if view is not None]
    if sum(map(len, here)) > _MUCH:
        for view in here:
            view.madvise(mmap.MADV_DONTNEED)


def without(scanned: Scanned, offsets: Ints) -> Scanned:
    """Return the records whose offset is not among the sorted `offsets`."""
    if not len(offsets):
        return scanned
    at = np.searchsorted(offsets, scanned.offset)
    at[at == len(offsets)] = 0
    kept = offsets[at] != scanned.offset
    return scanned.at(kept)
