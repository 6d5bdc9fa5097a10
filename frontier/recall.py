"""How memory is made from the logs when a frontier is opened.

A host with few URLs waiting gets them all into its lane. One with many gets those of
full segments as runs, straight from the log: sorted by host and rank, they are what its
lane is filled from later, and nothing is put into a lane only to be evicted.
"""

import numpy as np

from frontier.agenda import Agenda
from frontier.kernel import Ints, Small
from frontier.lanes import MOST
from frontier.manners import Manners
from frontier.records import Scanned, host_in
from frontier.segments import Segment
from frontier.shard import Shard, Waiting
from frontier.shelf import shelve

# More than this waiting, and a host begins with runs.
_FEW = MOST // 2


def recall(
    shard: Shard, found: list[Waiting], agenda: Agenda, manners: Manners, now: float
) -> None:
    """Take what waits in a shard's segments into memory."""
    rows = [_rows(shard, one, agenda, manners, now) for one in found]
    waits = np.bincount(np.concatenate([np.empty(0, np.int32), *rows]))
    many = waits > _FEW
    for one, hosts in zip(found, rows, strict=True):
        shelved = many[hosts] & (one.segment is not shard.newest)
        if shelved.any():
            shelve(
                agenda,
                shard.number,
                one.segment.number,
                hosts[shelved],
                one.records.at(shelved),
            )
    for one, hosts in zip(found, rows, strict=True):
        rest = ~many[hosts] | (one.segment is shard.newest)
        records = one.records.at(rest)
        refs = records.offset + shard.ref(one.segment.number, 0)
        agenda.insert(hosts[rest], records.rank, refs)
        manners.count_pages(one.pages)
    for gone in shard.gone:
        manners.count_pages(gone.pages)
    shard.gone.clear()


def _rows(
    shard: Shard, one: Waiting, agenda: Agenda, manners: Manners, now: float
) -> Small:
    """Return the row of each record's host; hosts that no book knows get one."""
    keys = one.records.hosts
    rows = agenda.hosts.known(keys)
    strange = np.flatnonzero(rows < 0)
    if len(strange):
        new, first = np.unique(keys[strange], return_index=True)
        names = _names(one.segment, one.records, strange[first])
        manners.greet(agenda.hosts.add(names, new, shard.number), now)
        rows = agenda.hosts.known(keys)
    return rows


def _names(segment: Segment, records: Scanned, index: Ints) -> list[str]:
    offsets = records.offset[index].tolist()
    return [host_in(segment.record(offset)[0]) for offset in offsets]
