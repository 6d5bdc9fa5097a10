"""One shard of a campaign on disk: which URLs were accepted, and which are done.

    00000001.log    a full segment of the log          (segments.py)
    00000002.log    the newest one: grows by frames
    acks.log        refs of records that need nothing more         (acks.py)
    gone.log        fingerprints of removed segments, so that their URLs stay known
    seen            a snapshot of the set of known URLs and how far it reaches; only to
                    start sooner: all of it can be made from the files above
    lock            held by the one process that owns the shard

A segment whose records are all done is removed; one that is mostly done is emptied
first: what waits in it is written to the newest segment. The frame in gone.log is the
word that the removal stands: until it is on the disk the old segment counts and copies
made from it do not.
"""

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from frontier.acks import DROPPED, Acks
from frontier.column import Urls
from frontier.errors import BadSnapshot
from frontier.frames import Frame, Frames, read, write_whole
from frontier.kernel import Ints, Keys
from frontier.owner import owned_file
from frontier.records import Extras, Scanned, encode
from frontier.seen import Seen, load_seen
from frontier.segments import DUE, MOVED, URLS, Segment, room_for, without

# The one kind of frame in gone.log: a segment's number, how many fingerprints there are,
# these, and the hosts of its pages (budgets count them).
_GONE = 1
_REACH = struct.Struct("<QQQ")  # of a snapshot: segment, offset in it, frames gone


class Waiting(NamedTuple):
    """What a segment holds that is not done, and the hosts of its pages."""

    segment: Segment
    records: Scanned
    pages: Keys


