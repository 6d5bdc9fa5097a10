"""A small frontier for tests: few hosts, a clock of its own, no waiting for the disk."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from frontier import journal, segments, store
from frontier.frontier import Frontier
from frontier.plan import Plan
from frontier.politeness import Politeness
from frontier.values import Batch, Reason, Scheduled

NOW = 1_800_000_000.0
DELAY_S = 1.0


def plan(delay_s: float = DELAY_S, **settings: object) -> Plan:
    """Return a plan that does not wait for the disk, unless it is told to."""
    given = {"sync": "never", "politeness": Politeness(delay_s=delay_s), **settings}
    return Plan(**given)  # type: ignore[arg-type]  # the test's own words


@contextmanager
def small_files() -> Iterator[None]:
    """Let files be full after a few KB, so that a short life sees all that is done then.

    Nothing waits for the disk: that is for power cuts.
    """
    with (
        mock.patch.object(segments, "_SMALLEST", 2048),
        mock.patch.object(store, "_FOLD_BYTES", 500),
        mock.patch.object(journal, "LARGEST", 8000),
        mock.patch("os.fsync", _at_once),
        mock.patch("os.fdatasync", _at_once),
    ):
        yield


def _at_once(descriptor: int) -> None:
    """Do as if the disk were there already."""


class Home:
    """A folder with one campaign, which is opened and closed as a test goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: list[Frontier] = []

    def open(self, chosen: Plan | None = None, now: float = NOW) -> Frontier:
        """Open the campaign; whoever had it open has to close it first."""
        frontier = Frontier.open(self.folder, "shoes", now, chosen or plan())
        self._open.append(frontier)
        return frontier

    def opened_again(self, chosen: Plan | None = None, now: float = NOW) -> Frontier:
        """Close the campaign and open it."""
        self.close()
        return self.open(chosen, now)

    def killed(self, chosen: Plan | None = None, now: float = NOW) -> Frontier:
        """Open what a kill would leave."""
        left = self.folder.with_name(f"{self.folder.name}-left")
        shutil.copytree(self.folder, left)
        self.folder = left
        return self.open(chosen, now)

    def close(self) -> None:
        """Close what is open."""
        while self._open:
            self._open.pop().close()


def pages(host: str, count: int, start: int = 0) -> list[str]:
    """Return `count` URLs of a host."""
    return [f"http://{host}.test/{number}" for number in range(start, start + count)]


def accepted(scheduled: Scheduled) -> list[bool]:
    return scheduled.accepted.tolist()


def reasons(scheduled: Scheduled) -> list[Reason]:
    return [Reason(code) for code in scheduled.reasons.tolist()]


def one(frontier: Frontier, now: float = NOW) -> Batch:
    """Return a batch of one URL at most."""
    return frontier.next_batch(1, now)


def drained(frontier: Frontier, now: float = NOW, step_s: float = DELAY_S) -> list[str]:
    """Fetch all there is, a batch each `step_s`; return the URLs in order."""
    urls: list[str] = []
    while len(batch := frontier.next_batch(1000, now)):
        urls += batch.urls
        frontier.done(batch.ids, now)
        now += step_s
    return urls


def counted(frontier: Frontier) -> dict[str, int]:
    """Return where the accepted URLs are."""
    stats = frontier.stats()
    fields = ("pending", "leased", "pages", "empty", "dropped")
    return {name: getattr(stats, name) for name in fields if getattr(stats, name)}


def paths(urls: Iterable[str]) -> list[str]:
    """Return what stands behind the host in each URL."""
    return [url.split("/", 3)[3] for url in urls]
