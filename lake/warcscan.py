"""All records of a WARC file, in the order in which they lie there.

What is damaged costs itself: the walk goes on behind it with the next whole frame.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lake.errors import BodyUnreadable
from lake.warcread import OpenFile
from lake.warcrecord import Record


@dataclass(frozen=True, slots=True)
class Found:
    """One record and where it lies; None where a frame cannot be read."""

    offset: int
    length: int
    record: Record | None


def records(path: Path) -> Iterator[Found]:
    """Return the records of the file `path`; a torn tail is one that is unreadable."""
    try:
        file = OpenFile(path, OrderedDict())
    except BodyUnreadable:  # without its dictionary all is lost
        yield Found(0, path.stat().st_size, None)
        return
    for offset, length, whole in _frames(file):
        record = file.readable(offset, length) if whole else None
        yield Found(offset, length, record)


def places(file: OpenFile) -> list[tuple[int, int]]:
    """Return offset and length of the whole frames of `file`; none is unpacked."""
    return [(offset, length) for offset, length, whole in _frames(file) if whole]


def _frames(file: OpenFile) -> Iterator[tuple[int, int, bool]]:
    offset, size = file.first, file.size
    while offset < size:
        length = file.length_at(offset)
        end = offset + length if length else file.next_at(offset)
        yield offset, end - offset, bool(length)
        offset = end
