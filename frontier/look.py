"""A campaign as it lies on disk, read beside whoever owns it: no lock, nothing written.

Its owner may go on meanwhile, so what is read is true of about this moment; what is
leased waits here like the rest, since leases are in memory alone. Files are read whole
and never mapped: the owner may cut one shorter at any time.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from frontier.acks import KINDS, PAGE, TOTALS, standing, within
from frontier.errors import FrontierError
from frontier.frames import HEAD_BYTES as FRAME_BYTES
from frontier.frames import Frame, read, read_buffer
from frontier.kernel import Bytes, Flags, Ints, Keys, distinct
from frontier.plan import Plan
from frontier.records import HEAD_BYTES, Scanned, host_in, scan
from frontier.segments import MOVED, ORIGIN_BYTES, URLS
from frontier.urls import SHARDS

_RECORD = struct.Struct("<QiHHB")
_META = 0x80
# In a saved set of known URLs: behind how far it reaches into each shard's logs.
SAVED_AT = FRAME_BYTES + SHARDS * 24


@dataclass(frozen=True, slots=True)
class Record:
    """One URL that was accepted."""

    url: str
    host: str
    depth: int
    rank: int
    kind: int


@dataclass(frozen=True, slots=True)
class Piece:
    """The records of one segment: which of them wait, and which became pages."""

    data: bytes
    records: Scanned
    waiting: Flags
    pages: Flags

    def record(self, row: int) -> Record:
        """Return the record in `row`."""
        at = int(self.records.offset[row])
        _, rank, length, depth, kind = _RECORD.unpack_from(self.data, at)
        start = at + HEAD_BYTES
        url = self.data[start : start + length].decode("ascii")
        return Record(url, host_in(url), depth, rank, kind & ~_META)


@dataclass(frozen=True, slots=True)
class Settled:
    """The refs of what needs nothing more, and how many there ever were of each kind."""

    refs: Ints
    pages: Ints
    totals: Ints  # pages, answers without a page, dropped


class Shelf:
    """One shard's files."""

    def __init__(self, folder: Path, settled: Settled) -> None:
        self.folder = folder
        self.number = int(folder.name)
        self._settled = settled
        self._gone = read(folder / "gone.log").frames

    def pieces(self) -> Iterator[Piece]:
        """Return the records of each segment that counts, the oldest segment first."""
        gone = {_number(frame) for frame in self._gone}
        paths = {int(path.stem): path for path in self.folder.glob("[0-9]*.log")}
        numbers = sorted(paths.keys() - gone)
        for number in numbers:
            try:
                data = paths[number].read_bytes()
            except FileNotFoundError:
                continue  # its owner removed it: everything in it is settled or moved
            frames = [
                frame
                for frame in read_buffer(memoryview(data), paths[number].name).frames
                if frame.kind != MOVED or _number(frame) not in numbers
            ]
            yield self._piece(number, data, frames)

    def removed(self) -> tuple[Keys, Keys]:
        """Return fingerprints of removed segments, and the hosts of their pages."""
        fps, hosts = [np.empty(0, np.uint64)], [np.empty(0, np.uint64)]
        for frame in self._gone:
            _, count, *_ = np.frombuffer(frame.payload[:16], np.uint64).tolist()
            keys = np.frombuffer(frame.payload[16:], np.uint64)
            fps.append(keys[:count])
            hosts.append(keys[count:])
        return np.concatenate(fps), np.concatenate(hosts)

    def _piece(self, number: int, data: bytes, frames: list[Frame]) -> Piece:
        skipped = [0 if frame.kind == URLS else ORIGIN_BYTES for frame in frames]
        begins = [f.offset + skip for f, skip in zip(frames, skipped, strict=True)]
        ends = [frame.offset + len(frame.payload) for frame in frames]
        records = scan(
            _bytes(data),
            np.array(begins, np.int64),
            np.array(ends, np.int64),
            sum(frame.count for frame in frames),
        )
        first = self.number << 56 | number << 32
        return Piece(
            data,
            records,
            waiting=~_among(records.offset, within(self._settled.refs, first)),
            pages=_among(records.offset, within(self._settled.pages, first)),
        )


def settled(place: Path) -> Settled:
    """Return what is settled of the campaign whose folder is `place`."""
    while True:
        paths = standing(place / "acks")
        found: dict[int, list[Ints]] = {kind: [] for kind in KINDS}
        totals = np.zeros(len(KINDS), np.int64)
        for frame in (frame for path in paths for frame in read(path).frames):
            if frame.kind in found:
                found[frame.kind].append(np.frombuffer(frame.payload, np.int64))
            elif (
                frame.kind == TOTALS
            ):  # of every shard: what was settled in segments that are gone
                numbers = np.frombuffer(frame.payload, np.int64)
                totals += numbers.reshape(-1, len(KINDS)).sum(axis=0)
        # Files are folded into one now and then: what was read must be of one moment.
        if paths == standing(place / "acks"):
            break
    kinds = [_together(found[kind]) for kind in KINDS]
    totals += [len(refs) for refs in kinds]
    return Settled(_together(kinds), kinds[KINDS.index(PAGE)], totals)


def shelves(place: Path, done: Settled | None = None) -> Iterator[Shelf]:
    """Return the shards of the campaign whose folder is `place`."""
    done = done or settled(place)
    for folder in sorted(place.glob("[0-9][0-9]")):
        if folder.is_dir():
            yield Shelf(folder, done)


def pending(place: Path) -> Iterator[Record]:
    """Return every URL that waits to be fetched."""
    for shelf in shelves(place):
        for piece in shelf.pieces():
            for row in np.flatnonzero(piece.waiting).tolist():
                yield piece.record(row)


def plan_of(place: Path) -> Plan:
    """Return the plan that a campaign was opened with last."""
    try:
        return msgspec.json.decode((place / "plan.json").read_bytes(), type=Plan)
    except (OSError, msgspec.MsgspecError, FrontierError):
        return Plan()  # its owner says what is wrong with it


def campaigns(folder: Path) -> list[str]:
    """Return the names of the campaigns that have a frontier below `folder`."""
    return sorted(
        place.name
        for place in (folder.iterdir() if folder.is_dir() else ())
        if any(place.glob("[0-9][0-9]/")) or (place / "inbox").is_dir()
    )


def _number(frame: Frame) -> int:
    return int.from_bytes(frame.payload[:8], "little")


def _bytes(data: bytes) -> Bytes:
    return np.frombuffer(data, np.uint8)


def _together(refs: list[Ints]) -> Ints:
    return distinct(np.concatenate([np.empty(0, np.int64), *refs]))


def _among(offsets: Ints, known: Ints) -> Flags:
    """Return which of `offsets` are among the sorted `known` ones."""
    found = np.zeros(len(offsets), np.bool_)
    at = np.searchsorted(known, offsets)
    there = at < len(known)
    found[there] = known[at[there]] == offsets[there]
    return found
