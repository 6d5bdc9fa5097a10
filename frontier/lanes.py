"""A host's lane: its next URLs in order, at most 256 of them in memory.

    lane      a binary heap of (rank, tie) in a slab of 4, 8, ... 256 entries
    outside   everything worse than the lane's worst: first in the shard's staging
              area, a list over all hosts; when a segment is full the staged entries
              are sorted by host and rank and become a run on disk (runs.py)
    bound     the best entry outside. Every entry in the lane is better, so the lane's
              head is the host's next URL, and an empty lane is filled from outside

An entry is 12 bytes: `rank` (lower goes first) and `tie`, the place of the URL's record
in the log, so that equal ranks go in order of arrival (or, with every bit of it flipped,
the newest goes first). A slab is taken from its class's list of free ones or from the
end of the arrays.
"""

from typing import NamedTuple

import numpy as np

from frontier.hosts import IDLE, READY, Rows, grown
from frontier.kernel import Ints, Small, Times, kernel

MOST = 256
SMALLEST = 4
CLASSES = 7  # 4, 8, 16, 32, 64, 128, 256
TOP = CLASSES  # place of the end of the used entries in Lanes.free
# The oldest URL of a host goes first once in so many turns, whatever its rank.
AGED = 64


class Lanes(NamedTuple):
    """The slabs of all hosts; `free` heads the lists of free slabs and holds the end."""

    rank: Small
    tie: Ints
    free: Ints


class Staged(NamedTuple):
    """Entries that are in no lane and not on disk yet; host -1: taken out again.

    Each is in two lists: its host's, to be found, and its shard's, to be sorted when a
    segment of the shard is full.
    """

    host: Small
    rank: Small
    tie: Ints
    before: Small  # the host's entry staged before this one
    beside: Small  # the shard's, or the next free place
    ends: Ints  # first free place (-1: none), then the end of the used ones
    shards: Small  # first of each shard's list
    sizes: Ints  # entries in it


class Queue(NamedTuple):
    """Hosts by the time they may be asked: a binary heap that is allowed to be stale.

    An entry's time is never later than the host's true one; who takes it out looks.
    """

    time: Times
    host: Small
    size: Ints


def make_lanes() -> Lanes:
    """Return lanes for the first hosts."""
    free = np.full(CLASSES + 1, -1, np.int64)
    free[TOP] = 0
    return Lanes(np.zeros(4096, np.int32), np.zeros(4096, np.int64), free)


def make_staged(shards: int) -> Staged:
    """Return an empty staging area for `shards` shards."""
    room = 16 * MOST
    return Staged(
        np.zeros(room, np.int32),
        np.zeros(room, np.int32),
        np.zeros(room, np.int64),
        np.zeros(room, np.int32),
        np.zeros(room, np.int32),
        np.array([-1, 0], np.int64),
        np.full(shards, -1, np.int32),
        np.zeros(shards, np.int64),
    )


def make_queue() -> Queue:
    """Return an empty queue of hosts."""
    return Queue(np.zeros(1024), np.zeros(1024, np.int32), np.zeros(1, np.int64))


def roomier_lanes(lanes: Lanes) -> Lanes:
    """Return `lanes` with twice the room."""
    room = 2 * len(lanes.rank)
    return Lanes(grown(lanes.rank, room), grown(lanes.tie, room), lanes.free)


def roomier_staged(staged: Staged) -> Staged:
    """Return `staged` with twice the room."""
    room = 2 * len(staged.tie)
    return Staged(
        grown(staged.host, room),
        grown(staged.rank, room),
        grown(staged.tie, room),
        grown(staged.before, room),
        grown(staged.beside, room),
        *staged[5:],
    )


def roomier_queue(queue: Queue, room: int) -> Queue:
    """Return `queue` with room for `room` hosts and a few repeats."""
    if len(queue.time) >= room:
        return queue
    return Queue(grown(queue.time, room), grown(queue.host, room), queue.size)


@kernel
def insert(
    rows: Rows,
    lanes: Lanes,
    staged: Staged,
    queue: Queue,
    entries: tuple[Small, Small, Ints],
    begin: int,
) -> int:
    """Take in entries from `begin` on; return where room ran out, or their number."""
    hosts, ranks, ties = entries
    for i in range(begin, len(hosts)):
        if (
            lanes.free[TOP] + MOST > len(lanes.rank)
            or staged.ends[1] + MOST > len(staged.tie)
            or queue.size[0] >= len(queue.time)
        ):
            return i
        host = hosts[i]
        rows[host].pending += 1
        offer(rows, lanes, staged, host, ranks[i], ties[i])
        if rows[host].place == IDLE:
            wake(rows, queue, host)
    return len(hosts)


