"""Which of the URLs whose turn it is robots.txt lets through, and what has to be asked.

    ALLOWED     handed out
    FORBIDDEN   dropped for good
    ASK         the URL goes back; its host gets an errand: fetch robots.txt
    WAIT        the URL goes back, behind the host's other URLs: those of another origin
                may be allowed; after a few in a row the host waits itself

An errand is a request that comes before any page of its host. It lives in memory only:
who opens the frontier next asks again.
"""

from collections import deque

import msgspec

from frontier.agenda import Agenda
from frontier.robots import Answer, Outcome, Robots
from frontier.robots import Kind as Says
from frontier.values import Batch, Kind


class Errand(msgspec.Struct, frozen=True):
    """A robots.txt to be fetched: its URL, and the one that was asked for first."""

    url: str
    asked: str
    host: int  # the host whose rules it brings


class Sifted(msgspec.Struct):
    """Rows of a batch by what robots.txt says of them."""

    allowed: list[int] = []
    forbidden: list[int] = []
    ask: list[tuple[int, str]] = []
    wait: list[tuple[int, float]] = []


class Permission:
    """robots.txt of all hosts, and the errands that it needs."""

    def __init__(self, robots: Robots, agenda: Agenda) -> None:
        self.robots = robots
        self._agenda = agenda
        self._waiting: dict[int, deque[Errand]] = {}
        self._running: dict[int, Errand] = {}

    def sift(self, batch: Batch, now: float) -> Sifted:
        """Return what may be done with each URL of `batch`."""
        sifted = Sifted()
        verdict = self.robots.verdict
        for row, (url, kind) in enumerate(zip(batch.urls, batch.kinds, strict=True)):
            if kind == Kind.ROBOTS:
                sifted.allowed.append(row)
                continue
            said = verdict(url, now)
            if said.kind is Says.ALLOWED:
                sifted.allowed.append(row)
            elif said.kind is Says.FORBIDDEN:
                sifted.forbidden.append(row)
            elif said.kind is Says.ASK:
                sifted.ask.append((row, said.robots_url or ""))
            else:
                sifted.wait.append((row, said.until or now))
        return sifted

    def send(self, host: int, errand: Errand) -> None:
        """Let `errand` be the next request to `host`."""
        self._waiting.setdefault(host, deque()).append(errand)
        self._agenda.add_errand(host)

    def start(self, host: int, lease: int) -> Errand:
        """Return the errand that `lease` was handed out for."""
        errand = self._waiting[host].popleft()
        if not self._waiting[host]:
            del self._waiting[host]
        self._running[lease] = errand
        return errand

    def finish(self, lease: int, answer: Answer, now: float) -> tuple[Errand, Outcome]:
        """Take in what an errand brought."""
        errand = self._running.pop(lease)
        return errand, self.robots.answered(errand.asked, answer, now)

    def give_up(self, leases: list[int]) -> None:
        """Forget errands that nobody runs any more; they are asked for again."""
        for lease in leases:
            errand = self._running.pop(lease, None)
            if errand is not None:
                self.robots.forgotten(errand.asked)
