"""The frontier's memory: whose turn it is, and which URL each host gives next.

Nothing here is the truth: all of it is made from the shards' logs at the opening. It
joins the lanes (what a host gives), the queue with its gates (when a host may be asked)
and the leases (who asks), and refills lanes from staging areas and runs.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from frontier.gates import GATE
from frontier.hosts import HELD, IDLE, NO_TIE, READY, Hosts
from frontier.kernel import Flags, Ints, Keys, Small, Times, distinct
from frontier.lanes import (
    AGED,
    MOST,
    TOP,
    fill,
    insert,
    make_lanes,
    roomier_lanes,
)
from frontier.leases import (
    FREE,
    NO_REF,
    lease,
    make_leases,
    put_back,
    rest,
    roomier_leases,
    settle,
)
from frontier.outside import Outside
from frontier.politeness import Rules
from frontier.runs import Runs, Scratch
from frontier.segments import Segment
from frontier.staging import (
    SPARE,
    make_staged,
    roomier_staged,
)
from frontier.turns import first_time, make_queue, roomier_queue, wake
from frontier.urls import SHARDS

# Hosts that a call of `take` refills before it looks at the queue again.
_AT_ONCE = 1024
# Entries of hosts that stand in the queue a second time, for an earlier time.
_REPEATS = 4096
_OFFSET = 0xFFFFFFFF

SegmentOf = Callable[[int, int], Segment]  # of a shard and a number


class Agenda:
    """All hosts, lanes and leases of one campaign in this process."""

    def __init__(self, *, newest_first: bool, segment_of: SegmentOf) -> None:
        self.hosts = Hosts()
        self.lanes = make_lanes()
        self.queue = make_queue()
        self.leases = make_leases()
        self.gates = np.zeros(0, GATE)
        self.budgets = np.zeros(0, np.int32)
        self.staged = make_staged(SHARDS)
        self.runs = Runs()
        self.scratch: dict[int, Scratch] = {}
        self.flip = -1 if newest_first else 0
        self.segment_of = segment_of

    def join(self, shard: int, scratch: Path) -> None:
        """Make room for a shard."""
        self.scratch[shard] = Scratch(scratch)

    def close(self) -> None:
        """Remove what was kept on disk for this process alone."""
        for scratch in self.scratch.values():
            scratch.close()

    def insert(self, hosts: Small, ranks: Small, refs: Ints) -> None:
        """Take in waiting URLs."""
        self._fit_queue()
        ties = refs ^ self.flip
        at = 0
        while True:
            at = insert(
                self.hosts.rows,
                self.lanes,
                self.staged,
                self.queue,
                (hosts, ranks, ties),
                at,
            )
            if at == len(hosts):
                return
            if self.lanes.free[TOP] + MOST > len(self.lanes.rank):
                self.lanes = roomier_lanes(self.lanes)
            if self.staged.ends[1] + SPARE > len(self.staged.tie):
                self.staged = roomier_staged(self.staged)

    def take(self, most: int, now: float) -> Ints:
        """Hand out up to `most` URLs, one a host; return the slots of their leases."""
        self._fit_queue()
        taken = np.empty(most, np.int64)
        refill = np.empty(_AT_ONCE, np.int32)
        total = 0
        while total < most:
            self._fit_leases(most - total)
            count, short = lease(
                self.hosts.rows,
                self.lanes,
                self.queue,
                self.gates,
                self.budgets,
                self.leases,
                now,
                self.flip,
                taken[total:],
                refill,
            )
            total += count
            for host in refill[:short].tolist():
                self._refill(host)
            if not short:
                break
        return taken[:total]

    def numbers(self, slots: Ints) -> Keys:
        """Return the leases' numbers, which a slot's next lease does not share."""
        generations = self.leases.slots["generation"][slots].astype(np.uint64)
        return (generations << np.uint64(32)) | slots.astype(np.uint64)

    def rest(self, ids: Keys, rules: Rules, answers: Times, now: float) -> Small:
        """Start the delays of the hosts that answered; return those newly paused."""
        self._fit_queue()
        changed = np.zeros(len(ids), np.bool_)
        slots = self.leases.slots
        rest(
            self.hosts.rows,
            self.queue,
            self.gates,
            slots,
            rules,
            ids,
            now,
            answers,
            changed,
        )
        return slots["host"][(ids[changed] & np.uint64(_OFFSET)).astype(np.int64)]

    def set_aside(self, ids: Keys, now: float) -> None:
        """Free the hosts of leases that stay out; no delay starts."""
        self._fit_queue()
        put_back(self.hosts.rows, self.queue, self.gates, self.leases.slots, ids, now)

    def settle(self, ids: Keys, now: float) -> tuple[Small, Small, Ints]:
        """Take leases back; return the hosts, ranks and refs of their URLs."""
        self._fit_queue()
        rows, slots = self.hosts.rows, self.leases.slots
        put_back(rows, self.queue, self.gates, slots, ids, now)
        hosts, ranks = np.empty(len(ids), np.int32), np.empty(len(ids), np.int32)
        refs = np.empty(len(ids), np.int64)
        count = settle(rows, self.leases, ids, hosts, ranks, refs)
        return hosts[:count], ranks[:count], refs[:count]

    def add_errand(self, host: int) -> None:
        """Let a host be asked for something that is no URL of a log."""
        self.hosts.rows["errands"][host] += 1
        if self.hosts.rows["place"][host] in (IDLE, HELD):
            self.wake(host)

    def give_back(self, hosts: Small) -> None:
        """Let hosts, and others of their domains, have pages again that gave none."""
        rows = self.hosts.rows
        np.add.at(rows["budget"], hosts, 1)
        domains = rows["domain"][hosts]
        domains = domains[domains >= 0]
        np.add.at(self.budgets, domains, 1)
        freed = hosts[rows["place"][hosts] == HELD]
        if len(domains):  # only then: all hosts are looked at
            live = self.hosts.live
            near = (live["place"] == HELD) & np.isin(live["domain"], domains)
            freed = np.r_[freed, np.flatnonzero(near)]
        for host in distinct(freed).tolist():
            self.wake(host)

    def wake(self, host: int) -> None:
        """Queue a host that has become able to go, or may go sooner than it could."""
        self._fit_queue()
        wake(self.hosts.rows, self.queue, host)

    def next_time(self) -> float | None:
        """Return when the first host in the queue may be asked."""
        return first_time(self.hosts.rows, self.queue)

    def _refill(self, host: int) -> None:
        """Bring the best that lies outside the host's lane into it."""
        rows = self.hosts.rows
        if self.lanes.free[TOP] + MOST > len(self.lanes.rank):
            self.lanes = roomier_lanes(self.lanes)
        outside = Outside(self, host)
        aged = rows["turns"][host] % AGED == AGED - 1
        if not aged:
            fill(rows, self.lanes, host, *outside.take_best(MOST // 2))
        else:
            fill(rows, self.lanes, host, *outside.take_oldest())
        rows["aged"][host] = aged
        rows["bound_rank"][host], rows["bound_tie"][host] = outside.bound()
        oldest = outside.oldest() ^ self.flip
        rows["outside_low"][host] = oldest if not self.flip else -NO_TIE
        rows["outside_high"][host] = oldest if self.flip else NO_TIE
        self.wake(host)

    def refs(self, ids: Keys) -> Ints:
        """Return the ref of each lease in `ids`, which all have to be out."""
        return self.leases.slots["ref"][(ids & np.uint64(_OFFSET)).astype(np.int64)]

    def leased(self) -> int:
        """Return how many leases are out."""
        return int(np.count_nonzero(self.leases.slots["state"]))

    def are_out(self, ids: Keys) -> Flags:
        """Return which of `ids` are leases of URLs that were not settled yet."""
        places = (ids & np.uint64(_OFFSET)).astype(np.int64)
        known = places < len(self.leases.slots)
        slots = self.leases.slots[np.where(known, places, 0)]
        mine = slots["generation"] == (ids >> np.uint64(32)).astype(np.uint32)
        return known & mine & (slots["state"] != FREE) & (slots["ref"] != NO_REF)

    def held(self, ids: Keys) -> Ints:
        """Return the refs of the URLs that `ids` are leases of; errands have none."""
        return distinct(self.refs(ids[self.are_out(ids)]))

    def _fit_queue(self) -> None:
        """Make room for every host, once more for each that was woken while queued."""
        if self.queue.size[0] > len(self.hosts) + _REPEATS // 2:
            self._make_queue_anew()
        self.queue = roomier_queue(self.queue, len(self.hosts) + _REPEATS)

    def _make_queue_anew(self) -> None:
        rows = self.hosts.live
        hosts = np.flatnonzero(rows["place"] == READY)
        times = np.fmax(rows["ready_at"], rows["blocked_until"])[hosts]
        order = np.argsort(times)  # what is sorted is a heap
        self.queue.time[: len(hosts)] = times[order]
        self.queue.host[: len(hosts)] = hosts[order]
        self.queue.size[0] = len(hosts)

    def _fit_leases(self, count: int) -> None:
        while np.count_nonzero(self.leases.slots["state"]) + count > len(
            self.leases.slots
        ):
            self.leases = roomier_leases(self.leases)
