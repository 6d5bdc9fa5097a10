"""Which host is asked next, and who is asking it now.

    queue     hosts by the time they may be asked (turns.py)
    gates     a second clock that several hosts share (gates.py)
    leases    what was handed out: a slot a URL, found by its number without a search

A host is asked once at a time: handing out its URL takes it out of the queue, the answer
puts it back with its delay started.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from frontier.gates import Gates, is_shut, park, send_herald
from frontier.hosts import FLYING, HELD, IDLE, READY, REFILL, Rows
from frontier.kernel import Flags, Ints, Keys, Small, Times, kernel
from frontier.lanes import AGED, MOST, Lanes, oldest_first, outermost, pop
from frontier.politeness import Rules, delay_after, pause_after
from frontier.turns import Queue, dequeue, enqueue

FREE, OUT, FETCHED = range(3)
NO_REF = -1  # the lease of an errand, which is in no log

LEASE = np.dtype(
    [
        ("ref", "i8"),  # the record in the log; of a free slot: the next free one
        ("host", "i4"),
        ("rank", "i4"),
        ("generation", "u4"),  # how often the slot was used: old numbers are refused
        ("state", "u1"),
    ],
    align=True,
)
Slots = NDArray[np.void]


class Leases(NamedTuple):
    """The slots, and where the list of free ones begins (-1: none)."""

    slots: Slots
    free: Ints


def make_leases(room: int = 1024) -> Leases:
    """Return slots for `room` leases."""
    return _threaded(np.zeros(room, LEASE), 0, -1)


def roomier_leases(leases: Leases) -> Leases:
    """Return `leases` with twice the slots."""
    room = len(leases.slots)
    slots = np.zeros(2 * room, LEASE)
    slots[:room] = leases.slots
    return _threaded(slots, room, int(leases.free[0]))


def _threaded(slots: Slots, first: int, rest: int) -> Leases:
    """Make a list of the slots from `first` on that ends in `rest`."""
    slots["ref"][first:] = np.arange(first + 1, len(slots) + 1)
    slots["ref"][-1] = rest
    slots["generation"][first:] = 1
    return Leases(slots, np.array([first], np.int64))


@kernel
def lease(
    rows: Rows,
    lanes: Lanes,
    queue: Queue,
    gates: Gates,
    budgets: Small,
    leases: Leases,
    now: float,
    flip: int,
    taken: Ints,
    refill: Small,
) -> tuple[int, int]:
    """Hand out up to `len(taken)` URLs, one a host.

    Return how many, and how many hosts have to be refilled from outside first.
    """
    count = short = 0
    while (
        count < len(taken)
        and short < len(refill)
        and queue.size[0] > 0
        and queue.time[0] <= now
    ):
        host = dequeue(queue)
        row = rows[host]
        if row.place != READY:
            continue
        if not _may_go(rows, queue, gates, budgets, host, now):
            continue
        if row.errands == 0 and _lacks(rows, lanes, host, flip):
            row.place = REFILL
            refill[short] = host
            short += 1
            continue
        taken[count] = _hand_out(rows, lanes, leases, gates, budgets, host, flip)
        count += 1
    return count, short


@kernel
def _may_go(
    rows: Rows, queue: Queue, gates: Gates, budgets: Small, host: int, now: float
) -> bool:
    """Return whether the host may be asked now; if not, put it where it waits."""
    row = rows[host]
    if row.pending == 0 and row.errands == 0:
        row.place = IDLE
    elif max(row.ready_at, row.blocked_until) > now:
        enqueue(queue, host, max(row.ready_at, row.blocked_until))
    elif row.errands == 0 and (
        row.budget <= 0 or (row.domain >= 0 and budgets[row.domain] <= 0)
    ):
        row.place = HELD
    elif row.group >= 0 and is_shut(gates, row.group, now):
        park(rows, queue, gates, host)
        return False
    else:
        return True
    if row.group >= 0 and gates[row.group].herald == host:
        send_herald(rows, queue, gates, row.group)
    return False


@kernel
def _lacks(rows: Rows, lanes: Lanes, host: int, flip: int) -> bool:
    """Return whether the host's next URL lies outside its lane."""
    row = rows[host]
    # A full lane has no place for an older one: that comes a round of turns later.
    if row.outside == 0 or row.lane_len == MOST:
        return False
    if row.lane_len == 0:
        return True
    if row.turns % AGED != AGED - 1 or row.aged != 0:
        return False
    # Its oldest URL is wanted. A lower tie is an older one, or a newer one if flipped.
    oldest = outermost(rows, lanes, host, flip)
    return row.outside_low < oldest if flip == 0 else row.outside_high > oldest


