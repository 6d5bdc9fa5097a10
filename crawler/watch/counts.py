"""What a crawl's attempts came to: by status, by error, by host, by time taken.

Counting is in the crawl's hottest path, so it is a few additions; what is told to
whoever watches is a small summary, made a few times a second.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import nlargest

import msgspec

# Upper bounds, in seconds, of the classes of how long an answer took.
CLASSES_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# A crawl of everything meets millions of hosts; the later ones are counted as one.
_MOST_HOSTS = 20_000
OTHERS = "(other hosts)"
_BUSIEST = 20
# To find the busiest of all hosts takes longer than to tell of them.
_RANK_EVERY_S = 2.0


class HostCount(msgspec.Struct):
    """What one host was asked, and what it gave."""

    host: str
    requests: int = 0
    errors: int = 0
    bytes: int = 0
    seconds: float = 0.0


class Summary(msgspec.Struct, frozen=True):
    """All attempts of a crawl until now."""

    statuses: dict[int, int] = {}
    errors: dict[str, int] = {}
    classes: tuple[int, ...] = (0,) * (len(CLASSES_S) + 1)
    seconds: float = 0.0
    busiest: tuple[HostCount, ...] = ()


def merged(parts: Sequence[Summary]) -> Summary:
    """Return the attempts of several processes as one; a host is asked by one of them."""
    statuses: Counter[int] = Counter()
    errors: Counter[str] = Counter()
    for part in parts:
        statuses.update(part.statuses)
        errors.update(part.errors)
    return Summary(
        statuses=dict(statuses),
        errors=dict(errors),
        classes=tuple(map(sum, zip(*(part.classes for part in parts), strict=True))),
        seconds=sum(part.seconds for part in parts),
        busiest=tuple(
            nlargest(
                _BUSIEST, (host for part in parts for host in part.busiest), _requests
            )
        ),
    )


@dataclass(slots=True)
class Tally:
    """Counts the attempts of one crawling process."""

    _statuses: dict[int, int] = field(default_factory=dict)
    _errors: dict[str, int] = field(default_factory=dict)
    _hosts: dict[str, HostCount] = field(default_factory=dict)
    _classes: list[int] = field(default_factory=lambda: [0] * (len(CLASSES_S) + 1))
    _seconds: float = 0.0
    _busiest: tuple[HostCount, ...] = ()
    _rank_at: float = 0.0

    def answered(self, host: str, status: int, size: int, seconds: float) -> None:
        """Count an answer, of whatever status."""
        self._statuses[status] = self._statuses.get(status, 0) + 1
        self._classes[bisect_left(CLASSES_S, seconds)] += 1
        self._seconds += seconds
        count = self._hosts.get(host) or self._met(host)
        count.requests += 1
        count.bytes += size
        count.seconds += seconds

    def failed(self, host: str, error: str) -> None:
        """Count an attempt without an answer, by the name of what went wrong."""
        self._errors[error] = self._errors.get(error, 0) + 1
        count = self._hosts.get(host) or self._met(host)
        count.requests += 1
        count.errors += 1

    def summary(self, now: float) -> Summary:
        """Return the counts; the order of hosts may be a moment old."""
        if now >= self._rank_at:
            self._rank_at = now + _RANK_EVERY_S
            self._busiest = tuple(
                nlargest(_BUSIEST, self._hosts.values(), key=_requests)
            )
        return Summary(
            statuses=dict(self._statuses),
            errors=dict(self._errors),
            classes=tuple(self._classes),
            seconds=self._seconds,
            busiest=self._busiest,
        )

    def _met(self, host: str) -> HostCount:
        name = host if len(self._hosts) < _MOST_HOSTS else OTHERS
        return self._hosts.setdefault(name, HostCount(name))


def _requests(count: HostCount) -> int:
    return count.requests
