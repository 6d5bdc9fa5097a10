"""What stands in segment files: whole lines with their places, torn ones left out."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from storefront.events.event import Event
from storefront.events.segments import FOLDER

_decode = msgspec.json.Decoder(Event).decode
# What ends before this many bytes is the rest of a write that a power cut tore.
_LONGEST_LINE = 8_192


class Read(msgspec.Struct, frozen=True):
    """What one read of a segment gave: events with the places where they end."""

    events: list[tuple[int, Event]]
    damaged: int
    """Whole lines that are no events, and a torn last one."""
    end: int
    """Where the last whole line ends."""


def segments(home: Path) -> list[Path]:
    """Return the segment files of `home`, the oldest first."""
    return sorted((home / FOLDER).glob("*.log"))


def read(path: Path, after: int = 0, until: int | None = None) -> Read:
    """Return the events of the segment `path` that end behind `after`, up to `until`."""
    data = path.read_bytes()[:until]
    events, damaged, place, end = [], 0, after, after
    for line in data[after:].splitlines(keepends=True):
        place += len(line)
        end = place if line.endswith(b"\n") else end
        event = _event(line)
        if event:
            events.append((place, event))
        else:
            damaged += 1
    return Read(events, damaged, end)


def _event(line: bytes) -> Event | None:
    if not line.endswith(b"\n") or len(line) > _LONGEST_LINE:
        return None
    try:
        return _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Say whether nobody writes to `path` any more; nobody can while this holds it."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield False
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(file)
