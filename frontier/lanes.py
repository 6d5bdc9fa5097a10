"""A host's lane: its next URLs in order, at most 256 of them in memory.

    lane      sorted entries in a slab of 4, 8, ... 256 places, the next one first:
              |....|next .. worst|....|    taking one moves `lane_from`, and what comes
              in is mostly worse than all others and goes behind them
    outside   everything worse than the lane's worst: first in the staging area
              (staging.py), later in sorted runs on disk (runs.py)
    bound     the best entry outside. Every entry in the lane is better, so the lane's
              first is the host's next URL, and an empty lane is filled from outside

An entry is 12 bytes: `rank` (lower goes first) and `tie`, the place of the URL's record
in the log, so that equal ranks go in order of arrival (or, with every bit of it flipped,
the newest goes first). A slab is taken from its class's list of free ones or from the
end of the arrays.
"""

from typing import NamedTuple

import numpy as np

from frontier.hosts import IDLE, Rows, grown
from frontier.kernel import Ints, Small, kernel
from frontier.staging import SPARE, Staged, before, stage
from frontier.turns import Queue, wake

MOST = 256
SMALLEST = 4
CLASSES = 7  # 4, 8, 16, 32, 64, 128, 256
TOP = CLASSES  # place of the end of the used entries in Lanes.free
# The oldest URL of a host goes first once in so many turns, whatever its rank.
AGED = 64
_FIRST = -(2**31)


class Lanes(NamedTuple):
    """The slabs of all hosts; `free` heads the lists of free slabs and holds the end."""

    rank: Small
    tie: Ints
    free: Ints


def make_lanes() -> Lanes:
    """Return lanes for the first hosts."""
    free = np.full(CLASSES + 1, -1, np.int64)
    free[TOP] = 0
    return Lanes(np.zeros(4096, np.int32), np.zeros(4096, np.int64), free)


def roomier_lanes(lanes: Lanes) -> Lanes:
    """Return `lanes` with twice the room."""
    room = 2 * len(lanes.rank)
    return Lanes(grown(lanes.rank, room), grown(lanes.tie, room), lanes.free)


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
            or staged.ends[1] + SPARE > len(staged.tie)
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
    if row.lane_len == MOST and before(rank, tie, row.bound_rank, row.bound_tie):
        _evict(rows, lanes, staged, host)
    if before(rank, tie, row.bound_rank, row.bound_tie):
        push(rows, lanes, host, rank, tie)
    else:
        stage(rows, staged, host, rank, tie)


@kernel
def push(rows: Rows, lanes: Lanes, host: int, rank: int, tie: int) -> None:
    """Put one entry into the host's lane, which has less than 256."""
    row = rows[host]
    if row.lane_class < 0 or row.lane_from + row.lane_len == SMALLEST << row.lane_class:
        _make_room(rows, lanes, host)
    first = row.lane + row.lane_from
    at = first + row.lane_len
    row.lane_len += 1
    while at > first and before(rank, tie, lanes.rank[at - 1], lanes.tie[at - 1]):
        lanes.rank[at] = lanes.rank[at - 1]
        lanes.tie[at] = lanes.tie[at - 1]
        at -= 1
    lanes.rank[at] = rank
    lanes.tie[at] = tie


@kernel
def pop(rows: Rows, lanes: Lanes, host: int) -> tuple[int, int]:
    """Take the best entry out of the host's lane, which is not empty."""
    row = rows[host]
    at = row.lane + row.lane_from
    rank, tie = lanes.rank[at], lanes.tie[at]
    row.lane_from += 1
    row.lane_len -= 1
    if row.lane_len == 0:
        _free(lanes, row.lane_class, row.lane)
        row.lane_class = -1
        row.lane_from = 0
    return rank, tie


@kernel
def oldest_first(rows: Rows, lanes: Lanes, host: int, flip: int) -> None:
    """Move the oldest entry of the host's lane to its head."""
    first = rows[host].lane + rows[host].lane_from
    tie = outermost(rows, lanes, host, flip)
    at = first
    while lanes.tie[at] != tie:
        at += 1
    while at > first:
        lanes.rank[at] = lanes.rank[at - 1]
        lanes.tie[at] = lanes.tie[at - 1]
        at -= 1
    lanes.rank[first] = _FIRST
    lanes.tie[first] = tie


@kernel
def outermost(rows: Rows, lanes: Lanes, host: int, flip: int) -> int:
    """Return the tie of the oldest entry of the host's lane, which is not empty."""
    first = rows[host].lane + rows[host].lane_from
    oldest = lanes.tie[first]
    for at in range(first + 1, first + rows[host].lane_len):
        if lanes.tie[at] ^ flip < oldest ^ flip:
            oldest = lanes.tie[at]
    return oldest


@kernel
def fill(rows: Rows, lanes: Lanes, host: int, ranks: Small, ties: Ints) -> None:
    """Put the best entries from outside into the host's lane."""
    for i in range(len(ranks)):
        push(rows, lanes, host, ranks[i], ties[i])
    rows[host].outside -= len(ranks)


@kernel
def _make_room(rows: Rows, lanes: Lanes, host: int) -> None:
    """Move a lane to the front of its slab, or into a larger one."""
    row = rows[host]
    old = row.lane + row.lane_from
    slab = row.lane
    if row.lane_from == 0:
        slab = _slab(lanes, row.lane_class + 1)
    for i in range(row.lane_len):
        lanes.rank[slab + i] = lanes.rank[old + i]
        lanes.tie[slab + i] = lanes.tie[old + i]
    if row.lane_from == 0:
        if row.lane_class >= 0:
            _free(lanes, row.lane_class, row.lane)
        row.lane = slab
        row.lane_class += 1
    row.lane_from = 0


@kernel
def _slab(lanes: Lanes, size_class: int) -> int:
    slab = lanes.free[size_class]
    if slab >= 0:
        lanes.free[size_class] = lanes.tie[slab]
    else:
        slab = lanes.free[TOP]
        lanes.free[TOP] = slab + (SMALLEST << size_class)
    return slab


@kernel
def _free(lanes: Lanes, size_class: int, slab: int) -> None:
    lanes.tie[slab] = lanes.free[size_class]
    lanes.free[size_class] = slab


@kernel
def _evict(rows: Rows, lanes: Lanes, staged: Staged, host: int) -> None:
    """Stage the worse half of a full lane."""
    row = rows[host]
    first = row.lane + row.lane_from
    for at in range(first + MOST // 2, first + MOST):
        stage(rows, staged, host, lanes.rank[at], lanes.tie[at])
    row.lane_len = MOST // 2
