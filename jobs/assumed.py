"""How often what a home's scores assume was changed.

A stage looks again at what it has made when its version is a higher one, and settings
have none. So the home keeps a number beside the digest of the assumptions, which counts
on when they are others; the number is part of the version of the stages that score.
"""

from pathlib import Path

from jobs.errors import HomeUnusable
from lake.durable import write

FOLDER, NAME = "enrich", "assumed"


def times_assumed(home: Path, digest: str) -> int:
    """Return how often they were changed, counting the change to those of `digest`."""
    path = home / FOLDER / NAME
    said = path.read_text(encoding="utf-8") if path.exists() else f"0 {digest}"
    number, _, before = said.strip().partition(" ")
    if not number.isdecimal():
        raise HomeUnusable(
            f"{path} holds no number but {said[:20]!r}: write a line into it of a number"
            " higher than any before, and any word"
        )
    times = int(number) + (before != digest)
    if before != digest or not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, f"{times} {digest}\n".encode())
    return times
