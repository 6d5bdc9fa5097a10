"""Bodies made smaller for the way: brotli where a visitor takes it, else gzip."""

import zlib
from functools import lru_cache

import brotli

# Levels beyond these cost several times as long for a few percent.
_BROTLI, _GZIP = 5, 6
# A smaller body fits into the first packets as it is; a larger one would hold up all
# other visitors of this process for longer than it saves this one.
_SMALLEST, _LARGEST = 1_000, 1_000_000
# Browsers name four codings; what is far longer is not worth remembering.
_LONGEST_WISH = 200
_TEXTS = (b"text/", b"application/json", b"application/xml", b"image/svg+xml")
_MORE_TEXTS = (b"application/rss+xml", b"application/problem+json")


def is_worth_packing(media_type: bytes, body: bytes) -> bool:
    """Say whether packing makes `body` arrive sooner."""
    return _SMALLEST <= len(body) <= _LARGEST and media_type.startswith(
        _TEXTS + _MORE_TEXTS
    )


def coding(accepted: bytes) -> bytes:
    """Return the best coding that an accept-encoding header lets us use, or b""."""
    return b"" if len(accepted) > _LONGEST_WISH else _coding(accepted)


@lru_cache(1024)
def _coding(accepted: bytes) -> bytes:
    refused: set[bytes] = set()
    named: set[bytes] = set()
    for part in accepted.lower().split(b","):
        name, *rest = (piece.strip() for piece in part.split(b";"))
        weight = next((one[2:] for one in rest if one.startswith(b"q=")), b"1")
        (refused if not weight.strip(b"0.") else named).add(name)
    wanted = {b"br", b"gzip"} if b"*" in named else named
    for name in (b"br", b"gzip"):
        if name in wanted - refused:
            return name
    return b""


def packed(body: bytes, name: bytes) -> bytes:
    """Return `body` in the coding `name`."""
    if name == b"br":
        return brotli.compress(body, quality=_BROTLI, mode=brotli.MODE_TEXT)
    if name == b"gzip":
        return zlib.compress(body, _GZIP, wbits=31)
    return body
