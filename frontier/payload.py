"""How a saved set looks on disk: which kind it is, its parameters, its content, a proof.

    payload = magic   4   b"HMS1": the last byte is the version of this layout
              kind    1   which class wrote it
              zero    3
              fields  4   bytes of parameters
              content 8   bytes of content
              check   8   mmh3 of all other bytes
              fields, content

All numbers are little-endian, so that the bytes are the same on every platform.
"""

import struct
from dataclasses import dataclass

import numpy as np

from frontier.errors import BadSnapshot
from frontier.frames import check
from frontier.kernel import Bytes, Keys

MAGIC = b"HMS1"
EXACT, BLOOM, PYBLOOM = 1, 2, 3
_HEAD = struct.Struct("<4sB3xIQ")
_BEGIN = _HEAD.size + 8


@dataclass(frozen=True, slots=True)
class Payload:
    """What a saved set holds; its check was right."""

    kind: int
    fields: bytes
    content: memoryview


def pack(kind: int, fields: bytes, content: Bytes) -> bytes:
    """Return the payload that `unpack` reads."""
    head = _HEAD.pack(MAGIC, kind, len(fields), content.size)
    return b"".join((head, check(head + fields, content.data), fields, content.data))


def unpack(data: bytes | memoryview) -> Payload:
    """Read a payload; raise BadSnapshot unless every byte is as it was written."""
    view = memoryview(data).cast("B")
    if len(view) < _BEGIN or view[:4] != MAGIC:
        raise damaged("it does not begin as one")
    head = bytes(view[: _HEAD.size])
    _, kind, fields_size, content_size = _HEAD.unpack(head)
    if len(view) != _BEGIN + fields_size + content_size:
        raise damaged(f"it has {len(view):,} bytes, its head promises another number")
    fields = bytes(view[_BEGIN : _BEGIN + fields_size])
    content = view[_BEGIN + fields_size :]
    if view[_HEAD.size : _BEGIN] != check(head + fields, content):
        raise damaged("its check is wrong")
    return Payload(kind, fields, content)


def to_bytes(keys: Keys) -> Bytes:
    """Return the little-endian bytes of `keys`."""
    return keys.astype("<u8", copy=False).view(np.uint8)


def to_keys(content: memoryview) -> Keys:
    """Return the numbers in `content` as an array that a kernel may write."""
    return np.frombuffer(content, "<u8").astype(np.uint64)


def damaged(why: str) -> BadSnapshot:
    """Return the error for a saved set that cannot be trusted."""
    return BadSnapshot(
        f"this is no whole saved set of seen URLs: {why}; remove it, the set is read"
        " from the log again"
    )
