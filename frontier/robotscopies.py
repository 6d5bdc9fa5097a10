"""What each origin's robots.txt said last, for the whole home: kept through any kill.

    rows     origin -> row                                     dict
    columns  state, asked_at, until, fails, shard, at, size    arrays, 31 bytes a row
    files    <shard>.log, a frame an answer: facts and text    the last of an origin counts

A frame that is lost costs its origin only, which is asked again. The frame before it can
speak once more, but does no harm: an origin is asked only when what it said had run out.
"""

import zlib
from array import array
from collections.abc import Iterable
from pathlib import Path

import msgspec

from frontier.durable import refusal, write_whole
from frontier.errors import ForeignOrigin
from frontier.frames import (
    HEAD,
    HEAD_BYTES,
    MAGIC,
    Frame,
    Frames,
    check,
    read,
    read_buffer,
)
from frontier.urls import domain, host, shard_of

# Unknown; everything allowed; rules; everything forbidden; unreachable; asked to wait.
LOST, OPEN, RULES, CLOSED, AWAY, LATER = range(6)
_ANSWER = 1
# Shorter texts gain less than the time it takes.
_PACKED_FROM_BYTES = 200


class Copy(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One answer: `until` is when it runs out, `name` whom `state` was found for."""

    origin: str
    state: int
    asked_at: float
    until: float
    fails: int = 0
    status: int | None = None
    name: str = ""
    body: bytes = b""
    packed: bool = False


class Copies:
    """The last answer of every origin in some shards; one process has them open."""

    def __init__(self, folder: Path, shards: Iterable[int], name: str) -> None:
        self.rows: dict[str, int] = {}
        self.state = bytearray()
        self.asked_at = array("d")
        self.until = array("d")
        self.fails = bytearray()
        self._shard = bytearray()
        self._at = array("Q")
        self._size = array("I")
        self.damage: tuple[str, ...] = ()
        self._folder = folder
        self._name = name
        self._shards = frozenset(shards)
        self._files: dict[int, Frames] = {}

    @classmethod
    def open(cls, folder: Path, shards: Iterable[int], name: str) -> "Copies":
        """Read what `folder` holds of `shards`; a file mostly out of date is made anew."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refusal(folder, error) from error
        copies = cls(folder, shards, name)
        for shard in sorted(copies._shards):
            copies._load(shard)
        return copies

    def shard(self, origin: str) -> int:
        """Return the shard of `origin`, which must be one of ours."""
        shard = shard_of(domain(host(origin)))
        if shard not in self._shards:
            raise ForeignOrigin(
                f"{origin} lies in shard {shard}, which this process does not own;"
                " send its URLs to the owner's inbox"
            )
        return shard

    def keep(self, copy: Copy) -> int:
        """Write one answer, safe from a kill at once, and return its origin's row."""
        if len(copy.body) >= _PACKED_FROM_BYTES:
            packed = zlib.compress(copy.body)
            copy = msgspec.structs.replace(copy, body=packed, packed=True)
        shard = self.shard(copy.origin)
        if shard not in self._files:
            self._files[shard] = Frames.open(self._path(shard))
        payload = _encode(copy)
        at = self._files[shard].append(_ANSWER, payload)
        return self._place(copy, shard, at, len(payload))

    def text(self, row: int) -> bytes | None:
        """Return the text of a row as it came, or None (and forget it) if it broke."""
        path = self._path(self._shard[row])
        try:
            with path.open("rb") as file:
                file.seek(self._at[row] - HEAD_BYTES)
                data = file.read(HEAD_BYTES + self._size[row])
        except OSError:
            data = b""
        frames = read_buffer(memoryview(data), path.name).frames
        copy = _decoded(frames[0]) if frames else None
        if copy is None:
            self.state[row] = LOST
            return None
        return zlib.decompress(copy.body) if copy.packed else copy.body

    def sync(self) -> None:
        """Wait until every answer is on the disk."""
        for file in self._files.values():
            file.sync()

    def close(self) -> None:
        """Sync and close."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _load(self, shard: int) -> None:
        path = self._path(shard)
        reading = read(path)
        self.damage += reading.damage
        last: dict[str, tuple[Copy, Frame]] = {}
        for frame in reading.frames:
            copy = _decoded(frame)
            if copy is not None:
                last[copy.origin] = copy, frame
        size = sum(HEAD_BYTES + len(frame.payload) for _, frame in last.values())
        anew = 2 * size < reading.end
        if anew:
            write_whole(path, b"".join(_framed(frame) for _, frame in last.values()))
        end = 0
        for copy, frame in last.values():
            at = end + HEAD_BYTES if anew else frame.offset
            end = at + len(frame.payload)
            self._place(copy, shard, at, len(frame.payload))

    def _place(self, copy: Copy, shard: int, at: int, size: int) -> int:
        row = self.rows.setdefault(copy.origin, len(self.state))
        if row == len(self.state):
            self._grow()
        # What lets another crawler go everywhere has to be read again for this one.
        strange = copy.state == OPEN and copy.body and copy.name != self._name
        self.state[row] = RULES if strange else copy.state
        self.asked_at[row] = copy.asked_at
        self.until[row] = copy.until
        self.fails[row] = copy.fails
        self._shard[row] = shard
        self._at[row] = at
        self._size[row] = size
        return row

    def _grow(self) -> None:
        for small in (self.state, self.fails, self._shard):
            small.append(0)
        for times in (self.asked_at, self.until):
            times.append(0.0)
        for places in (self._at, self._size):
            places.append(0)

    def _path(self, shard: int) -> Path:
        return self._folder / f"{shard:02}.log"


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Copy).decode


def _decoded(frame: Frame) -> Copy | None:
    try:
        return _decode(frame.payload)
    except msgspec.MsgspecError:
        return None


def _framed(frame: Frame) -> bytes:
    head = HEAD.pack(MAGIC, frame.kind, frame.count, len(frame.payload))
    return head + check(head, frame.payload) + frame.payload
