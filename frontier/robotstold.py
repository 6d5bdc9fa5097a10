"""What the home's copies of robots.txt say, read beside whoever keeps them."""

from collections import Counter
from pathlib import Path

import msgspec

from frontier.frames import read
from frontier.records import host_in
from frontier.robotscopies import AWAY, CLOSED, LATER, OPEN, RULES

NAMES = {
    OPEN: "open",
    RULES: "with rules",
    CLOSED: "closed",
    AWAY: "unreachable",
    LATER: "deferred",
}


class Told(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How an origin's answer begins in the file: what it was, and until when."""

    origin: str
    state: int
    asked_at: float
    until: float

    @property
    def forbids(self) -> bool:
        """Whether no page of the origin may be fetched."""
        return self.state in (CLOSED, AWAY, LATER)


def robots_told(folder: Path) -> list[Told]:
    """Return the last answer of each origin; `folder` is the home's frontier folder."""
    last: dict[str, Told] = {}
    decoder = msgspec.msgpack.Decoder(Told)
    for path in sorted((folder / "robots").glob("[0-9][0-9].log")):
        for frame in read(path).frames:
            try:
                told = decoder.decode(frame.payload)
            except msgspec.MsgspecError:
                continue  # of another version: it is asked for again
            last[told.origin] = told
    return list(last.values())


def robots_counts(folder: Path) -> dict[str, int]:
    """Return how many origins are in each state."""
    counts = Counter(NAMES.get(told.state, "unknown") for told in robots_told(folder))
    return dict(sorted(counts.items()))


def hosts_forbidden(folder: Path) -> dict[str, float]:
    """Return the hosts no page of which may be fetched, and until when that is so."""
    open_: set[str] = set()
    closed: dict[str, float] = {}
    for told in robots_told(folder):
        name = host_in(told.origin + "/")
        if told.forbids:
            closed[name] = told.until
        else:
            open_.add(name)
    # A host with several origins (schemes, ports) is shut out when all of them are.
    return {name: until for name, until in closed.items() if name not in open_}
