"""Gates: a second clock that several hosts share, their domain's or their address's.

A gate with a request in flight parks the other hosts that come up; when it is free again
it sends one of them, the herald, into the queue, so that a gate with a million hosts
costs no more than one with two.
"""

import numpy as np
from numpy.typing import NDArray

from frontier.hosts import PARKED, READY, Rows
from frontier.kernel import kernel
from frontier.turns import Queue, enqueue

GATE = np.dtype(
    [
        ("ready_at", "f8"),
        ("in_flight", "i4"),
        ("herald", "i4"),  # the host in the queue that goes next, -1: none
        ("first", "i4"),  # hosts that wait for the gate, in order
        ("last", "i4"),
    ],
    align=True,
)
Gates = NDArray[np.void]


@kernel
def is_shut(gates: Gates, group: int, now: float) -> bool:
    """Return whether the gate lets nobody through now."""
    return gates[group].in_flight > 0 or gates[group].ready_at > now


@kernel
def park(rows: Rows, queue: Queue, gates: Gates, host: int) -> None:
    """Have the host wait for its gate, or be its herald if there is none."""
    row = rows[host]
    gate = gates[row.group]
    if gate.in_flight == 0 and (gate.herald < 0 or gate.herald == host):
        gate.herald = host
        enqueue(queue, host, gate.ready_at)
        return
    if gate.herald == host:
        gate.herald = -1
    row.place = PARKED
    row.next_parked = -1
    if gate.first < 0:
        gate.first = host
    else:
        rows[gate.last].next_parked = host
    gate.last = host


@kernel
def send_herald(rows: Rows, queue: Queue, gates: Gates, group: int) -> None:
    """Let the next host that waits for the gate go into the queue."""
    gate = gates[group]
    gate.herald = -1
    while gate.first >= 0:
        host = gate.first
        row = rows[host]
        gate.first = row.next_parked
        row.place = READY
        own = max(row.ready_at, row.blocked_until)
        enqueue(queue, host, max(own, gate.ready_at))
        # A host that is paused itself must not keep the others waiting.
        if own <= gate.ready_at:
            gate.herald = host
            return
