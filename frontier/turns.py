"""The queue of hosts: whose turn is next.

A binary heap by the time at which a host may be asked, that is allowed to be stale: an
entry's time is never later than its host's true one, so who takes a host out looks at
the host, and puts it back when it is too early.
"""

from typing import NamedTuple

import numpy as np

from frontier.hosts import READY, Rows, grown
from frontier.kernel import Ints, Small, Times, kernel


class Queue(NamedTuple):
    """Hosts with the times at which they are looked at."""

    time: Times
    host: Small
    size: Ints


def make_queue() -> Queue:
    """Return an empty queue of hosts."""
    return Queue(np.zeros(1024), np.zeros(1024, np.int32), np.zeros(1, np.int64))


def roomier_queue(queue: Queue, room: int) -> Queue:
    """Return `queue` with room for `room` hosts and a few repeats."""
    if len(queue.time) >= room:
        return queue
    return Queue(grown(queue.time, room), grown(queue.host, room), queue.size)


def first_time(rows: Rows, queue: Queue) -> float | None:
    """Return when the first host may be asked, None if none is queued.

    Stale entries are seen through, and left where they are: only below one of them can
    another host be sooner than it.
    """
    first: float | None = None
    below = [0]
    while below:
        at = below.pop()
        if at >= queue.size[0] or (first is not None and queue.time[at] >= first):
            continue
        time, row = float(queue.time[at]), rows[queue.host[at]]
        own = float(max(row["ready_at"], row["blocked_until"]))
        queued = row["place"] == READY
        if queued and (first is None or own < first):
            first = max(own, time)
        if not queued or own > time:
            below += [2 * at + 1, 2 * at + 2]
    return first


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
