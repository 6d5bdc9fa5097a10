"""Content codings undone, never past a limit, and without trust in what the head says.

A coding is undone into a bounded room, so that a bomb costs no more than an honest
body of the most that is kept. A stream that breaks gives what came before the break.
"""

import zlib
from collections.abc import Callable
from typing import NamedTuple, Protocol

import brotli
import zstandard

# What a server is told we read.
ACCEPTED = b"gzip, deflate, br, zstd"
# Two codings at once are seen on the web; more of them are somebody's joke.
_MOST_CODINGS = 5
# RFC 9659: no zstd window on the web is larger.
_ZSTD_WINDOW = 1 << 23
# One compressed KiB of zstd is at most 32 MiB, which is the most that one step costs.
_ZSTD_STEP = 1 << 10
# How finely a damaged stream is read again, to keep what is before the damage.
_CAREFUL_STEP = 256
_GZIP, _ZLIB, _DEFLATE = 31, 15, -15
_ERRORS = (zlib.error, brotli.error, zstandard.ZstdError)


class Undone(NamedTuple):
    """A body without its codings."""

    body: bytes
    # False when the stream stops before its own end.
    whole: bool = True
    # True when the body went past the limit, at which it is cut.
    over: bool = False


class _Decoder(Protocol):
    # Whether the stream came to its own end.
    ended: bool

    def feed(self, data: bytes, room: int) -> bytes:
        """Return what `data` adds; `room` bytes or more say that there is more."""


def codings_of(headers: list[tuple[bytes, bytes]]) -> list[bytes]:
    """Return the codings that `headers` name, in the order in which they were put on.

    Transfer codings went on last; chunked is undone by who reads the connection.
    """
    content, transfer = [], []
    for name, value in headers:
        # The length first: lower() of every name would cost more than the rest.
        if len(name) == 16 and name.lower() == b"content-encoding":
            content += value.lower().split(b",")
        elif len(name) == 17 and name.lower() == b"transfer-encoding":
            transfer += value.lower().split(b",")
    words = [word.strip() for word in content + transfer]
    return [word for word in words if word not in (b"", b"identity", b"chunked")]


def undone(raw: bytes, codings: list[bytes], limit: int) -> Undone:
    """Return `raw` without `codings`; an unknown one and a false claim stay on."""
    whole = True
    if len(codings) > _MOST_CODINGS:
        codings = []
    for coding in reversed(codings):
        made = _decoder_for(coding, raw)
        out = _decoded(made, raw, limit) if made else None
        if out is None:
            break
        if out.over:
            return out
        raw, whole = out.body, whole and out.whole
    return Undone(raw[:limit], whole, len(raw) > limit)


def _decoder_for(coding: bytes, raw: bytes) -> Callable[[], _Decoder] | None:
    if coding in (b"gzip", b"x-gzip", b"deflate"):
        bits = _zlib_format(raw, coding)
        return (lambda: _Zlib(bits)) if bits else None
    if coding == b"br" and raw:
        return _Brotli
    if coding == b"zstd" and raw[:4] == zstandard.FRAME_HEADER:
        return _Zstd
    return None


def _zlib_format(raw: bytes, coding: bytes) -> int:
    """Return the format, by its first bytes: what is called deflate may be all three."""
    if raw[:2] == b"\x1f\x8b":
        return _GZIP
    if len(raw) > 1 and raw[0] & 0x0F == 8 and int.from_bytes(raw[:2]) % 31 == 0:
        return _ZLIB
    return _DEFLATE if raw and coding == b"deflate" else 0


def _decoded(make: Callable[[], _Decoder], raw: bytes, limit: int) -> Undone | None:
    decoder = make()
    try:
        body = decoder.feed(raw, limit + 1)
    except _ERRORS:
        return _until_damaged(make(), raw, limit)
    if len(body) > limit:
        return Undone(body[:limit], over=True)
    return Undone(body, decoder.ended)


def _until_damaged(decoder: _Decoder, raw: bytes, limit: int) -> Undone | None:
    """Return what comes before the damage; None when `raw` is not coded at all."""
    out, start = bytearray(), 0
    try:
        for start in range(0, len(raw), _CAREFUL_STEP):
            piece = raw[start : start + _CAREFUL_STEP]
            out += decoder.feed(piece, limit + 1 - len(out))
            if len(out) > limit:
                return Undone(bytes(out[:limit]), over=True)
    except _ERRORS:
        # Plain text read as brotli gives a few bytes too, but fewer than it took.
        return Undone(bytes(out), whole=False) if len(out) > start else None
    return Undone(bytes(out), decoder.ended)


class _Zlib:
    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._stream = zlib.decompressobj(bits)
        self.ended = False

    def feed(self, data: bytes, room: int) -> bytes:
        if self.ended:
            return b""  # what follows the end is nobody's: browsers skip it too
        out = self._stream.decompress(data, room)
        # A gzip file may be several, one after the other.
        while self._stream.eof and self._stream.unused_data[:2] == b"\x1f\x8b":
            rest, left = self._stream.unused_data, room - len(out)
            if left <= 0:
                return out
            self._stream = zlib.decompressobj(self._bits)
            out += self._stream.decompress(rest, left)
        self.ended = self._stream.eof
        return out


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self.ended = False

    def feed(self, data: bytes, room: int) -> bytes:
        out = self._stream.process(data, output_buffer_limit=room)
        self.ended = self._stream.is_finished()
        return out


class _Zstd:
    def __init__(self) -> None:
        self._frames = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._stream = self._frames.decompressobj()
        self.ended = False

    def feed(self, data: bytes, room: int) -> bytes:
        out: list[bytes] = []
        for start in range(0, len(data), _ZSTD_STEP):
            piece = data[start : start + _ZSTD_STEP]
            # A step may end one frame and begin others.
            while piece and room > 0:
                if self.ended:
                    self._stream = self._frames.decompressobj()
                out.append(self._stream.decompress(piece))
                room -= len(out[-1])
                self.ended = self._stream.eof
                piece = self._stream.unused_data if self.ended else b""
        return b"".join(out)
