"""What went wrong lately, in one sentence each, and what a person can do."""

from collections.abc import Iterator

from jobs.operate.books import Books
from jobs.operate.state import Stage, Trouble
from ledger.line import Parked

_MOST = 8
_CHARS = 200


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
    for one in stages:
        if one.status in ("failed", "lost"):
            yield Trouble(
                at=one.started_at,
                what=f"{one.stage} {one.status}",
                why=_last_line(one.error) or "its process is gone",
                do="harvestman crawl again: it goes on where it was"
                if one.stage == "crawl"
                else "mend what it says, then: harvestman run",
            )


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
