"""What waits of a full segment, put on disk as runs.

`seal` takes it from the staging area when its segment has become full, `shelve` from the
log when a frontier is opened.
"""

from typing import TYPE_CHECKING

import numpy as np

from frontier.errors import FrontierError
from frontier.hosts import IDLE
from frontier.kernel import Ints, Small
from frontier.records import Scanned
from frontier.runs import RUN, Found
from frontier.staging import relink, restage, unstage

if TYPE_CHECKING:
    from frontier.agenda import Agenda

_OFFSET = 0xFFFFFFFF
_SEGMENT = 0xFFFFFF


def seal(agenda: "Agenda", shard: int, segment: int) -> None:
    """Sort what is staged of a full segment into runs on disk."""
    staged = agenda.staged
    places = np.empty(int(staged.sizes[shard]), np.int64)
    unstage(staged, shard, places)
    alive = staged.host[places] >= 0
    mine = alive & (((staged.tie[places] ^ agenda.flip) >> 32) & _SEGMENT == segment)
    agenda.hosts.rows["staged"][staged.host[places[alive]]] = -1
    try:
        if mine.any():
            _write_runs(agenda, shard, segment, places[mine])
    except FrontierError:
        mine[:] = False  # without room on the disk they stay here
        raise
    finally:
        kept = places[alive & ~mine]
        relink(agenda.hosts.rows, staged, kept)
        restage(staged, shard, np.r_[kept, places[~alive | mine]], len(kept))


def shelve(
    agenda: "Agenda", shard: int, segment: int, hosts: Small, records: Scanned
) -> None:
    """Take in waiting URLs of a full segment as runs; lanes are empty by now."""
    rows = agenda.hosts.rows
    keys = (hosts.astype(np.int64) << 32) + records.rank
    if agenda.flip:
        order = len(keys) - 1 - np.argsort(keys[::-1], kind="stable")
    else:
        order = np.argsort(keys, kind="stable")
    ties = (records.offset[order] | shard << 56 | segment << 32) ^ agenda.flip
    found = _runs_of(agenda, (shard, segment), hosts[order], records.rank[order], ties)
    heads, left = found.hosts, found.slots["left"]
    low = np.minimum.reduceat(ties, found.first)
    high = np.maximum.reduceat(ties, found.first)
    rows["outside_low"][heads] = np.minimum(rows["outside_low"][heads], low)
    rows["outside_high"][heads] = np.maximum(rows["outside_high"][heads], high)
    rows["pending"][heads] += left
    rows["outside"][heads] += left
    rank, tie = found.slots["rank"], found.slots["tie"]
    bound_rank, bound_tie = rows["bound_rank"][heads], rows["bound_tie"][heads]
    better = (rank < bound_rank) | ((rank == bound_rank) & (tie < bound_tie))
    rows["bound_rank"][heads[better]] = rank[better]
    rows["bound_tie"][heads[better]] = tie[better]
    agenda.runs.add(rows, heads, found.slots)
    for host in heads[rows["place"][heads] == IDLE].tolist():
        agenda.wake(host)


def _write_runs(agenda: "Agenda", shard: int, segment: int, places: Ints) -> None:
    staged = agenda.staged
    keys = (staged.tie[places], staged.rank[places], staged.host[places])
    places = places[np.lexsort(keys)]
    columns = staged.host[places], staged.rank[places], staged.tie[places]
    found = _runs_of(agenda, (shard, segment), *columns)
    agenda.runs.add(agenda.hosts.rows, found.hosts, found.slots)


def _runs_of(
    agenda: "Agenda", place: tuple[int, int], hosts: Small, ranks: Small, ties: Ints
) -> Found:
    """Write sorted entries of a shard's segment to scratch; return the hosts' runs."""
    shard, segment = place
    offsets = ((ties ^ agenda.flip) & _OFFSET).astype(np.uint32)
    begin = agenda.scratch[shard].append(offsets)
    first = np.flatnonzero(np.r_[True, hosts[1:] != hosts[:-1]])
    slots = np.zeros(len(first), RUN)
    slots["place"] = begin + 4 * first
    slots["tie"] = ties[first]
    slots["rank"] = ranks[first]
    slots["left"] = np.diff(np.r_[first, len(hosts)])
    slots["segment"] = segment
    return Found(hosts[first], first, slots)
