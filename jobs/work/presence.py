"""A worker tells of itself: that it works, what it has in hand, what it has done."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version

import psutil

from jobs.work.care import Chore
from jobs.work.clerk import Clerk, utc_now
from jobs.work.settings import WorkSettings
from ledger.grouped import Grouped
from ledger.workers import Seen, leave, tell

TELLS_EVERY_S = 10.0


@contextmanager
def presence(group: Grouped, clerk: Clerk, settings: WorkSettings) -> Iterator[Chore]:
    """Give the chore of telling that this worker works; at the end it is gone."""
    begun_at, process = utc_now(), psutil.Process()
    broker = (settings.broker or "embedded").partition(":")[0]

    def told() -> None:
        held = Counter(job.kind for job in list(clerk.held.values()))
        seen = Seen(
            name=clerk.owner,
            host=socket.gethostname(),
            begun_at=begun_at,
            seen_at=utc_now(),
            version=version("harvestman"),
            broker=broker,
            in_hand=dict(held),
            done=clerk.done,
            failed=clerk.failed,
            rss_mb=round(process.memory_info().rss / 1e6),
        )
        group.do(lambda connection: tell(connection, seen)).result()

    try:
        yield Chore(TELLS_EVERY_S, told)
    finally:
        # A ledger that is away now is told of it by the day that passes.
        with suppress(Exception):
            group.do(lambda connection: leave(connection, clerk.owner)).result()
