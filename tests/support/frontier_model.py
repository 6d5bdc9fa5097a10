"""What a frontier has to do, said as simply as can be: the reference it is held against.

Two times are kept of a host. `not_before` is the truth: asked earlier, the host is hurt.
`by` is what the frontier may believe after a kill: left alone longer, the host is stuck.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any

from frontier.plan import Plan
from frontier.urls import domain, host, shard_of
from frontier.values import Batch

# Every so many pages of a host its oldest one goes first.
AGED = 64


@dataclass(slots=True)
class Entry:
    """One accepted URL; `first` says that its age has put it before all others."""

    url: str
    host: "Host"
    rank: float
    arrival: int
    tries: int = 0
    first: bool = False
    asked: bool = False  # it flies: no answer yet


@dataclass(slots=True)
class Gate:
    """What the hosts of one domain share when the plan says so."""

    by: float = -inf
    not_before: float = -inf


@dataclass(slots=True)
class Host:
    """What is known of one host."""

    name: str
    delay_s: float
    by: float
    not_before: float = -inf
    blocked_until: float = -inf
    turns: int = 0
    pages: int = 0
    waiting: list[Entry] = field(default_factory=list)

    @property
    def domain(self) -> str:
        return domain(self.name)


class Model:
    """A frontier without files, arrays or speed."""

    def __init__(self, plan: Plan, now: float) -> None:
        self.plan = plan
        # What was moved out of an old segment lies behind newer URLs of its rank.
        self.ties_count = True
        # With runs on disk the oldest page is any of those in the oldest segment.
        self.ages_count = True
        self.now = now
        self.hosts: dict[str, Host] = {}
        self.leases: dict[int, Entry] = {}
        self.known: set[str] = set()
        self.settled: Counter[str] = Counter()
        self.accepted = 0
        self._arrivals = 0
        self._gates: defaultdict[str, Gate] = defaultdict(Gate)
        self._strangers: dict[int, float] = {}

    # What comes in

    def schedule(self, url: str, rank: float, *, again: bool = False) -> bool:
        """Return whether the URL is accepted."""
        if url in self.known and not again:
            return False
        self.known.add(url)
        self.accepted += 1
        self._arrivals += 1
        met = self.met(host(url))
        met.waiting.append(Entry(url, met, rank, self._arrivals))
        return True

    def met(self, name: str) -> Host:
        """Return a host, which is new when it was not met before."""
        if name not in self.hosts:
            by = self._strangers.get(shard_of(domain(name)), -inf)
            self.hosts[name] = Host(name, self.plan.politeness.delay_s, by)
        return self.hosts[name]

    # What goes out

    def hand_out(self, batch: Batch, most: int) -> None:
        """Check what the frontier handed out, and note it."""
        assert len(batch) <= most
        must = {self._gate(one) for one in self.hosts.values() if self._must_go(one)}
        room = self._room()
        for lease in batch:
            asked = self.hosts[lease.host]
            assert self._may_go(asked), f"{asked.name} is asked too early"
            entry = self._next(asked, lease.url)
            asked.waiting.remove(entry)
            asked.turns += 1
            entry.asked = True
            assert lease.id not in self.leases
            self.leases[lease.id] = entry
        assert len(batch) <= room
        if len(batch) < min(most, room):
            missing = must - {self._gate(self.hosts[name]) for name in batch.hosts}
            assert not self._affordable(missing), f"{missing} could have been asked"

    def ready_at(self) -> float:
        """Return by when something can go, infinity if nothing waits for its time."""
        if not self._room():
            return inf
        times = [
            max(one.by, one.blocked_until, self._gates[self._gate(one)].by)
            for one in self.hosts.values()
            if one.waiting and not self._flying(one) and self._has_budget(one)
        ]
        return min(times, default=inf)

    # What comes back

    def fetched(self, ids: Iterable[int]) -> None:
        for number in ids:
            entry = self.leases.get(number)
            if entry is not None and entry.asked:
                entry.asked = False
                answered = entry.host
                answered.by = answered.not_before = self.now + answered.delay_s
                gate = self._gates[self._gate(answered)]
                gate.by = gate.not_before = self.now + self._group_delay_s()

    def done(self, ids: list[int], *, page: bool) -> None:
        self.fetched(ids)
        for entry in self._settle(ids):
            entry.host.pages += page
            self.settled["pages" if page else "empty"] += 1

    def fail(self, ids: list[int]) -> int:
        """Return how many URLs are given up."""
        self.fetched(ids)
        lost = 0
        for entry in self._settle(ids):
            entry.tries += 1
            if entry.tries >= self.plan.attempts:
                lost += 1
            else:
                entry.host.waiting.append(entry)
        self.settled["dropped"] += lost
        return lost

    def release(self, ids: list[int]) -> None:
        for entry in self._settle(ids):
            entry.asked = False
            entry.host.waiting.append(entry)

    # What people say

    def block(self, name: str, until: float) -> None:
        self.met(name).blocked_until = until

    def set_delay(self, name: str, seconds: float | None) -> None:
        changed = self.met(name)
        given = self.plan.politeness.delay_s if seconds is None else seconds
        longer = max(0.0, given - changed.delay_s)
        changed.by += longer
        changed.not_before += longer
        changed.delay_s = given

    # What becomes of a process

    def closed(self) -> None:
        """The frontier was closed; what flies counts as answered at that moment."""
        self.fetched(list(self.leases))
        self._strangers.clear()
        self._remake_gates()
        self._begin()

    def killed(self) -> None:
        """The process is gone, and the frontier is opened again at once."""
        shards = {shard_of(one.domain) for one in self.hosts.values()}
        rested = self.now + self.plan.politeness.delay_s
        self._strangers = dict.fromkeys(shards, rested)
        self.fetched(list(self.leases))
        for one in self.hosts.values():
            one.by = max(one.by, self.now + one.delay_s)
        self._remake_gates()
        self._begin()

    def counts(self) -> dict[str, int]:
        """Return where the accepted URLs are."""
        waiting = sum(len(one.waiting) for one in self.hosts.values())
        found = {"pending": waiting, "leased": len(self.leases), **self.settled}
        return {name: count for name, count in found.items() if count}

    def _remake_gates(self) -> None:
        """Let a gate rest behind its hosts at most: its own time is not kept."""
        for one in self.hosts.values():
            gate = self._gates[self._gate(one)]
            gate.by = max(gate.by, one.by + self._group_delay_s())

    def _begin(self) -> None:
        for entry in self.leases.values():
            entry.host.waiting.append(entry)
        self.leases.clear()
        for one in self.hosts.values():
            one.turns = 0
            for entry in one.waiting:
                entry.tries, entry.first, entry.asked = 0, False, False

    def _settle(self, ids: list[int]) -> list[Entry]:
        found = [self.leases.pop(number, None) for number in ids]
        return [entry for entry in found if entry is not None]

    def _next(self, asked: Host, url: str) -> Entry:
        """Return the entry that goes next, which has to be one of `url`."""
        best = min(asked.waiting, key=self._place)
        aged = asked.turns % AGED == AGED - 1
        if aged and not self.ages_count:
            best = next(entry for entry in asked.waiting if entry.url == url)
        elif aged:
            best = min(asked.waiting, key=lambda entry: entry.arrival)
        elif not self.ties_count:
            place = self._place(best)
            same = [entry for entry in asked.waiting if self._place(entry) == place]
            best = next((entry for entry in same if entry.url == url), best)
        assert url == best.url, f"{url} is asked, {best.url} is before it"
        best.first = best.first or aged
        return best

    def _place(self, entry: Entry) -> Any:
        arrival = -entry.arrival if self.plan.order == "depth" else entry.arrival
        rank = -inf if entry.first else entry.rank
        return (rank, arrival) if self.ties_count else rank

    def _may_go(self, one: Host) -> bool:
        gate = self._gates[self._gate(one)]
        return self._can_go(one, max(one.not_before, gate.not_before))

    def _must_go(self, one: Host) -> bool:
        gate = self._gates[self._gate(one)]
        return self._can_go(one, max(one.by, gate.by))

    def _can_go(self, one: Host, ready_at: float) -> bool:
        return (
            bool(one.waiting)
            and max(ready_at, one.blocked_until) <= self.now
            and not self._flying(one)
            and self._has_budget(one)
        )

    def _group_delay_s(self) -> float:
        grouped = self.plan.politeness.group_by == "domain"
        return self.plan.politeness.group_delay_s if grouped else 0.0

    def _gate(self, one: Host) -> str:
        return one.domain if self.plan.politeness.group_by == "domain" else one.name

    def _flying(self, one: Host) -> bool:
        gate = self._gate(one)
        return any(
            entry.asked and self._gate(entry.host) == gate
            for entry in self.leases.values()
        )

    def _has_budget(self, one: Host) -> bool:
        of_host, of_domain = self.plan.budgets.host, self.plan.budgets.domain
        same = [other for other in self.hosts.values() if other.domain == one.domain]
        return self._used([one]) < (of_host or inf) and self._used(same) < (
            of_domain or inf
        )

    def _used(self, hosts: list[Host]) -> int:
        leased = sum(entry.host in hosts for entry in self.leases.values())
        return leased + sum(one.pages for one in hosts)

    def _room(self) -> float:
        of_crawl = self.plan.budgets.crawl
        if of_crawl is None:
            return inf
        return max(0, of_crawl - len(self.leases) - self.settled["pages"])

    def _affordable(self, gates: set[str]) -> set[str]:
        """Return those of `gates` that still could have gone after the batch."""
        return {
            self._gate(one)
            for one in self.hosts.values()
            if self._gate(one) in gates and self._has_budget(one)
        }
