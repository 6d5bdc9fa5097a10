"""Carry out what other processes ask of a frontier: the commands in its inbox.

Every command may be carried out twice. So it is removed only when its effect is on the
disk, and one that was being carried out when its owner died is simply met again.
"""

from frontier.errors import BadUrl
from frontier.frontier import Frontier
from frontier.inbox import (
    Add,
    Block,
    Command,
    Due,
    Pause,
    Resume,
    SetDelay,
    Unblock,
    finished,
    receive,
    take,
)
from frontier.urls import host


def take_orders(frontier: Frontier, now: float) -> int:
    """Carry out the commands that wait; return how many there were."""
    waiting = take(frontier.folder / "inbox")
    for _, command in waiting:
        obey(frontier, command, now)
    if waiting:
        frontier.sync()
    for path, _ in waiting:
        finished(path)
    return len(waiting)


def take_links(frontier: Frontier, now: float) -> int:
    """Take in URLs that other processes found for our shards; return how many."""
    count = 0
    for shard in sorted(frontier.owned):
        parcels = receive(frontier.carrier, shard)
        for _, links in parcels:
            frontier.schedule(
                links.urls,
                now,
                priority=links.priority,
                depth=links.depth,
                meta=links.meta or None,
            )
            count += len(links.urls)
        if parcels:
            frontier.sync()
        for parcel, _ in parcels:
            frontier.carrier.finished(shard, parcel.name)
    return count


def obey(frontier: Frontier, command: Command, now: float) -> None:
    """Carry out one command."""
    match command:
        case Add(urls, priority, depth):
            frontier.schedule(urls, now, priority=priority, depth=depth)
        case Due(urls):
            frontier.schedule(urls, now, again=True)
        case Block() | Unblock() | SetDelay():
            _treat(frontier, command, now)
        case Pause():
            frontier.paused = True
        case Resume():
            frontier.paused = False


def _treat(frontier: Frontier, command: Block | Unblock | SetDelay, now: float) -> None:
    try:
        name = host(f"http://{command.host}/")
    except BadUrl:
        return  # there is no such host to treat in any way
    match command:
        case Block(_, until):
            frontier.block(name, until, now)
        case Unblock():
            frontier.unblock(name, now)
        case SetDelay(_, seconds):
            frontier.set_delay(name, seconds, now)
