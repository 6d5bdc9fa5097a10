"""What is done: refs of records that need nothing more, appended as they settle.

    acks/00000001-<owner>.log    what one owner settled, in all of its shards
    acks/lock                    shared by all owners; whoever has it alone may fold the
                                 files of earlier owners into one

One file an owner, not a shard, because a page settled is a write, and a batch of pages
comes from as many shards as there are. A ref names its shard, so whoever owns a shard
later finds in these files what is done of it. An ack twice counts once.
"""

import fcntl
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from uuid import uuid4

import numpy as np

from frontier.durable import refusing, sync_folder
from frontier.frames import Frames, read
from frontier.kernel import Ints, distinct
from frontier.urls import SHARDS

PAGE = 1  # the page is safe
EMPTY = 2  # there was an answer, and no page in it
DROPPED = 3  # nothing will come of the URL
COPIED = 4  # the record is a copy that does not count
KINDS = (PAGE, EMPTY, DROPPED, COPIED)
TOTALS = 5  # a row a shard, a column a kind: what was folded away
_FOLDED = 6  # the names of the files that this one stands for


class Acks:
    """The acks of one campaign, as far as one owner's shards are concerned."""

    def __init__(self, folder: Path, owned: Iterable[int]) -> None:
        self._folder = folder
        with refusing(folder):
            folder.mkdir(exist_ok=True)
            self._lock = (folder / "lock").open("ab")
            fcntl.flock(self._lock, fcntl.LOCK_SH)
        self._writing = Lock()  # shards are opened beside each other
        self._owned = np.array(sorted(owned))
        self.damage: list[str] = []
        self.totals = np.zeros((SHARDS, len(KINDS)), np.int64)
        try:
            self._open()
        except BaseException:
            self._lock.close()
            raise

    def _open(self) -> None:
        found: dict[int, list[Ints]] = {kind: [] for kind in KINDS}
        paths = self._standing()
        for path in paths:
            self._read(path, found)
        self._kinds = {kind: _sorted(found[kind]) for kind in KINDS}
        self._refs = _sorted(list(self._kinds.values()))
        for kind, refs in self._kinds.items():
            self.totals[:, kind - 1] += np.bincount(refs >> 56, minlength=SHARDS)
        self._last = np.zeros(SHARDS, np.int64)
        np.maximum.at(self._last, self._refs >> 56, self._refs)
        self._file = Frames.open(self._next_path())

    def count(self, kind: int) -> int:
        """Return how many records of the owned shards were settled as `kind`."""
        return int(self.totals[self._owned, kind - 1].sum())

    def offsets(self, segment: int) -> Ints:
        """Return the sorted offsets of what is done of a segment, by its first ref."""
        return within(self._refs, segment)

    def pages(self, segment: int) -> Ints:
        """Return the sorted offsets of what became pages of a segment."""
        return within(self._kinds[PAGE], segment)

    def all_pages(self) -> Ints:
        """Return the sorted refs of what has become pages by now."""
        found: dict[int, list[Ints]] = {kind: [] for kind in KINDS}
        known = self.totals.copy()
        for path in self._standing():
            self._read(path, found)
        self.totals = known
        return _sorted(found[PAGE])

    def last(self, shard: int) -> int:
        """Return the highest ref of a shard that was settled when this was opened."""
        return int(self._last[shard])

    def forget_read(self) -> None:
        """Let go of what was read at the opening."""
        self._refs = np.empty(0, np.int64)
        self._kinds = dict.fromkeys(KINDS, self._refs)

    def append(self, kind: int, refs: Ints) -> None:
        """Write that `refs` are settled."""
        with self._writing:
            self._file.append(kind, refs.tobytes(), len(refs))
            self.totals[:, kind - 1] += np.bincount(refs >> 56, minlength=SHARDS)

    @property
    def dirty(self) -> bool:
        """Whether an ack may not be on the disk yet."""
        return self._file.dirty

    @property
    def size(self) -> int:
        """The bytes of this owner's file."""
        return self._file.size

    def sync(self) -> None:
        """Wait until every ack is on the disk."""
        self._file.sync()

    def fold(self, live: Iterable[int]) -> bool:
        """Write all files as one, with refs of `live` segments only (their first refs).

        Return whether that was possible: only for the one owner of everything.
        """
        if len(self._owned) < SHARDS:
            return False
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._file.sync()
        # Also those that an earlier fold stands for and a kill left: when that one is
        # gone they would count again.
        paths = sorted(self._folder.glob("*.log"))
        folded = self._next_path()
        beside = folded.with_suffix(".tmp")
        self._write_folded(beside, paths, np.array(sorted(live), np.int64))
        with refusing(self._folder):
            # From here on it counts, and the others do not, whoever dies when.
            beside.replace(folded)
            sync_folder(self._folder)
            for path in paths:
                path.unlink()
        self._file.abandon()
        self._file = Frames.open(folded)
        fcntl.flock(self._lock, fcntl.LOCK_SH)
        return True

    def _write_folded(self, path: Path, paths: list[Path], live: Ints) -> None:
        found: dict[int, list[Ints]] = {kind: [] for kind in KINDS}
        known = self.totals.copy()
        for old in self._standing():
            self._read(old, found)
        self.totals = known
        gone = known.copy()
        path.unlink(missing_ok=True)
        folded = Frames.open(path)
        folded.append(_FOLDED, "\n".join(old.name for old in paths).encode())
        for kind in KINDS:
            refs = _sorted(found[kind])
            kept = refs[np.isin(refs >> 32, live >> 32)]
            folded.append(kind, kept.tobytes(), len(kept))
            gone[:, kind - 1] -= np.bincount(kept >> 56, minlength=SHARDS)
        folded.append(TOTALS, gone.tobytes(), 1)
        folded.close()

    def _next_path(self) -> Path:
        numbers = [int(path.name[:8]) for path in self._folder.glob("*.log")]
        name = f"{max([0, *numbers]) + 1:08}-{uuid4().hex[:8]}.log"
        return self._folder / name

    def _standing(self) -> list[Path]:
        """Return the files that count."""
        return standing(self._folder)

    def abandon(self) -> None:
        """Let go without a word."""
        self._file.abandon()
        self._lock.close()

    def close(self) -> None:
        """Sync and close; an owner that settled nothing leaves no file."""
        try:
            self._file.close()
            if not self._file.size:
                self._file.path.unlink(missing_ok=True)
        finally:
            self._lock.close()

    def _read(self, path: Path, found: dict[int, list[Ints]]) -> None:
        reading = read(path)
        self.damage += reading.damage
        for frame in reading.frames:
            if frame.kind == _FOLDED:
                continue
            numbers = np.frombuffer(frame.payload, np.int64)
            if frame.kind == TOTALS:
                self.totals += numbers.reshape(SHARDS, len(KINDS))
            elif frame.kind in KINDS:
                owned = np.isin(numbers >> 56, self._owned)
                found[frame.kind].append(numbers[owned])


def standing(folder: Path) -> list[Path]:
    """Return the files of acks that count: not those that another one stands for."""
    paths = sorted(folder.glob("*.log"))
    over: set[str] = set()
    for path in paths:
        for frame in read(path).frames[:1]:
            if frame.kind == _FOLDED:
                over.update(str(frame.payload, "utf-8").split("\n"))
    return [path for path in paths if path.name not in over]


def _sorted(refs: list[Ints]) -> Ints:
    return distinct(np.concatenate([np.empty(0, np.int64), *refs]))


def within(refs: Ints, segment: int) -> Ints:
    """Return the offsets of those of the sorted `refs` that lie in a segment."""
    begin, end = np.searchsorted(refs, [segment, segment + (1 << 32)])
    return refs[begin:end] - segment