class Shard:
    """The truth about one shard; one process owns it."""

    def __init__(
        self, folder: Path, number: int, make_seen: Callable[[], Seen]
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = owned_file(folder / "lock")
        self.folder = folder
        self.number = number
        self.damage: list[str] = []
        self.past_pages: list[Keys] = []  # hosts of pages in removed segments
        self.acks = Acks(folder / "acks.log")
        self.seen, self._reach = self._restored(make_seen)
        gone = self._read_gone()
        self._gone = Frames.open(folder / "gone.log")
        self.segments = self._found(gone)
        self._number = max([*gone, *self.segments, 0])
        self._origins: set[int] = set()
        self._begin(self._number if self.segments else self._number + 1)

    @property
    def newest(self) -> Segment:
        """The segment that is written to."""
        return self.segments[self._number]

    @property
    def live(self) -> int:
        """How many records are not done."""
        return sum(segment.live for segment in self.segments.values())

    def waiting(self) -> Iterator[Waiting]:
        """Return what is not done, segment by segment, and learn what is known."""
        for number, segment in sorted(self.segments.items()):
            frames, damage = segment.frames()
            self._note(damage)
            scanned = segment.scan(self._counting(segment, frames))
            self._learn(number, scanned)
            first = self.ref(number, 0)
            pending = without(scanned, self.acks.offsets(first))
            segment.live = len(pending.offset)
            pages = scanned.hosts[np.isin(scanned.offset, self.acks.pages(first))]
            yield Waiting(segment, pending, pages)
            if segment is not self.newest:
                segment.unmap()
        self.acks.forget_read()

    def ref(self, segment: int, offset: int) -> int:
        """Return the name of the record at `offset` of `segment`."""
        return self.number << 56 | segment << 32 | offset

    def is_full(self) -> bool:
        """Return whether the next records belong in a new segment."""
        return self.newest.size >= self._room

    def roll(self) -> None:
        """Begin a new segment."""
        self._log.close()
        self._begin(self._number + 1)

    def accept(self, urls: Urls, index: Ints, extras: Extras, due: int = 0) -> Ints:
        """Write the URLs that `index` numbers to the log and return their refs.

        `due` is the number of the file of due URLs they come from.
        """
        records, begins = encode(urls, index, extras)
        if not due:
            return self._append(URLS, records, begins)
        return self._append(DUE, due.to_bytes(8, "little") + records, begins + 8)

    def took(self, due: int) -> bool:
        """Return whether the URLs of a file of due ones are in the log already."""
        return due in self._origins

    def acknowledge(self, kind: int, refs: Ints) -> None:
        """Write that the records `refs` need nothing more."""
        self.acks.append(kind, refs)
        numbers, counts = np.unique((refs >> 32) & 0xFFFFFF, return_counts=True)
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
            self.segments[number].live -= count

    @property
    def dirty(self) -> bool:
        """Whether something written may not be on the disk yet."""
        return self._log.dirty or self.acks.dirty

    def sync(self) -> None:
        """Wait until everything written is on the disk."""
        self._log.sync()
        self.acks.sync()

    def size(self) -> int:
        """Return the bytes of the log."""
        return sum(segment.size for segment in self.segments.values())

    def remove_done(self) -> int:
        """Remove full segments whose records are all done; return how many."""
        done = [
            segment
            for number, segment in self.segments.items()
            if not segment.live and number != self._number
        ]
        for segment in done:
            self._remove(segment)
        return len(done)

    def _remove(self, segment: Segment) -> None:
        scanned = segment.scan(segment.frames()[0])
        paged = np.isin(
            scanned.offset, self.acks.pages_now(self.ref(segment.number, 0))
        )
        payload = b"".join(
            (
                segment.number.to_bytes(8, "little"),
                len(scanned.fps).to_bytes(8, "little"),
                scanned.fps.tobytes(),
                scanned.hosts[paged].tobytes(),
            )
        )
        # Copies of its records and acks of them must be there before it goes.
        self.sync()
        self._gone.append(_GONE, payload, len(scanned.fps))
        self._gone.sync()
        segment.unmap()
        segment.path.unlink()
        del self.segments[segment.number]

    def snapshot(self) -> None:
        """Keep the set of known URLs, if making it again would take longer."""
        if len(self.seen) < 2 * self.live:
            return
        reach = _REACH.pack(self._number, self.newest.size, self._gone.size)
        self.sync()
        write_whole(self.folder / "seen", reach + bytes(self.seen.save()))

    def close(self) -> None:
        """Make everything safe and let go of the shard."""
        self._log.close()
        self.acks.close()
        self._gone.close()
        for segment in self.segments.values():
            segment.unmap()
        self._lock.close()

    def _append(self, kind: int, payload: bytes, begins: Ints) -> Ints:
        at = self._log.append(kind, payload, len(begins))
        segment = self.newest
        segment.size = self._log.size
        segment.live += len(begins)
        return begins + (at + self.ref(self._number, 0))

    def _begin(self, number: int) -> None:
        path = self.folder / f"{number:08}.log"
        self._room = room_for(self.size())
        self._log = Frames.open(path)
        self._log.reserve(self._room)
        if number not in self.segments:
            self.segments[number] = Segment(path, 0)
        self.segments[number].size = self._log.size
        self._number = number

    def _found(self, gone: set[int]) -> dict[int, Segment]:
        found: dict[int, Segment] = {}
        for path in sorted(self.folder.glob("[0-9]*.log")):
            if int(path.stem) in gone:
                path.unlink()  # the removal was decided before the process ended
            else:
                segment = Segment(path, path.stat().st_size)
                found[segment.number] = segment
        return found

    def _counting(self, segment: Segment, frames: list[Frame]) -> list[Frame]:
        """Return the frames that count: not the copies from a segment that is here."""
        counting = []
        for frame in frames:
            origin = int.from_bytes(frame.payload[:8], "little")
            if frame.kind == DUE:
                self._origins.add(origin)
            if frame.kind == MOVED and origin in self.segments:
                # They must not count either when that segment is gone one day.
                copies = segment.scan([frame]).offset
                self.acks.append(DROPPED, copies + self.ref(segment.number, 0))
                continue
            counting.append(frame)
        return counting

    def _learn(self, number: int, scanned: Scanned) -> None:
        segment, offset, _ = self._reach
        if number > segment:
            self.seen.add(scanned.fps)
        elif number == segment:
            self.seen.add(scanned.fps[scanned.offset >= offset])

    def _read_gone(self) -> set[int]:
        reading = read(self.folder / "gone.log")
        self._note(reading.damage)
        numbers = set()
        for frame in reading.frames:
            number, count = np.frombuffer(frame.payload[:16], np.uint64).tolist()
            numbers.add(number)
            keys = np.frombuffer(frame.payload[16:], np.uint64)
            self.past_pages.append(keys[count:])
            if frame.offset >= self._reach[2]:
                self.seen.add(keys[:count])
        return numbers

    def _restored(
        self, make_seen: Callable[[], Seen]
    ) -> tuple[Seen, tuple[int, int, int]]:
        try:
            data = (self.folder / "seen").read_bytes()
            segment, offset, gone = _REACH.unpack_from(data)
            return load_seen(memoryview(data)[_REACH.size :]), (segment, offset, gone)
        except FileNotFoundError:
            pass
        except (BadSnapshot, struct.error) as error:
            self._note((f"seen: {error}; it is made again",))
        return make_seen(), (0, 0, 0)

    def _note(self, damage: tuple[str, ...]) -> None:
        self.damage += [f"shard {self.number:02}: {text}" for text in damage]
