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
from frontier.urls import domain, host, shard_of
from frontier.values import Kind


def take_orders(frontier: Frontier, now: float) -> int:
    """Carry out the commands that wait; return how many there were."""
    waiting = [
        (path, command)
        for path, command in take(frontier.folder / "inbox")
        if _is_ours(frontier, command)
    ]
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
                kind=links.kind or Kind.PAGE,
                again=links.again,
            )
            count += len(links.urls)
        if parcels:
            frontier.sync()
        for parcel, _ in parcels:
            frontier.carrier.finished(shard, parcel.name)
    return count


def _is_ours(frontier: Frontier, command: Command) -> bool:
    """Return whether a command is for this process: of a host, only its owner's."""
    if not isinstance(command, Block | Unblock | SetDelay):
        return True
    return shard_of(domain(command.host)) in frontier.owned


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