@kernel
def offer(
    rows: Rows, lanes: Lanes, staged: Staged, host: int, rank: int, tie: int
) -> None:
    """Put one entry into the host's lane, or outside if it is worse than the bound."""
    row = rows[host]
    if row.lane_len == MOST and _before(rank, tie, row.bound_rank, row.bound_tie):
        _evict(rows, lanes, staged, host)
    if _before(rank, tie, row.bound_rank, row.bound_tie):
        push(rows, lanes, host, rank, tie)
    else:
        _stage(rows, staged, host, rank, tie)


@kernel
def _before(rank: int, tie: int, other_rank: int, other_tie: int) -> bool:
    return rank < other_rank or (rank == other_rank and tie < other_tie)


@kernel
def push(rows: Rows, lanes: Lanes, host: int, rank: int, tie: int) -> None:
    """Put one entry into the host's lane, which has room for it."""
    row = rows[host]
    if row.lane_class < 0 or row.lane_len == SMALLEST << row.lane_class:
        _widen(rows, lanes, host)
    base = row.lane
    at = row.lane_len
    row.lane_len = at + 1
    while at > 0:
        up = (at - 1) >> 1
        if not _before(rank, tie, lanes.rank[base + up], lanes.tie[base + up]):
            break
        lanes.rank[base + at] = lanes.rank[base + up]
        lanes.tie[base + at] = lanes.tie[base + up]
        at = up
    lanes.rank[base + at] = rank
    lanes.tie[base + at] = tie


@kernel
def pop(rows: Rows, lanes: Lanes, host: int) -> tuple[int, int]:
    """Take the best entry out of the host's lane, which is not empty."""
    row = rows[host]
    base = row.lane
    rank, tie = lanes.rank[base], lanes.tie[base]
    _drop(lanes, base, row.lane_len)
    row.lane_len -= 1
    if row.lane_len == 0:
        _free(lanes, row.lane_class, base)
        row.lane_class = -1
    return rank, tie


@kernel
def oldest_first(rows: Rows, lanes: Lanes, host: int, flip: int) -> None:
    """Move the oldest entry of the host's lane to its head."""
    base, count = rows[host].lane, rows[host].lane_len
    at = base
    for i in range(base, base + count):
        if lanes.tie[i] ^ flip < lanes.tie[at] ^ flip:
            at = i
    tie = lanes.tie[at]
    # Every entry on the way up steps down by one: the heap stays a heap.
    at -= base
    while at > 0:
        up = (at - 1) >> 1
        lanes.rank[base + at] = lanes.rank[base + up]
        lanes.tie[base + at] = lanes.tie[base + up]
        at = up
    lanes.rank[base] = -(2**31)
    lanes.tie[base] = tie


@kernel
def _drop(lanes: Lanes, base: int, count: int) -> None:
    """Take the head out of a heap of `count` entries."""
    last = count - 1
    rank, tie = lanes.rank[base + last], lanes.tie[base + last]
    at = 0
    while 2 * at + 1 < last:
        down = 2 * at + 1
        if down + 1 < last and _before(
            lanes.rank[base + down + 1],
            lanes.tie[base + down + 1],
            lanes.rank[base + down],
            lanes.tie[base + down],
        ):
            down += 1
        if not _before(lanes.rank[base + down], lanes.tie[base + down], rank, tie):
            break
        lanes.rank[base + at] = lanes.rank[base + down]
        lanes.tie[base + at] = lanes.tie[base + down]
        at = down
    lanes.rank[base + at] = rank
    lanes.tie[base + at] = tie


@kernel
def _widen(rows: Rows, lanes: Lanes, host: int) -> None:
    row = rows[host]
    size_class = row.lane_class + 1
    slab = lanes.free[size_class]
    if slab >= 0:
        lanes.free[size_class] = lanes.tie[slab]
    else:
        slab = lanes.free[TOP]
        lanes.free[TOP] = slab + (SMALLEST << size_class)
    for i in range(row.lane_len):
        lanes.rank[slab + i] = lanes.rank[row.lane + i]
        lanes.tie[slab + i] = lanes.tie[row.lane + i]
    if row.lane_class >= 0:
        _free(lanes, row.lane_class, row.lane)
    row.lane = slab
    row.lane_class = size_class


@kernel
def _free(lanes: Lanes, size_class: int, slab: int) -> None:
    lanes.tie[slab] = lanes.free[size_class]
    lanes.free[size_class] = slab


