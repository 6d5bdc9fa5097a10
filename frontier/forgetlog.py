"""Write over the URLs of a segment that are forgotten; every record keeps its place.

Refs name a record by its offset, and acks name refs, so nothing may move. The URL gives
way to one of the same length that leads nowhere; what came with it, or names it as the
page it was found on, becomes zeros.
"""

import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from frontier.durable import refusing, write_whole
from frontier.forgotten import Target
from frontier.frames import HEAD_BYTES as FRAME_BYTES
from frontier.frames import Frame, head_of, read_buffer
from frontier.kernel import Ints
from frontier.records import HEAD_BYTES, WITH_META
from frontier.segments import ORIGIN_BYTES, URLS

_FIELDS = struct.Struct("<HHB")  # of a record: length, depth, kind
_NOWHERE = b"http://forgotten.invalid/"
# A URL in other bytes ends where something stands that no canonical URL holds.
_ENDS = rb"(?![!-~])"

Settle = Callable[[Ints], None]


class Marks:
    """How forgotten URLs look in bytes."""

    def __init__(self, target: Target) -> None:
        pattern = target.pattern.encode()
        self._whole = re.compile(pattern, re.DOTALL)
        inner = pattern.removesuffix(b".*") + (b"" if target.kind != "url" else _ENDS)
        self._within = re.compile(inner)
        text = target.name.partition("://")[2] if target.kind == "url" else target.name
        self._hint = text.encode()

    def is_whole(self, url: bytes) -> bool:
        """Return whether the canonical `url` is forgotten."""
        return self._whole.fullmatch(url) is not None

    def is_within(self, data: bytes) -> bool:
        """Return whether `data` names a forgotten URL."""
        return self._within.search(data) is not None

    def may_be_in(self, data: bytes | memoryview) -> bool:
        """Return False where none of them can be in `data`; quick."""
        return self._hint in bytes(data)

    def blanked(self, data: bytes) -> bytes:
        """Return `data` of unknown form without what names a forgotten URL."""
        return self._within.sub(lambda found: b"x" * len(found[0]), data)


def forget_segment(path: Path, target: Target, settle: Settle) -> int:
    """Take `target` out of the segment `path`; return how many of its URLs it had.

    `settle` is told the offsets of their records before they are written over.
    """
    marks = Marks(target)
    with refusing(path):
        before = path.read_bytes()
    if not marks.may_be_in(before):
        return 0
    data = bytearray(before)
    frames = read_buffer(memoryview(before), path.name).frames
    found = [at for frame in frames for at in _forget_frame(data, frame, marks)]
    _forget_damaged(data, frames, marks)
    settle(np.array(found, np.int64))
    if data != before:
        write_whole(path, bytes(data))
    return len(found)


def _forget_frame(data: bytearray, frame: Frame, marks: Marks) -> list[int]:
    """Write over what is forgotten in one frame; return where those records begin."""
    if not marks.may_be_in(frame.payload):
        return []
    found = []
    begin, end = frame.offset, frame.offset + len(frame.payload)
    for at, url, meta in _records(data, frame):
        if marks.is_whole(bytes(data[url])):
            data[url] = _nowhere(url.stop - url.start)
            data[meta] = bytes(meta.stop - meta.start)
            found.append(at)
        elif marks.is_within(bytes(data[meta])):
            data[meta] = bytes(meta.stop - meta.start)
    payload = bytes(data[begin:end])
    data[begin - FRAME_BYTES : begin] = head_of(frame.kind, payload, frame.count)
    return found


def _records(data: bytearray, frame: Frame) -> Iterator[tuple[int, slice, slice]]:
    """Yield where each record begins, and where its URL and its meta stand."""
    at = frame.offset + (0 if frame.kind == URLS else ORIGIN_BYTES)
    for _ in range(frame.count):
        length, _, kind = _FIELDS.unpack_from(data, at + 12)
        start = at + HEAD_BYTES
        stop = last = start + length
        if kind & WITH_META:
            last = stop + 2 + int.from_bytes(data[stop : stop + 2], "little")
        yield at, slice(start, stop), slice(min(stop + 2, last), last)
        at = last


def _forget_damaged(data: bytearray, frames: list[Frame], marks: Marks) -> None:
    """Blank what is forgotten in what no frame holds."""
    at = 0
    for frame in frames:
        begin = frame.offset - FRAME_BYTES
        if at < begin:
            data[at:begin] = marks.blanked(bytes(data[at:begin]))
        at = frame.offset + len(frame.payload)
    data[at:] = marks.blanked(bytes(data[at:]))


def _nowhere(length: int) -> bytes:
    """Return a URL of this length that no host answers."""
    if length >= len(_NOWHERE):
        return _NOWHERE + b"-" * (length - len(_NOWHERE))
    return b"http://" + b"x" * (length - 8) + b"/"
