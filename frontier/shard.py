"""One shard of a campaign on disk: the URLs that were accepted.

    00000001.log    a full segment of the log          (segments.py)
    00000002.log    the newest one: grows by frames
    gone.log        fingerprints of removed segments, so that their URLs stay known
    lock            held by the one process that owns the shard

A segment whose records are all done is removed; one that is mostly done is emptied
first: what waits in it is written to the newest segment. The frame in gone.log is the
word that the removal stands: until it is on the disk the old segment counts and copies
made from it do not.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np

from frontier.acks import COPIED, Acks
from frontier.durable import refusing, sync_folder
from frontier.frames import Frames, Walked, head_of, read
from frontier.journal import Journal
from frontier.kernel import Ints, Keys
from frontier.owner import owned_file
from frontier.records import Scanned
from frontier.segments import DUE, MOVED, URLS, Segment, room_for, without

# The one kind of frame in gone.log: a segment's number, how many fingerprints there are,
# these, and the hosts of its pages (budgets count them).
_GONE = 1
# A full segment with a smaller share than this left to do is emptied at the opening.
_KEPT = 0.25


class Waiting(NamedTuple):
    """What a segment holds: all fingerprints and offsets, and what is not done.

    `pages` are the hosts of the records that became pages.
    """

    segment: Segment
    fps: Keys
    offsets: Ints
    records: Scanned
    pages: Keys


class Gone(NamedTuple):
    """What is known of a removed segment."""

    number: int
    offset: int  # of its frame in gone.log
    fps: Keys
    pages: Keys


class Shard:
    """The truth about one shard; one process owns it."""

    def __init__(
        self, folder: Path, number: int, journal: Journal, settled: int = 0
    ) -> None:
        with refusing(folder):
            if not folder.exists():
                folder.mkdir(parents=True)
                # Its logs would be gone with its name.
                sync_folder(folder.parent)
            self._lock = owned_file(folder / "lock")
        self.folder = folder
        self.number = number
        self._journal = journal
        self.damage: list[str] = []
        try:
            self._open(settled)
        except BaseException:
            self._lock.close()
            raise

    def _open(self, settled: int) -> None:
        folder = self.folder
        self.gone = self._read_gone()
        self._gone_file = Frames.open(folder / "gone.log")
        self.segments = self._found({gone.number for gone in self.gone})
        self._origins: set[int] = set()
        self._void: list[tuple[int, int]] = []  # MOVED frames that do not count
        newest = max([*(gone.number for gone in self.gone), *self.segments, 0])
        # A ref is never used twice: an ack of the first would settle the second. So the
        # log goes on behind `settled`, the last ref that anything was settled of.
        last, offset = (settled >> 32) & 0xFFFFFF, settled & 0xFFFFFFFF
        if newest in self.segments and (newest, self._end_of(newest)) > (last, offset):
            self._begin(newest)
        else:
            self._begin(max(newest, last) + 1)
        self._note(self._log.damage)  # a torn end is cut off by now

    @property
    def newest(self) -> Segment:
        """The segment that is written to."""
        return self.segments[self._number]

    @property
    def size(self) -> int:
        """The bytes of the log."""
        return sum(segment.size for segment in self.segments.values())

    @property
    def gone_size(self) -> int:
        """The bytes of gone.log."""
        return self._gone_file.size

    def waiting(self, acks: Acks) -> list[Waiting]:
        """Return what the segments hold, oldest first; empty those mostly done."""
        # Before anything is moved: a copy counts only when its origin is gone.
        self._void_copies(acks)
        found: list[Waiting] = []
        read: set[int] = set()
        while left := sorted(set(self.segments) - read):
            segment = self.segments[left[0]]
            read.add(segment.number)
            found.append(self._read(segment, acks))
        return found

    def _void_copies(self, acks: Acks) -> None:
        """Settle copies that a kill left beside their origins, once and for all."""
        for number, segment in self.segments.items():
            frames, _ = segment.frames()
            for row in np.flatnonzero(frames.kind == MOVED).tolist():
                if segment.origin(int(frames.offset[row])) in self.segments:
                    copies = segment.scan(frames.at([row])).offset
                    self._void.append((number, int(frames.offset[row])))
                    acks.append(COPIED, copies + self.ref(number, 0))
        if self._void:
            acks.sync()

    def _read(self, segment: Segment, acks: Acks) -> Waiting:
        frames, damage = segment.frames()
        self._note(damage)
        known = segment.scan(self._counting(segment, frames))
        first = self.ref(segment.number, 0)
        pending = without(known, acks.offsets(first))
        pages = acks.pages(first)
        paged = known.hosts[np.isin(known.offset, pages)]
        segment.live = len(pending.offset)
        if segment is not self.newest and segment.live < _KEPT * len(known.offset):
            self._move(segment, pending, acks)
            self.remove(segment, pages)
            pending = pending.at(slice(0))
        return Waiting(segment, known.fps, known.offset, pending, paged)

    def ref(self, segment: int, offset: int) -> int:
        """Return the name of the record at `offset` of `segment`."""
        return self.number << 56 | segment << 32 | offset

    def is_full(self) -> bool:
        """Return whether the next records belong in a new segment."""
        return self.newest.size >= self._room

    def roll(self) -> None:
        """Begin a new segment; when that cannot be, the old one stays."""
        old = self._log
        self._begin(self._number + 1)
        old.close()

    def append(
        self, records: bytes, begins: Ints, kind: int = URLS, origin: int = 0
    ) -> Ints:
        """Write `records` to the log; return the refs of those that begin at `begins`.

        `origin` says what a MOVED or DUE frame comes from.
        """
        prefix = b"" if kind == URLS else origin.to_bytes(8, "little")
        payload = prefix + records
        head = head_of(kind, payload, len(begins))
        at = self._log.write(head, payload)
        self._journal.add(self.number, self._number, at - len(head), head, payload)
        at += len(prefix)
        segment = self.newest
        segment.size = self._log.size
        segment.live += len(begins)
        return begins + (at + self.ref(self._number, 0))

    def took(self, due: int) -> bool:
        """Return whether the URLs of a file of due ones are in the log already."""
        return due in self._origins

    def sync(self) -> None:
        """Wait until everything written is on the disk."""
        self._log.sync()

    def know(self, fps: Keys) -> None:
        """Count URLs as known that were never in the log."""
        self._write_gone(0, fps, fps[:0])

    def _move(self, segment: Segment, pending: Scanned, acks: Acks) -> None:
        """Write what waits in a segment to the newest one."""
        records = [segment.raw(offset) for offset in pending.offset.tolist()]
        if records:
            lengths = np.array([len(record) for record in records], np.int64)
            if self.is_full():
                self.roll()
            begins = np.cumsum(lengths) - lengths
            self.append(b"".join(records), begins, MOVED, segment.number)
        # The old segment is the truth until all of this is on the disk.
        self.sync()
        acks.sync()

    def remove(self, segment: Segment, pages: Ints) -> None:
        """Remove a segment that has nothing live; `pages` are offsets of its pages.

        Copies of its records and acks of them have to be on the disk by now.
        """
        known = segment.scan(segment.frames()[0])
        hosts = known.hosts[np.isin(known.offset, pages)]
        self._write_gone(segment.number, known.fps, hosts)
        segment.unmap()
        with refusing(segment.path):
            segment.path.unlink()
        del self.segments[segment.number]

    def abandon(self) -> None:
        """Let go of the shard without a word."""
        self._log.abandon()
        self._gone_file.abandon()
        self._lock.close()

    def close(self) -> None:
        """Make everything safe and let go of the shard."""
        with ExitStack() as closing:
            closing.callback(self._lock.close)
            closing.callback(self._gone_file.close)
            closing.callback(self._log.close)
            for segment in self.segments.values():
                segment.unmap()

    def _write_gone(self, number: int, fps: Keys, hosts: Keys) -> None:
        head = np.array([number, len(fps)], np.uint64)
        payload = np.concatenate([head, fps, hosts]).tobytes()
        self._gone_file.append(_GONE, payload, len(fps))
        self._gone_file.sync()

    def _end_of(self, number: int) -> int:
        return read(self.segments[number].path).end

    def _begin(self, number: int) -> None:
        path = self.folder / f"{number:08}.log"
        room = room_for(self.size)
        log = Frames.open(path)
        log.reserve(room)
        self._log, self._room = log, room
        if number not in self.segments:
            self.segments[number] = Segment(path, 0)
        self.segments[number].size = self._log.size
        self._number = number

    def _found(self, gone: set[int]) -> dict[int, Segment]:
        found: dict[int, Segment] = {}
        for path in sorted(self.folder.glob("[0-9]*.log")):
            if int(path.stem) in gone:
                with refusing(path):  # the removal was decided before a kill
                    path.unlink()
            else:
                segment = Segment(path, path.stat().st_size)
                found[segment.number] = segment
        return found

    def _counting(self, segment: Segment, frames: Walked) -> Walked:
        """Return the frames that count; learn which units of due pages are here."""
        counts = np.ones(len(frames.kind), np.bool_)
        for row in np.flatnonzero(frames.kind != URLS).tolist():
            at = int(frames.offset[row])
            if frames.kind[row] == DUE:
                self._origins.add(segment.origin(at))
            counts[row] = (segment.number, at) not in self._void
        return frames if counts.all() else frames.at(counts)

    def _read_gone(self) -> list[Gone]:
        reading = read(self.folder / "gone.log")
        self._note(reading.damage)
        found = []
        for frame in reading.frames:
            number, count = np.frombuffer(frame.payload[:16], np.uint64).tolist()
            keys = np.frombuffer(frame.payload[16:], np.uint64)
            found.append(Gone(number, frame.offset, keys[:count], keys[count:]))
        return found

    def _note(self, damage: tuple[str, ...]) -> None:
        self.damage += [f"shard {self.number:02}: {text}" for text in damage]
