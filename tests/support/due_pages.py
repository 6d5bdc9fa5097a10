"""Known pages by short names, and what comes of them, for tests."""

from pathlib import Path

from frontier.due import PAGE, Dues, new_dues
from frontier.duebook import DueBook, Taken

# The beginning of an hour.
NOW = 500_000 * 3600.0
HOUR_S = 3600.0
LATE = NOW + 1000 * HOUR_S
ALL = 10**9


def pages(*names: str, due_at: float, kind: int = PAGE, fetched_at: float = 0) -> Dues:
    dues = new_dues([f"http://a.test/{name}" for name in names], kind)
    dues.records["due_at"] = due_at
    dues.records["fetched_at"] = fetched_at
    return dues


def names_of(taken: list[Taken]) -> list[str]:
    return [
        url.removeprefix("http://a.test/") for unit in taken for url in unit.dues.urls
    ]


def found(folder: Path, now: float = LATE) -> list[str]:
    """What a process that opens the folder finds due."""
    return names_of(DueBook.open(folder).take(now, ALL))


def finish(book: DueBook, taken: list[Taken]) -> None:
    book.finished([unit.origin for unit in taken])


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
