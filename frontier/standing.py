"""Where a campaign stands, for people: its figures, read from disk."""

from pathlib import Path

import msgspec
import numpy as np

from frontier.duetold import due_by_hour
from frontier.hosttable import Hosts, HostTable
from frontier.kernel import Flags
from frontier.look import SAVED_AT, settled, shelves
from frontier.payload import BLOOM, EXACT, MAGIC, PYBLOOM
from frontier.robotstold import robots_counts
from frontier.spent import Spent, any_of, keeper
from frontier.states import BLOCKED

# What a pending URL, a host and a known URL take in its owner's memory, about.
_PENDING_BYTES, _HOST_BYTES, _KNOWN_BYTES = 24, 320, 13
_KINDS = {EXACT: "exact", BLOOM: "bloom", PYBLOOM: "pybloom"}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one campaign."""

    pending: int
    pages: int
    empty: int
    dropped: int
    known: int
    seen: str
    hosts: int
    shards: int
    blocked: int
    robots: dict[str, int]
    due: dict[int, int]  # pages to be visited again, by the hour's begin
    paused: bool
    next_ready_at: float | None
    spent: Spent | None  # the budget that keeps all that waits
    withheld: int  # what waits behind any budget
    commands: int
    refused: int
    disk_bytes: int
    memory_bytes: int


def standing(folder: Path, campaign: str) -> Standing:
    """Return where `campaign` stands; `folder` is the home's frontier folder."""
    place = folder / campaign
    table = HostTable(folder, place)
    done = settled(place)
    known = [table.take_in(shelf) for shelf in shelves(place, done)]
    hosts = table.hosts(done)
    withheld = any_of(hosts.withheld)
    waiting = int(hosts.pending.sum())
    memory = np.array([_PENDING_BYTES, _HOST_BYTES, _KNOWN_BYTES])
    return Standing(
        pending=waiting,
        pages=int(done.totals[0]),
        empty=int(done.totals[1]),
        dropped=int(done.totals[2]),
        known=sum(known),
        seen=_seen_kind(place),
        hosts=len(hosts.names),
        shards=len(known),
        blocked=int((hosts.states["flags"] & BLOCKED > 0).sum()),
        robots=robots_counts(folder),
        due=due_by_hour(place),
        paused=(place / "paused").exists(),
        next_ready_at=_next_ready(hosts, ~withheld),
        spent=keeper(hosts.pending > 0, hosts.withheld),
        withheld=int(hosts.pending[withheld].sum()),
        commands=_files(place / "inbox", "[!.]*"),
        refused=_files(place / "inbox" / "refused", "*.txt"),
        disk_bytes=disk_bytes(place),
        memory_bytes=int(memory @ [waiting, len(hosts.names), sum(known)]),
    )


def _next_ready(hosts: Hosts, may_give: Flags) -> float | None:
    ready = hosts.ready_at()[may_give & (hosts.pending > 0)]
    return float(ready.min()) if len(ready) and np.isfinite(ready.min()) else None


def _seen_kind(place: Path) -> str:
    """Return what kind of set the known URLs were in when it was last saved."""
    for path in place.glob("seen-*"):
        with path.open("rb") as file:
            file.seek(SAVED_AT)
            head = file.read(len(MAGIC) + 1)
        if head[:-1] == MAGIC:
            return _KINDS.get(head[-1], "exact")
    return "exact"


def _files(folder: Path, form: str) -> int:
    return sum(1 for path in folder.glob(form) if path.is_file())


def disk_bytes(place: Path) -> int:
    """Return how much of the disk the files below `place` take."""
    # Blocks, not lengths: a log that is written to looks longer than it is.
    return sum(_blocks(path) for path in place.rglob("*")) * 512


def _blocks(path: Path) -> int:
    try:
        return path.stat().st_blocks
    except FileNotFoundError:  # the crawl that runs was done with it
        return 0
