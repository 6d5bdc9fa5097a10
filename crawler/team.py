"""The processes of one crawl, as their caller sees them: one that listens to them all.

Each owns its part of the frontier's shards and reports over a pipe. A process with nothing
to do waits, since another may find links for it; when all wait and nothing is on its way
between them, they are told that it is over.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, cast

from crawler.watch.progress import Progress, together

# A report may be older than what was on its way then, so more than one has to agree.
_REPORTS = 3
# What a process says at last, or None when it died without a word.
Last = Any


@dataclass(slots=True)
class Member:
    """One process of a crawl."""

    number: int
    process: BaseProcess
    pipe: Connection
    progress: Progress = field(default_factory=Progress)
    reports: int = 0  # since all of them seemed idle
    last: Last = None


@contextmanager
def team(
    work: Callable[..., None], shares: list[tuple[Any, ...]]
) -> Iterator[list[Member]]:
    """Start `work` in a process for each of `shares`, which are its arguments."""
    context = multiprocessing.get_context("spawn")
    members = []
    try:
        for number, arguments in enumerate(shares):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=work, args=(theirs, *arguments), name=f"crawl-{number}"
            )
            process.start()
            theirs.close()
            members.append(Member(number, process, ours))
        yield members
    finally:
        for member in members:
            member.pipe.close()  # who still works ends by itself when nobody listens


def listen(
    members: list[Member],
    watch: Callable[[Progress], None],
    at_rest: Callable[[list[int]], bool],
    is_well: Callable[[Last], bool],
) -> None:
    """Hear what the members say until all have said their last.

    `at_rest` says whether nothing is on its way to those numbers, `is_well` whether a
    last word is one after which the others can go on.
    """
    talking = {member.pipe: member for member in members}
    while talking:
        for ready in wait(list(talking)):
            member = talking[pipe := cast("Connection", ready)]
            try:
                message = member.pipe.recv()
            except (EOFError, OSError):
                message = None
            if isinstance(message, Progress):
                member.progress = message
                member.reports += 1
            else:
                member.last = message
                del talking[pipe]
                if not is_well(message):
                    interrupt(list(talking.values()))  # they cannot do its part
        watch(together([member.progress for member in members]))
        if len(members) > 1:
            _end_if_idle(list(talking.values()), at_rest)
    for member in members:
        member.process.join()


def interrupt(members: list[Member]) -> None:
    """Pass a Ctrl-C on: the first one ends a process in good order."""
    for member in members:
        with suppress(ProcessLookupError):
            os.kill(member.process.pid or 0, signal.SIGINT)


def _end_if_idle(members: list[Member], at_rest: Callable[[list[int]], bool]) -> None:
    """Tell the members that it is over, once all are idle and stay so."""
    if not all(member.progress.idle for member in members):
        for member in members:
            member.reports = 0
        return
    if min((member.reports for member in members), default=0) < _REPORTS:
        return
    if not at_rest([member.number for member in members]):
        return
    for member in members:
        member.reports = 0
        with suppress(OSError):
            member.pipe.send("over")