@kernel
def _hand_out(
    rows: Rows,
    lanes: Lanes,
    leases: Leases,
    gates: Gates,
    budgets: Small,
    host: int,
    flip: int,
) -> int:
    row = rows[host]
    rank, ref = 0, NO_REF
    if row.errands == 0:
        if row.turns % AGED == AGED - 1 and row.aged == 0:
            oldest_first(rows, lanes, host, flip)
        rank, tie = pop(rows, lanes, host)
        ref = tie ^ flip
        row.pending -= 1
        row.turns += 1
        row.aged = 0
        row.budget -= 1
        if row.domain >= 0:
            budgets[row.domain] -= 1
    else:
        row.errands -= 1
    row.leased += 1
    row.place = FLYING
    if row.group >= 0:
        gate = gates[row.group]
        gate.in_flight += 1
        if gate.herald == host:
            gate.herald = -1
    return _lease(leases, host, rank, ref)


@kernel
def _lease(leases: Leases, host: int, rank: int, ref: int) -> int:
    slot = leases.free[0]
    held = leases.slots[slot]
    leases.free[0] = held.ref
    held.ref = ref
    held.host = host
    held.rank = rank
    held.state = OUT
    return slot


@kernel
def rest(
    rows: Rows,
    queue: Queue,
    gates: Gates,
    slots: Slots,
    rules: Rules,
    ids: Keys,
    now: float,
    answers: Times,
    changed: Flags,
) -> None:
    """Free the hosts of `ids` and start their delays.

    `answers` holds a row a lease: seconds, bytes, status, Retry-After. `changed` says
    whose pause is another one now.
    """
    for i in range(len(ids)):
        slot = _slot_of(slots, ids[i])
        if slot < 0 or slots[slot].state != OUT:
            continue
        slots[slot].state = FETCHED
        host = slots[slot].host
        row = rows[host]
        seconds, size, status, asked = answers[i]
        until, level = pause_after(
            rules, status, asked, row.level, row.trouble_at, row.key, now
        )
        changed[i] = level != row.level or until > row.blocked_until
        if level > row.level or until > now:
            row.trouble_at = now
        row.level = level
        row.blocked_until = max(row.blocked_until, until)
        delay = delay_after(rules, row.set_delay, row.robots_delay, seconds, size)
        row.ready_at = max(row.ready_at, now + delay)
        _land(rows, queue, gates, host, now + rules.group_delay_s)


@kernel
def put_back(
    rows: Rows, queue: Queue, gates: Gates, slots: Slots, ids: Keys, now: float
) -> None:
    """Free the hosts of `ids` that were never asked: no delay starts."""
    for i in range(len(ids)):
        slot = _slot_of(slots, ids[i])
        if slot >= 0 and slots[slot].state == OUT:
            slots[slot].state = FETCHED
            _land(rows, queue, gates, slots[slot].host, now)


@kernel
def _land(
    rows: Rows, queue: Queue, gates: Gates, host: int, gate_ready_at: float
) -> None:
    row = rows[host]
    row.place = IDLE
    if row.pending > 0 or row.errands > 0:
        row.place = READY
        enqueue(queue, host, max(row.ready_at, row.blocked_until))
    if row.group >= 0:
        gate = gates[row.group]
        gate.in_flight -= 1
        gate.ready_at = max(gate.ready_at, gate_ready_at)
        if gate.in_flight == 0 and gate.herald < 0:
            send_herald(rows, queue, gates, row.group)


@kernel
def settle(
    rows: Rows, leases: Leases, ids: Keys, hosts: Small, ranks: Small, refs: Ints
) -> int:
    """Take back the leases `ids`; fill in what they were and return how many."""
    count = 0
    for i in range(len(ids)):
        slot = _slot_of(leases.slots, ids[i])
        if slot < 0:
            continue
        held = leases.slots[slot]
        hosts[count] = held.host
        ranks[count] = held.rank
        refs[count] = held.ref
        rows[held.host].leased -= 1
        count += held.ref != NO_REF
        held.state = FREE
        held.generation += np.uint32(1)
        held.ref = leases.free[0]
        leases.free[0] = slot
    return count


@kernel
def _slot_of(slots: Slots, number: np.uint64) -> Any:
    """Return the slot that a lease's number names, -1 if that lease is over."""
    slot = np.int64(number & np.uint64(0xFFFFFFFF))
    if slot >= len(slots) or slots[slot].state == FREE:
        return -1
    if slots[slot].generation != np.uint32(number >> np.uint64(32)):
        return -1
    return slot
