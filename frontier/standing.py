"""Where a campaign stands, for people: its figures and its hosts, read from disk.

    hosts   key -> name, pages, waiting     from the shards' logs
            and its state                   from the books of hosts, kept for the home

A host's state is what was noted of it last. While a crawl runs its delays are in memory
alone, so a host that is shown as ready may have been asked a moment ago.
"""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from frontier.book import NOTE
from frontier.facts import unpack
from frontier.frames import read
from frontier.kernel import Flags, Ints, Keys, Times
from frontier.look import SAVED_AT, Shelf, settled, shelves
from frontier.payload import BLOOM, EXACT, MAGIC, PYBLOOM
from frontier.states import BLOCKED, STATE, newest

States = NDArray[np.void]
# What a pending URL, a host and a known URL take in its owner's memory, about.
_PENDING_BYTES, _HOST_BYTES, _KNOWN_BYTES = 24, 320, 13


_KINDS = {EXACT: "exact", BLOOM: "bloom", PYBLOOM: "pybloom"}


class Why(Enum):
    """Why a host is not asked now."""

    READY = "ready"
    IDLE = "nothing waits"
    DELAY = "delay"
    RETRY_AFTER = "Retry-After"
    BACK_OFF = "back-off"
    BLOCKED = "blocked"


class HostRow(msgspec.Struct, frozen=True, kw_only=True):
    """One host; `delay_s` is None where the crawl's own delay holds."""

    host: str
    pending: int
    pages: int
    why: Why
    until: float | None
    delay_s: float | None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one campaign."""

    pending: int
    pages: int
    empty: int
    dropped: int
    known: int
    seen: str
    hosts: int
    shards: int
    blocked: int
    next_ready_at: float | None
    commands: int
    refused: int
    disk_bytes: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts of a campaign as columns."""

    names: list[str]
    pending: Ints
    pages: Ints
    states: States

    def ready_at(self) -> Times:
        """Return when each host may be asked, as far as was noted."""
        return np.maximum(self.states["ready_at"], self.states["blocked_until"])

    def delay(self) -> Times:
        """Return the delay that a person or its robots.txt gave each host, or NaN."""
        said = self.states["set_delay"], self.states["robots_delay"]
        return np.fmax(*said).astype(np.float64)

    def row(self, at: int, now: float) -> HostRow:
        """Return one host for a person."""
        why, until = _why(self.states[at], int(self.pending[at]), now)
        delay = float(self.delay()[at])
        return HostRow(
            host=self.names[at],
            pending=int(self.pending[at]),
            pages=int(self.pages[at]),
            why=why,
            until=until,
            delay_s=None if np.isnan(delay) else round(delay, 3),
        )


def standing(folder: Path, campaign: str) -> Standing:
    """Return where `campaign` stands; `folder` is the home's frontier folder."""
    place = folder / campaign
    table = _Table(folder)
    done = settled(place)
    known = [table.take_in(shelf) for shelf in shelves(place, done)]
    hosts = table.hosts()
    waiting = int(hosts.pending.sum())
    memory = np.array([_PENDING_BYTES, _HOST_BYTES, _KNOWN_BYTES])
    return Standing(
        pending=waiting,
        pages=int(done.totals[0]),
        empty=int(done.totals[1]),
        dropped=int(done.totals[2]),
        known=sum(known),
        seen=_seen_kind(place),
        hosts=len(hosts.names),
        shards=len(known),
        blocked=int((hosts.states["flags"] & BLOCKED > 0).sum()),
        next_ready_at=_next_ready(hosts),
        commands=_files(place / "inbox", "[!.]*"),
        refused=_files(place / "inbox" / "refused", "*.txt"),
        disk_bytes=disk_bytes(place),
        memory_bytes=int(memory @ [waiting, len(hosts.names), sum(known)]),
    )


def hosts_of(folder: Path, campaign: str) -> Hosts:
    """Return the hosts of `campaign`."""
    table = _Table(folder)
    for shelf in shelves(folder / campaign):
        table.take_in(shelf)
    return table.hosts()


