"""Remove what a home's spool keeps of what is forgotten: files that were set aside.

Whole batches are in the tables by now. A broken one cannot be read row by row, so it
goes when any of its bytes name what is sought, or when there is too much to look for.
"""

from collections.abc import Iterator
from pathlib import Path

from lake.durable import sync_folder
from lake.seeking import Found

_MOST_WORDS = 2_000


def erase_spool(home: Path, found: Found) -> list[str]:
    """Remove broken and half-written spool files that may hold it; return their names."""
    spool = home / "spool"
    words = [word.encode() for word in _words(found)]
    gone = []
    # A writer's temporary file is there after a kill alone: nobody writes now.
    for path in sorted([*spool.glob("*.bad"), *spool.glob(".*.tmp")]):
        data = path.read_bytes()
        if len(words) > _MOST_WORDS or any(word in data for word in words):
            path.unlink()
            gone.append(path.name)
    if gone:
        sync_folder(spool)
    return gone


def _words(found: Found) -> Iterator[str]:
    yield from found.urls
    yield from found.hosts
    yield from found.words
    yield from found.digests
    yield from found.sought.inputs
    yield from found.sought.listings