@kernel
def _evict(rows: Rows, lanes: Lanes, staged: Staged, host: int) -> None:
    """Stage the worse half of a full lane."""
    row = rows[host]
    base = row.lane
    for count in range(MOST, MOST // 2, -1):
        rank, tie = lanes.rank[base], lanes.tie[base]
        _drop(lanes, base, count)
        lanes.rank[base + count - 1] = rank
        lanes.tie[base + count - 1] = tie
    # The better half lies sorted at the end, best last; the worse half before it.
    for i in range(MOST // 2):
        _stage(rows, staged, host, lanes.rank[base + i], lanes.tie[base + i])
    for i in range(MOST // 2):
        lanes.rank[base + i] = lanes.rank[base + MOST - 1 - i]
        lanes.tie[base + i] = lanes.tie[base + MOST - 1 - i]
    row.lane_len = MOST // 2


@kernel
def _stage(rows: Rows, staged: Staged, host: int, rank: int, tie: int) -> None:
    row = rows[host]
    at = staged.ends[0]
    if at >= 0:
        staged.ends[0] = staged.beside[at]
    else:
        at = staged.ends[1]
        staged.ends[1] = at + 1
    staged.host[at] = host
    staged.rank[at] = rank
    staged.tie[at] = tie
    staged.before[at] = row.staged
    row.staged = at
    staged.beside[at] = staged.shards[row.shard]
    staged.shards[row.shard] = at
    staged.sizes[row.shard] += 1
    row.outside += 1
    if _before(rank, tie, row.bound_rank, row.bound_tie):
        row.bound_rank = rank
        row.bound_tie = tie


@kernel
def unstage(staged: Staged, shard: int, places: Ints) -> None:
    """Fill in the places of the shard's entries and empty its list."""
    at = staged.shards[shard]
    for i in range(len(places)):
        places[i] = at
        at = staged.beside[at]
    staged.shards[shard] = -1
    staged.sizes[shard] = 0


@kernel
def restage(staged: Staged, shard: int, places: Ints, kept: int) -> None:
    """Put the first `kept` places back into the shard's list and free the others."""
    for i in range(len(places)):
        at = places[i]
        if i < kept:
            staged.beside[at] = staged.shards[shard]
            staged.shards[shard] = at
            staged.sizes[shard] += 1
        else:
            staged.beside[at] = staged.ends[0]
            staged.ends[0] = at


@kernel
def list_staged(staged: Staged, last: int, places: Ints) -> int:
    """Fill in where a host's staged entries are, given the last one; return how many."""
    count = 0
    at = last
    while at >= 0:
        places[count] = at
        count += 1
        at = staged.before[at]
    return count


@kernel
def relink(rows: Rows, staged: Staged, places: Ints) -> None:
    """Make the hosts' lists of the staged entries at `places` anew."""
    for i in range(len(places)):
        rows[staged.host[places[i]]].staged = -1
    for i in range(len(places)):
        at = places[i]
        row = rows[staged.host[at]]
        staged.before[at] = row.staged
        row.staged = at


@kernel
def fill(rows: Rows, lanes: Lanes, host: int, ranks: Small, ties: Ints) -> None:
    """Put the best entries from outside into the host's lane."""
    for i in range(len(ranks)):
        push(rows, lanes, host, ranks[i], ties[i])
    rows[host].outside -= len(ranks)


@kernel
def wake(rows: Rows, queue: Queue, host: int) -> None:
    """Queue a host that has something to ask for."""
    row = rows[host]
    row.place = READY
    enqueue(queue, host, max(row.ready_at, row.blocked_until))


@kernel
def enqueue(queue: Queue, host: int, time: float) -> None:
    """Put a host into the queue, which has room."""
    at = queue.size[0]
    queue.size[0] = at + 1
    while at > 0:
        up = (at - 1) >> 1
        if queue.time[up] <= time:
            break
        queue.time[at] = queue.time[up]
        queue.host[at] = queue.host[up]
        at = up
    queue.time[at] = time
    queue.host[at] = host


@kernel
def dequeue(queue: Queue) -> int:
    """Take the host with the earliest time out of the queue, which is not empty."""
    host = queue.host[0]
    last = queue.size[0] - 1
    queue.size[0] = last
    time, moved = queue.time[last], queue.host[last]
    at = 0
    while 2 * at + 1 < last:
        down = 2 * at + 1
        if down + 1 < last and queue.time[down + 1] < queue.time[down]:
            down += 1
        if queue.time[down] >= time:
            break
        queue.time[at] = queue.time[down]
        queue.host[at] = queue.host[down]
        at = down
    queue.time[at] = time
    queue.host[at] = moved
    return host
