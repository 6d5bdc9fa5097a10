"""Who works: each worker tells of itself every so often, and goes when it ends."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from ledger.operatetables import workers
from ledger.upsert import upsert

# What died without a word is remembered for so long.
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """One worker as it told of itself at `seen_at`."""

    name: str
    host: str
    begun_at: datetime
    seen_at: datetime
    version: str
    broker: str
    in_hand: dict[str, int]
    done: int
    failed: int
    rss_mb: int


def tell(connection: Connection, seen: Seen) -> None:
    """Note that a worker works, and forget those who died long ago."""
    connection.execute(upsert(connection, workers), asdict(seen))
    gone = workers.c.seen_at < seen.seen_at - _KEPT
    connection.execute(delete(workers).where(gone))


def leave(connection: Connection, name: str) -> None:
    """Note that a worker has ended."""
    connection.execute(delete(workers).where(workers.c.name == name))


def known(connection: Connection) -> list[Seen]:
    """List the workers, the longest at work first."""
    rows = connection.execute(
        select(workers).order_by(workers.c.begun_at, workers.c.name)
    )
    return [Seen(*row) for row in rows]
