"""Records read by their place: one `pread`, one frame, checked by its checksum.

Each thread keeps the files it read last open, with their dictionaries ready: unpacking
a dictionary costs more than ten bodies.
"""

import os
import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from lake.errors import BodyUnreadable
from lake.frames import (
    DICTIONARY_FRAME,
    FRAME,
    LARGEST_DICTIONARY,
    LARGEST_RECORD,
    decompressor,
    dictionary_in,
    frame_length,
    unpacked,
)
from lake.warcfile import BodyPlace
from lake.warcrecord import Record

if TYPE_CHECKING:
    from zstandard import ZstdDecompressor

_MOST_OPEN = 64
_MOST_DICTIONARIES = 16
# What is read at once where the length of a frame is not known.
_STEP = 64 << 10


class OpenFile:
    """One WARC file, open for reading."""

    def __init__(
        self, path: Path, dictionaries: "OrderedDict[bytes, ZstdDecompressor]"
    ):
        self._file = os.open(path, os.O_RDONLY)
        self.identity = _identity(os.fstat(self._file))
        self.dictionary = self._dictionary()
        # Where the first record lies.
        self.first = self.length_at(0) if self.dictionary else 0
        unpacker = dictionaries.pop(self.dictionary, None)
        self.unpacker = unpacker or decompressor(self.dictionary)
        dictionaries[self.dictionary] = self.unpacker
        if len(dictionaries) > _MOST_DICTIONARIES:
            dictionaries.popitem(last=False)

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            os.close(self._file)

    def record(self, offset: int, length: int) -> Record:
        """Return the record in the frame at `offset`."""
        if not (0 < length <= LARGEST_RECORD and 0 <= offset < 1 << 62):
            raise BodyUnreadable("that is no place in a file")
        frame = os.pread(self._file, length, offset)
        if len(frame) != length:
            raise BodyUnreadable("the file ends before it")
        return Record.parsed(unpacked(self.unpacker, frame))

    def readable(self, offset: int, length: int) -> Record | None:
        """Return the record in the frame at `offset`; None where it is damaged."""
        try:
            return self.record(offset, length)
        except BodyUnreadable:
            return None

    @property
    def size(self) -> int:
        """How many bytes the file has now."""
        return os.fstat(self._file).st_size

    def length_at(self, offset: int) -> int:
        """Return the length of the frame at `offset`; 0 where no whole one is."""
        data, step = b"", _STEP
        while True:
            more = os.pread(self._file, step, offset + len(data))
            data += more
            if (length := frame_length(data)) or not more or len(data) > LARGEST_RECORD:
                return length
            step *= 4

    def next_at(self, offset: int) -> int:
        """Return where the first whole frame behind `offset` begins, or the end."""
        size = self.size
        while (offset := offset + 1) < size:
            near = os.pread(self._file, _STEP, offset)
            found = near.find(FRAME)
            if found < 0:
                offset += max(0, len(near) - len(FRAME))
            elif self.length_at(offset + found):
                return offset + found
            else:
                offset += found
        return size

    def _dictionary(self) -> bytes:
        head = os.pread(self._file, 8, 0)
        if head[:4] != DICTIONARY_FRAME:
            return b""
        length = int.from_bytes(head[4:8], "little")
        if length > LARGEST_DICTIONARY:
            raise BodyUnreadable("its dictionary is larger than 8 MB")
        return dictionary_in(os.pread(self._file, 8 + length, 0))


class _Files(threading.local):
    """The files that this thread has open."""

    def __init__(self) -> None:
        self.open: OrderedDict[Path, OpenFile] = OrderedDict()
        self.dictionaries: OrderedDict[bytes, ZstdDecompressor] = OrderedDict()


_files = _Files()


def opened(path: Path) -> OpenFile:
    """Return the file `path`, open; another one may have taken its name since."""
    found = _files.open.get(path)
    identity = _identity(os.stat(path))  # noqa: PTH116 (half the time of path.stat)
    if found is None or found.identity != identity:
        _files.open.pop(path, None)
        found = _files.open[path] = OpenFile(path, _files.dictionaries)
        if len(_files.open) > _MOST_OPEN:
            _files.open.popitem(last=False)
    else:
        _files.open.move_to_end(path)
    return found


def read_record(home: Path, place: BodyPlace) -> Record:
    """Return the record at `place`."""
    path = home / "warc" / Path(place.warc_file).name
    try:
        return opened(path).record(place.warc_offset, place.warc_length)
    except (OSError, BodyUnreadable) as error:
        raise BodyUnreadable(
            f"no whole record at {place.warc_offset} of {path}: {error}"
        ) from error


def read_body(home: Path, place: BodyPlace) -> bytes:
    """Return the body at `place` as it was written."""
    record = read_record(home, place)
    if record.kind == "response" and (body := record.body) is not None:
        return body
    raise BodyUnreadable(
        f"at {place.warc_offset} of {place.warc_file} is a {record.kind or 'broken'} "
        "record and no response"
    )


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino
