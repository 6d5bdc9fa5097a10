"""Entries that are in no lane and not on disk yet, of all shards in one area.

Each is in two lists: its host's, to be found when the lane has room, and its shard's, to
be sorted into runs when a segment of the shard is full. A host of -1 marks an entry that
was taken out again; its place is free for another after the next sorting.
"""

from typing import NamedTuple

import numpy as np

from frontier.hosts import Rows, grown
from frontier.kernel import Ints, Small, kernel

# Entries that a kernel may stage before it has to ask for room.
SPARE = 256


class Staged(NamedTuple):
    """The staging area."""

    host: Small
    rank: Small
    tie: Ints
    before: Small  # the host's entry staged before this one
    beside: Small  # the shard's, or the next free place
    ends: Ints  # first free place (-1: none), then the end of the used ones
    shards: Small  # first of each shard's list
    sizes: Ints  # entries in it


def make_staged(shards: int) -> Staged:
    """Return an empty staging area for `shards` shards."""
    room = 16 * SPARE
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


@kernel
def stage(rows: Rows, staged: Staged, host: int, rank: int, tie: int) -> None:
    """Put one entry outside its host's lane."""
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
    row.outside_low = min(row.outside_low, tie)
    row.outside_high = max(row.outside_high, tie)
    if before(rank, tie, row.bound_rank, row.bound_tie):
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
def before(rank: int, tie: int, other_rank: int, other_tie: int) -> bool:
    """Return whether the first entry goes before the other one."""
    return rank < other_rank or (rank == other_rank and tie < other_tie)
