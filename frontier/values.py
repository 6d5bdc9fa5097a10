"""What goes in and out of the frontier: kinds of requests, reasons, batches, figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

from frontier.kernel import Flags, Keys
from frontier.robotsanswers import RobotsStats
from frontier.traps import Trap


class Kind(IntEnum):
    """What a request is for."""

    PAGE = 0
    ROBOTS = 1
    SITEMAP = 2
    # What a page shows belongs to the campaign with it, whatever its scope.
    IMAGE = 4


class Reason(IntEnum):
    """Why a URL was not accepted; from 16 on a trap, see `Trap`."""

    ACCEPTED = 0
    DUPLICATE = 1
    BAD = 2
    DEPTH = 3
    SCOPE = 4
    FOREIGN = 5  # another process owns its shard and was told
    FORGOTTEN = 6
    TRAP = 16


def sentence_of(code: int) -> str:
    """Return the reason `code` for a person."""
    if code >= Reason.TRAP:
        return Trap(code - Reason.TRAP).sentence
    return _SENTENCES[Reason(code)]


_SENTENCES = {
    Reason.ACCEPTED: "It waits to be fetched.",
    Reason.DUPLICATE: "It was accepted before.",
    Reason.BAD: "It is no web address.",
    Reason.DEPTH: "It is too many links away from the seeds.",
    Reason.SCOPE: "It does not belong to the campaign.",
    Reason.FOREIGN: "Another process crawls its domain and was told.",
    Reason.FORGOTTEN: "It was forgotten on purpose, and is not fetched again.",
}


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What became of each URL."""

    accepted: Flags
    reasons: NDArray[np.uint8]


class Lease(msgspec.Struct, frozen=True):
    """One URL that was handed out."""

    id: int
    url: str
    host: str
    kind: Kind
    depth: int
    meta: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """URLs that were handed out together, one a host."""

    ids: Keys
    urls: list[str]
    hosts: list[str]
    kinds: list[int]
    depths: list[int]
    metas: list[bytes]

    def __len__(self) -> int:
        return len(self.urls)

    def __iter__(self) -> Iterator[Lease]:
        columns = (
            self.ids.tolist(),
            self.urls,
            self.hosts,
            map(Kind, self.kinds),
            self.depths,
            self.metas,
        )
        return (Lease(*row) for row in zip(*columns, strict=True))

    def at(self, rows: list[int]) -> "Batch":
        """Return the leases in `rows`."""
        return Batch(
            self.ids[rows],
            [self.urls[row] for row in rows],
            [self.hosts[row] for row in rows],
            [self.kinds[row] for row in rows],
            [self.depths[row] for row in rows],
            [self.metas[row] for row in rows],
        )


EMPTY_BATCH = Batch(np.empty(0, np.uint64), [], [], [], [], [])


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """Where a campaign stands, as far as this process owns it."""

    pending: int
    leased: int
    pages: int
    empty: int
    dropped: int
    hosts: int
    shards: int
    next_ready_at: float | None
    paused: bool
    seen: str
    known: int
    seen_bytes: int
    log_bytes: int
    robots: RobotsStats | None
    damage: tuple[str, ...]


def joined(batches: list[Batch]) -> Batch:
    """Return `batches` as one."""
    found = [batch for batch in batches if len(batch)]
    if len(found) < 2:
        return found[0] if found else EMPTY_BATCH
    return Batch(
        np.concatenate([batch.ids for batch in found]),
        [url for batch in found for url in batch.urls],
        [host for batch in found for host in batch.hosts],
        [kind for batch in found for kind in batch.kinds],
        [depth for batch in found for depth in batch.depths],
        [meta for batch in found for meta in batch.metas],
    )
