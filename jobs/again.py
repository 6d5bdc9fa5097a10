"""How often the owner of a home had all of its pages read again.

A change of page objects is for the pages to come. Those that were read before are read
again when the owner says so, because that takes as long as all reading before did.
"""

from pathlib import Path

from jobs.errors import HomeUnusable
from lake.durable import write

FOLDER, NAME = "extract", "again"


def times_again(home: Path) -> int:
    """Return how often, which is added to the version of what reads the pages."""
    path = home / FOLDER / NAME
    said = path.read_text().strip() if path.exists() else "0"
    if not said.isdecimal():
        raise HomeUnusable(
            f"{path} holds no number but {said[:20]!r}: write one there that is higher"
            " than how often the home was read again"
        )
    return int(said)


def read_again(home: Path) -> None:
    """Have all pages read again by the next run."""
    times = times_again(home) + 1
    (home / FOLDER).mkdir(parents=True, exist_ok=True)
    write(home / FOLDER / NAME, f"{times}\n".encode())
