"""A campaign's hosts as a table, for people: gathered from disk by their keys.

    key -> name, pages, waiting     from the shards' logs
        and its state               from the books of hosts, kept for the home

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
from frontier.kernel import Flags, Ints, Keys, Times, distinct
from frontier.look import Settled, Shelf, plan_of, settled, shelves
from frontier.politeness import Politeness
from frontier.robotstold import hosts_forbidden
from frontier.spent import Withheld, by_counts
from frontier.states import BLOCKED, STATE, newest
from frontier.urls import domain

States = NDArray[np.void]


class Why(Enum):
    """Why a host is not asked now."""

    READY = "ready"
    IDLE = "nothing waits"
    DELAY = "delay"
    RETRY_AFTER = "Retry-After"
    BACK_OFF = "back-off"
    BLOCKED = "blocked"
    ROBOTS = "robots.txt"
    BUDGET = "a larger budget"


class HostRow(msgspec.Struct, frozen=True, kw_only=True):
    """One host; its delay is the plan's, a person's or its robots.txt's."""

    host: str
    pending: int
    pages: int
    why: Why
    until: float | None
    delay_s: float
    delay_by: str


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts of a campaign as columns."""

    names: list[str]
    pending: Ints
    pages: Ints
    states: States
    politeness: Politeness
    forbidden: dict[str, float]
    withheld: Withheld

    def ready_at(self) -> Times:
        """Return when each host may be asked, as far as was noted."""
        return np.maximum(self.states["ready_at"], self.states["blocked_until"])

    def delay(self) -> Times:
        """Return how long each host rests after an answer at least."""
        own = self.states["set_delay"].astype(np.float64)
        own[np.isnan(own)] = self.politeness.delay_s
        return np.fmax(own, self._robots_delay())

    def row(self, at: int, now: float) -> HostRow:
        """Return one host for a person."""
        why, until = _why(self.states[at], int(self.pending[at]), now)
        name = self.names[at]
        if why in (Why.READY, Why.DELAY) and name in self.forbidden:
            why, until = Why.ROBOTS, self.forbidden[name]
        if self.pending[at] and any(flags[at] for flags in self.withheld.values()):
            why, until = Why.BUDGET, None
        delay = float(self.delay()[at])
        by = "plan" if np.isnan(self.states["set_delay"][at]) else "person"
        return HostRow(
            host=name,
            pending=int(self.pending[at]),
            pages=int(self.pages[at]),
            why=why,
            until=until,
            delay_s=round(delay, 3),
            delay_by="robots.txt" if delay == self._robots_delay()[at] else by,
        )

    def _robots_delay(self) -> Times:
        asked = self.states["robots_delay"].astype(np.float64)
        return np.minimum(asked, self.politeness.max_crawl_delay_s)


def hosts_of(folder: Path, campaign: str) -> Hosts:
    """Return the hosts of `campaign`."""
    place = folder / campaign
    table = HostTable(folder, place)
    done = settled(place)
    for shelf in shelves(place, done):
        table.take_in(shelf)
    return table.hosts(done)


class HostTable:
    """Gathers hosts by their keys, shard by shard."""

    def __init__(self, folder: Path, place: Path) -> None:
        self._plan = plan_of(place)
        self._forbidden = hosts_forbidden(folder)
        self._known, self._states = _noted(folder / "hosts")
        self._names: dict[int, str] = {}
        self._pending: list[Keys] = [np.empty(0, np.uint64)]
        self._pages: list[Keys] = [np.empty(0, np.uint64)]

    def take_in(self, shelf: Shelf) -> int:
        """Add the hosts of a shard; return how many URLs it knows."""
        fps, paged = shelf.removed()
        known = [fps]
        self._pages.append(paged)
        self._name(distinct(paged), self._known)
        for piece in shelf.pieces():
            self._pending.append(piece.records.hosts[piece.waiting])
            self._pages.append(piece.records.hosts[piece.pages])
            known.append(piece.records.fps)
            keys, first = np.unique(piece.records.hosts, return_index=True)
            for key, row in zip(keys.tolist(), first.tolist(), strict=True):
                if key not in self._names:
                    self._names[key] = piece.record(row).host
        return len(distinct(np.concatenate(known)))

    def hosts(self, done: Settled) -> Hosts:
        """Return the campaign's hosts, and those that a person said something of."""
        self._name(self._states["key"][_persons(self._states)], self._known)
        pending, waiting = np.unique(np.concatenate(self._pending), return_counts=True)
        paged, pages = np.unique(np.concatenate(self._pages), return_counts=True)
        keys = np.array(sorted(self._names), np.uint64)
        states = np.zeros(len(keys), STATE)
        states["set_delay"] = states["robots_delay"] = np.nan
        _align(states, keys, self._states["key"], self._states)
        counts = np.zeros((2, len(keys)), np.int64)
        _align(counts[0], keys, pending, waiting)
        _align(counts[1], keys, paged, pages)
        names = [self._names[key] for key in keys.tolist()]
        return Hosts(
            names=names,
            pending=counts[0],
            pages=counts[1],
            states=states,
            politeness=self._plan.politeness,
            forbidden=self._forbidden,
            withheld=self._withheld(names, counts[1], int(done.totals[0])),
        )

    def _withheld(self, names: list[str], pages: Ints, total: int) -> Withheld:
        budgets = self._plan.budgets
        by_domain = pages
        if budgets.domain is not None:
            domains = np.array([domain(name) for name in names], np.str_)
            _, whose = np.unique(domains, return_inverse=True)
            by_domain = np.bincount(whose, pages).astype(np.int64)[whose]
        return by_counts(budgets, total, pages, by_domain)

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
