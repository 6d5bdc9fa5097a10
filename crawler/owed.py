"""What a crawl owes the frontier: answers, links and leases, gathered before one call.

A call of the frontier costs some microseconds whatever it brings, so a lane tells it of
many answers together, column by column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontier.frontier import Frontier
    from frontier.planner import Visit


@dataclass(slots=True)
class Unsettled:
    """Leases by what is said of them once their rows are safe."""

    pages: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    # What was found, of pages that are to be visited again.
    visits: dict[int, "Visit"] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.pages) + len(self.empty) + len(self.failed)

    def acknowledge(self, frontier: "Frontier", now: float) -> None:
        """Tell what is done; pages with a visit are visited again."""
        for ids, page in ((self.pages, True), (self.empty, False)):
            once = [one for one in ids if one not in self.visits]
            again = [one for one in ids if one in self.visits]
            if once:
                frontier.done(once, now, page=page)
            if again:
                found = [self.visits[one] for one in again]
                frontier.done(again, now, page=page, visits=found)


@dataclass(slots=True)
class Untold:
    """Answers that the frontier is not told of yet, column by column."""

    leases: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """Links that the frontier has not seen yet, column by column."""

    urls: list[str] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    trails: list[bytes] = field(default_factory=list)

    def add(
        self, urls: Sequence[str], scores: Sequence[float], depth: int, trail: bytes
    ) -> None:
        """Note the links of one page, which the frontier is handed by `Run.spread`."""
        self.urls.extend(urls)
        self.scores.extend(scores)
        self.depths.extend([depth] * len(urls))
        self.trails.extend([trail] * len(urls))
