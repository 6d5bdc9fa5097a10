"""The files in which known pages wait, one for each hour and kind.

offer-0498540.log      pages due in that hour, in the order in which they were put
offer-0498540.split    the same, closed: it is being sorted into units
offer-0498540.0.ready  the units (dueready.py)

WAIT   pages           GONE   idents of pages that no longer wait here
"""

import mmap
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from frontier.due import DUE, idents
from frontier.durable import refusal, sync_folder
from frontier.facts import Facts, Records, chunks, pack, read_facts
from frontier.frames import Frame, read_buffer
from frontier.kernel import Ints, Keys
from frontier.tail import Tail

WAIT, GONE = 1, 2
HOUR_S = 3600
_KINDS = ("offer", "page")
# Pages in a frame: what one flipped byte costs.
_CHUNK = 1024


class Slot(NamedTuple):
    """An hour of offers (rank 0) or of other pages (rank 1), in order of planning."""

    rank: int
    hour: int

    @property
    def name(self) -> str:
        """How the slot's files begin."""
        return f"{_KINDS[self.rank]}-{self.hour:07}"

    @property
    def begin(self) -> float:
        """When the hour begins."""
        return float(self.hour * HOUR_S)


def slot_of(path: Path) -> Slot | None:
    """Return the slot that a file belongs to."""
    kind, _, hour = path.name.partition(".")[0].partition("-")
    if kind not in _KINDS or not hour.isdecimal():
        return None
    return Slot(_KINDS.index(kind), int(hour))


class Hours:
    """The .log files of one folder; one process writes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tails: dict[Slot, Tail] = {}

    def path(self, slot: Slot) -> Path:
        """Return the file in which the slot's pages wait."""
        return self.folder / f"{slot.name}.log"

    def put(self, slot: Slot, records: Records, texts: Sequence[str]) -> None:
        """Let pages wait in their hour."""
        for part in chunks(len(records), _CHUNK):
            payload = pack(records[part], texts[part])
            self._tail(slot).append(WAIT, payload, len(records[part]))

    def forget(self, slot: Slot, gone: Keys) -> None:
        """Let these pages wait in their hour no longer."""
        self._tail(slot).append(GONE, gone.tobytes(), len(gone))

    def sync(self) -> None:
        """Wait until everything is on the disk."""
        for tail in self._tails.values():
            tail.sync()

    def part_with(self, slot: Slot) -> None:
        """Forget a file that is about to get another name."""
        self._tails.pop(slot, None)

    def _tail(self, slot: Slot) -> Tail:
        if slot not in self._tails:
            self._tails[slot] = Tail(self.path(slot))
        return self._tails[slot]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The pages that wait in a file; page i's text is `buffer[starts[i]:stops[i]]`."""

    records: Records
    starts: Ints
    stops: Ints
    buffer: memoryview
    damage: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.records)

    def facts(self, rows: Ints) -> Facts:
        """Return these rows with their texts side by side."""
        starts, stops = self.starts[rows], self.stops[rows]
        bounds = zip(starts.tolist(), stops.tolist(), strict=True)
        data = b"".join([self.buffer[start:stop] for start, stop in bounds])
        ends = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(stops - starts, out=ends[1:])
        return Facts(self.records[rows], ends, memoryview(data))


def read_waiting(path: Path) -> Waiting:
    """Return the pages that wait in `path`, each once, the earliest first.

    The file is mapped: of an hour with a million pages only the records are copied.
    """
    buffer = mapped(path)
    reading = read_buffer(buffer, path.name)
    parts, damage = read_facts(reading, WAIT, DUE, path.name)
    gone = [numbers(frame) for frame in reading.frames if frame.kind == GONE]
    records = np.concatenate([np.empty(0, DUE), *(part.records for _, part in parts)])
    bounds = [np.empty((2, 0), np.int64), *(_bounds(*part) for part in parts)]
    starts, stops = np.concatenate(bounds, axis=1)
    rows = unknown(records, np.concatenate([np.empty(0, np.uint64), *gone]))
    rows = rows[np.argsort(records["due_at"][rows], kind="stable")]
    return Waiting(records[rows], starts[rows], stops[rows], buffer, damage)


def unknown(records: Records, known: Keys) -> Ints:
    """Return the first row of each page and time that is not among `known`."""
    found, first = np.unique(idents(records), return_index=True)
    return np.sort(first[~np.isin(found, known)])


def mapped(path: Path) -> memoryview:
    """Return what `path` holds, read from the disk where it is looked at."""
    try:
        with path.open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                return memoryview(b"")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError:
        return memoryview(b"")
    except OSError as error:
        raise refusal(path, error) from error


def rename(path: Path, name: Path) -> None:
    """Give a file another name, also through a power cut."""
    try:
        path.replace(name)
        sync_folder(name.parent)
    except OSError as error:
        raise refusal(path, error) from error


def remove(path: Path) -> None:
    """Remove a file that may be there."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise refusal(path, error) from error


def numbers(frame: Frame) -> Keys:
    """Return the numbers that a frame holds."""
    whole = len(frame.payload) // 8 * 8
    return np.frombuffer(frame.payload[:whole], np.uint64)


def _bounds(frame: Frame, part: Facts) -> Ints:
    """Return where in the file each text begins and ends."""
    base = frame.offset + len(frame.payload) - len(part.data)
    return base + np.stack([part.ends[:-1], part.ends[1:]])
