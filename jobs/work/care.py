"""What a worker does beside its jobs: it looks after the line and the schedules."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from jobs.work.clerk import utc_now
from ledger import schedules
from ledger.ahead import orphans
from ledger.grouped import Grouped

log = structlog.get_logger()

_LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Chore:
    """Something small that is done every so often."""

    every_s: float
    do: Callable[[], object]


@contextmanager
def cared_for(*chores: Chore) -> Iterator[None]:
    """Do the chores in a thread until the end of the block, each at once for a start."""
    ended = threading.Event()
    care = threading.Thread(target=_care, args=(chores, ended), daemon=True)
    care.start()
    try:
        yield
    finally:
        ended.set()
        care.join()


def freeing(group: Grouped) -> Chore:
    """Return the chore of freeing what workers of this machine held when they died."""

    def free() -> None:
        freed = group.do(lambda connection: orphans(connection, utc_now())).result()
        if freed:
            log.warning("work.freed", jobs=freed, reason="their worker died")

    return Chore(5.0, free)


def keeping(
    group: Grouped,
    wanted: Callable[[], Iterable[schedules.Standing]],
    next_due: schedules.Next,
) -> Chore:
    """Return the chore of seeing what is to be scheduled: campaigns come and go."""

    def keep() -> None:
        now, found = utc_now(), list(wanted())
        group.do(
            lambda connection: schedules.keep(connection, found, next_due, now)
        ).result()

    return Chore(60.0, keep)


def scheduling(
    group: Grouped, put_due: Callable[..., list[str]], wake: Callable[[], None]
) -> Chore:
    """Return the chore of putting what is due in the line."""

    def look() -> None:
        with group.ledger.read() as connection:
            if not schedules.any_due(connection, utc_now()):
                return
        put = group.do(lambda connection: put_due(connection, now=utc_now())).result()
        if put:
            log.info("work.scheduled", schedules=put)
            wake()

    return Chore(1.0, look)


def _care(chores: tuple[Chore, ...], ended: threading.Event) -> None:
    due = dict.fromkeys(range(len(chores)), 0.0)
    while True:
        for number, chore in enumerate(chores):
            if time.monotonic() < due[number]:
                continue
            due[number] = time.monotonic() + chore.every_s
            try:
                chore.do()
            except Exception as error:  # noqa: BLE001 - busy, or full; later then
                log.warning("work.chore_failed", error=str(error))
        if ended.wait(_LOOK_EVERY_S):
            return
