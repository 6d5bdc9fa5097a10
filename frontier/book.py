"""The book of hosts: what a shard's hosts may be asked, kept for the whole home.

    NOTE     hosts with their states: what a person set, Crawl-delay, pauses, back-off
    OPENED   a process works with the book; answers are not noted one by one from here
    CLEAN    the book was closed: every state before it is exact, ready_at included

A later note of a host counts instead of an earlier one. A book whose last frame is not
CLEAN belonged to a process that was killed: any of its hosts may have been asked a
moment ago, so all of them rest for their whole delay from now. That is why the end of
each delay need not be written.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from frontier.durable import refusal, sync_folder
from frontier.facts import Records, chunks, pack, read_facts
from frontier.frames import Frames, Reading, read
from frontier.politeness import Rules, delay_after
from frontier.states import STATE, mend, newest, rest, set_back

NOTE, OPENED, CLEAN = 1, 2, 3
# Hosts in a frame: what one flipped byte costs.
_CHUNK = 4096
# A book is worth writing anew past twice its content and this much.
_SLACK_BYTES = 64 * 1024
_TIME = np.dtype("<f8")


class Book:
    """One shard's hosts on disk; one process has it open.

    `names` and `states` are what was found, in the order of first sight. A host that is
    not among them may not be asked before `strangers_at`: it may have been lost.
    """

    def __init__(self, path: Path, now: float, rules: Rules) -> None:
        reading = read(path)
        notes, self.damage = read_facts(reading, NOTE, STATE, path.name)
        self.names, self.states = newest([facts for _, facts in notes])
        self.strangers_at = 0.0
        closed_at = _closed_at(reading)
        set_back(self.states, float(np.fmax(0.0, closed_at - now)))
        mend(self.states, now, rules)
        # No time to compare with: the book was neither closed nor begun just now.
        self.clean = closed_at == closed_at
        if not self.clean:
            rest(self.states, now, rules)
            # As if its last answer had been slow: an adaptive delay may be in force.
            self.strangers_at = now + delay_after(rules, np.nan, np.nan, np.inf, 0.0)
        self._file = Frames.open(path)
        self._content = _bytes(self.names)

    @classmethod
    def open(cls, folder: Path, shard: int, now: float, rules: Rules) -> "Book":
        """Open the book of `shard`, as it was closed or as a kill left it."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refusal(folder, error) from error
        book = cls(folder / f"{shard:02}.log", now, rules)
        if book.damage or book.swollen:
            book.compact(book.names, book.states)
        book._file.append(OPENED, b"")
        # Before any host is asked: a power cut must not show the book as closed.
        book._file.sync()
        return book

    def note(self, names: Sequence[str], states: Records) -> None:
        """Write what changed: safe from a kill at once, from a power cut by `sync`."""
        _append(self._file, names, states)

    def sync(self) -> None:
        """Wait until every note is on the disk."""
        self._file.sync()

    @property
    def swollen(self) -> bool:
        """Whether most of the file is out of date: time for `compact`."""
        return self._file.size > 2 * self._content + _SLACK_BYTES

    def compact(self, names: Sequence[str], states: Records) -> None:
        """Write the book anew with these hosts, which are all there are."""
        self._replace(names, states, np.nan)

    def abandon(self) -> None:
        """Let go of the file; who opens it next lets every host rest."""
        self._file.abandon()

    def close(self, now: float, names: Sequence[str], states: Records) -> None:
        """Write the book anew with exact states and close it.

        A host with a request in flight has to rest for its delay from now.
        """
        try:
            self._replace(names, states, now)
        finally:
            self._file.close()

    def _replace(self, names: Sequence[str], states: Records, closed_at: float) -> None:
        beside = self.path.with_name(f".{self.path.name}.tmp")
        try:
            beside.unlink(missing_ok=True)
            fresh = _written(beside, names, states, closed_at)
            beside.replace(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            raise refusal(self.path, error) from error
        finally:
            beside.unlink(missing_ok=True)
        self._file.close()
        fresh.path = self.path
        self._file = fresh
        self._content = _bytes(names)

    @property
    def path(self) -> Path:
        """The book's file."""
        return self._file.path


def _written(
    path: Path, names: Sequence[str], states: Records, closed_at: float
) -> Frames:
    """Return a new file that holds these hosts, on the disk already."""
    fresh = Frames.open(path)
    try:
        _append(fresh, names, states)
        if closed_at == closed_at:
            fresh.append(CLEAN, np.array(closed_at, _TIME).tobytes())
        fresh.sync()
    except BaseException:
        fresh.close()
        raise
    return fresh


def _append(file: Frames, names: Sequence[str], states: Records) -> None:
    for part in chunks(len(names), _CHUNK):
        records = states[part].astype(STATE, copy=False)
        file.append(NOTE, pack(records, names[part]), len(records))


def _closed_at(reading: Reading) -> float:
    """Return when the book was closed; NaN if a process was killed with it open.

    A book that is not there was closed at the beginning of time.
    """
    if reading.damage:
        return np.nan
    if not reading.frames:
        return -np.inf
    last = reading.frames[-1]
    if last.kind != CLEAN or len(last.payload) != _TIME.itemsize:
        return np.nan
    return float(np.frombuffer(last.payload, _TIME)[0])


def _bytes(names: Sequence[str]) -> int:
    """Return about how many bytes these hosts take in the file."""
    return len(names) * (STATE.itemsize + 4) + sum(map(len, names))
