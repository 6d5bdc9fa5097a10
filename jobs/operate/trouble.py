"""What went wrong lately, in one sentence each, and what a person can do."""

from collections.abc import Iterator

from jobs.operate.books import Books
from jobs.operate.state import Stage, Trouble
from ledger.line import Parked

_MOST = 8
_CHARS = 200
_NAMED = 3


def troubles(books: Books) -> list[Trouble]:
    """Return what is wrong now, the latest first."""
    found = [*_failed(books.stages), *map(_given_up, books.given_up)]
    found += [
        Trouble(
            at=one.seen_at,
            what=f"worker {one.name} is {one.state}",
            why="it said nothing since",
            do="harvestman work, or start the service again",
        )
        for one in books.workers
        if one.state != "at work"
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:_MOST]


def _failed(stages: list[Stage]) -> Iterator[Trouble]:
    """Yield what failed; stages that failed of the same are told together."""
    alike: dict[tuple[str, str, bool], list[Stage]] = {}
    for one in stages:
        if one.status in ("failed", "lost"):
            why = _last_line(one.error) or "its process is gone"
            is_crawl = one.stage == "crawl"
            alike.setdefault((one.status, why, is_crawl), []).append(one)
    for (status, why, is_crawl), found in alike.items():
        yield Trouble(
            at=max(one.started_at for one in found),
            what=f"{_named(found)} {status}",
            why=why,
            do="harvestman crawl again: it goes on where it was"
            if is_crawl
            else "mend what it says, then: harvestman run",
        )


def _named(stages: list[Stage]) -> str:
    names = [one.stage for one in stages[:_NAMED]]
    more = len(stages) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _given_up(job: Parked) -> Trouble:
    return Trouble(
        at=job.parked_at,
        what=f"job {job.id} ({job.kind}) was given up",
        why=_last_line(job.error),
        do=f"harvestman queue retry {job.id}, or drop {job.id}",
    )


def _last_line(text: str | None) -> str:
    lines = (text or "").strip().splitlines()
    return lines[-1].strip()[:_CHARS] if lines else ""