class _Table:
    """Gathers hosts by their keys, shard by shard."""

    def __init__(self, folder: Path) -> None:
        self._known, self._states = _noted(folder / "hosts")
        self._names: dict[int, str] = {}
        self._pending: list[Keys] = [np.empty(0, np.uint64)]
        self._pages: list[Keys] = [np.empty(0, np.uint64)]

    def take_in(self, shelf: Shelf) -> int:
        """Add the hosts of a shard; return how many URLs it knows."""
        fps, paged = shelf.removed()
        known = [fps]
        self._pages.append(paged)
        self._name(np.unique(paged), self._known)
        for piece in shelf.pieces():
            self._pending.append(piece.records.hosts[piece.waiting])
            self._pages.append(piece.records.hosts[piece.pages])
            known.append(piece.records.fps)
            keys, first = np.unique(piece.records.hosts, return_index=True)
            for key, row in zip(keys.tolist(), first.tolist(), strict=True):
                if key not in self._names:
                    self._names[key] = piece.record(row).host
        return len(np.unique(np.concatenate(known)))

    def hosts(self) -> Hosts:
        """Return the campaign's hosts, and those that a person said something of."""
        self._name(self._states["key"][_persons(self._states)], self._known)
        pending, waiting = np.unique(np.concatenate(self._pending), return_counts=True)
        paged, pages = np.unique(np.concatenate(self._pages), return_counts=True)
        keys = np.array(sorted(self._names), np.uint64)
        states = np.zeros(len(keys), STATE)
        states["set_delay"] = states["robots_delay"] = np.nan
        _align(states, keys, self._states["key"], self._states)
        hosts = Hosts(
            names=[self._names[key] for key in keys.tolist()],
            pending=np.zeros(len(keys), np.int64),
            pages=np.zeros(len(keys), np.int64),
            states=states,
        )
        _align(hosts.pending, keys, pending, waiting)
        _align(hosts.pages, keys, paged, pages)
        return hosts

    def _name(self, keys: Keys, names: dict[int, str]) -> None:
        for key in keys.tolist():
            if key in names:
                self._names.setdefault(key, names[key])


def _noted(folder: Path) -> tuple[dict[int, str], States]:
    """Return the names of all hosts in the home's books, and their states."""
    notes = [
        note
        for path in sorted(folder.glob("[0-9][0-9].log"))
        for frame in read(path).frames
        if frame.kind == NOTE and (note := unpack(frame, STATE)) is not None
    ]
    names, states = newest(notes)
    return dict(zip(states["key"].tolist(), names, strict=True)), states


def _persons(states: States) -> Flags:
    return (states["flags"] & BLOCKED > 0) | ~np.isnan(states["set_delay"])


def _align(into: NDArray[Any], keys: Keys, found: Keys, values: NDArray[Any]) -> None:
    """Write to `into` the values that were found for its `keys`."""
    at = np.searchsorted(keys, found)
    there = at < len(keys)
    there[there] = keys[at[there]] == found[there]
    into[at[there]] = values[there]


def _why(state: np.void, pending: int, now: float) -> tuple[Why, float | None]:
    blocked, ready = float(state["blocked_until"]), float(state["ready_at"])
    if blocked > now:
        until = None if np.isinf(blocked) else blocked
        if state["flags"] & BLOCKED:
            return Why.BLOCKED, until
        return (Why.BACK_OFF if state["level"] > 0 else Why.RETRY_AFTER), until
    if not pending:
        return Why.IDLE, None
    return (Why.DELAY, ready) if ready > now else (Why.READY, None)


def _next_ready(hosts: Hosts) -> float | None:
    ready = hosts.ready_at()[hosts.pending > 0]
    return float(ready.min()) if len(ready) and np.isfinite(ready.min()) else None


def _seen_kind(place: Path) -> str:
    """Return what kind of set the known URLs were in when it was last saved."""
    for path in place.glob("seen-*"):
        with path.open("rb") as file:
            file.seek(SAVED_AT)
            head = file.read(len(MAGIC) + 1)
        if head[:-1] == MAGIC:
            return _KINDS.get(head[-1], "exact")
    return "exact"


def _files(folder: Path, form: str) -> int:
    return sum(1 for path in folder.glob(form) if path.is_file())


def disk_bytes(place: Path) -> int:
    """Return how much of the disk the files below `place` take."""
    # Blocks, not lengths: a log that is written to looks longer than it is.
    return sum(path.stat().st_blocks * 512 for path in place.rglob("*"))
