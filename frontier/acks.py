"""What is done: refs of records that need nothing more, appended as they settle."""

from pathlib import Path

import numpy as np

from frontier.frames import Frames, read
from frontier.kernel import Ints

PAGE = 1  # the page is safe
EMPTY = 2  # there was an answer, and no page in it
DROPPED = 3  # nothing will come of the URL
_KINDS = (PAGE, EMPTY, DROPPED)
_TOTALS = 4  # how many of each kind there were when the file was rewritten


class Acks:
    """One shard's file of acks; read once, when the shard is opened."""

    def __init__(self, path: Path) -> None:
        reading = read(path)
        self.damage = reading.damage
        self.counts = dict.fromkeys(_KINDS, 0)
        refs: dict[int, list[Ints]] = {kind: [] for kind in _KINDS}
        for frame in reading.frames:
            found = np.frombuffer(frame.payload, np.int64)
            if frame.kind == _TOTALS:
                self.counts = dict(zip(_KINDS, found.tolist(), strict=True))
            else:
                self.counts[frame.kind] += frame.count
                refs[frame.kind].append(found)
        self._pages = _sorted(refs[PAGE])
        self._refs = _sorted([ref for kind in _KINDS for ref in refs[kind]])
        self._file = Frames.open(path)

    @property
    def size(self) -> int:
        """The bytes of the file."""
        return self._file.size

    @property
    def dirty(self) -> bool:
        """Whether an ack may not be on the disk yet."""
        return self._file.dirty

    def offsets(self, segment: int) -> Ints:
        """Return the sorted offsets of what is done of a segment, by its first ref."""
        return _within(self._refs, segment)

    def pages(self, segment: int) -> Ints:
        """Return the sorted offsets of what became pages of a segment."""
        return _within(self._pages, segment)

    def pages_now(self, segment: int) -> Ints:
        """Return the sorted offsets of what has become pages of a segment by now."""
        frames = read(self._file.path).frames
        refs = [np.frombuffer(f.payload, np.int64) for f in frames if f.kind == PAGE]
        return _within(_sorted(refs), segment)

    def forget_read(self) -> None:
        """Let go of what was read at the opening."""
        self._refs = self._pages = np.empty(0, np.int64)

    def append(self, kind: int, refs: Ints) -> None:
        """Write that `refs` are settled."""
        self._file.append(kind, refs.tobytes(), len(refs))
        self.counts[kind] += len(refs)

    def keep(self, segments: set[int]) -> None:
        """Rewrite the file with the refs of `segments` only; the counts stay."""
        path = self._file.path
        beside = path.with_suffix(".tmp")
        beside.unlink(missing_ok=True)
        self._file.sync()
        totals = np.array([self.counts[kind] for kind in _KINDS], np.int64)
        kept = Frames.open(beside)
        for frame in read(path).frames:
            if frame.kind != _TOTALS:
                refs = np.frombuffer(frame.payload, np.int64)
                refs = refs[np.isin((refs >> 32) & 0xFFFFFF, list(segments))]
                kept.append(frame.kind, refs.tobytes(), len(refs))
        kept.append(_TOTALS, totals.tobytes(), len(totals))
        kept.close()
        self._file.close()
        beside.replace(path)
        self._file = Frames.open(path)

    def sync(self) -> None:
        """Wait until every ack is on the disk."""
        self._file.sync()

    def close(self) -> None:
        """Sync and close."""
        self._file.close()


def _sorted(refs: list[Ints]) -> Ints:
    return np.unique(np.concatenate([np.empty(0, np.int64), *refs]))


def _within(refs: Ints, segment: int) -> Ints:
    begin, end = np.searchsorted(refs, [segment, segment + (1 << 32)])
    return refs[begin:end] - segment
