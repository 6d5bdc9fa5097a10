"""How an accepted URL lies in the log: 17 bytes, the URL, and what the caller gave with it.

    record = fingerprint 8, rank 4, length 2, depth 2, kind 1, URL, [length 2, meta]

A record is named by its place: `ref` = shard (bits 56 to 61), segment (32 to 55), offset
of the record in the segment's file. Everything that memory holds of a waiting URL can be
made again from its record.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import carray, types
from numba.extending import intrinsic

from frontier.column import Urls
from frontier.kernel import Bytes, Ints, Keys, Small, kernel
from frontier.mmh3x64 import hash_slice, number_at

HEAD_BYTES = 17
LONGEST = 0xFFFF
WITH_META = 0x80


class Extras(NamedTuple):
    """What is stored beside each URL: columns as long as the URLs."""

    rank: Small
    depth: Small
    kind: Bytes
    meta: Bytes  # all metas, one after the other
    meta_ends: Ints  # empty: no URL has one


class Scanned(NamedTuple):
    """The records of a segment as columns."""

    offset: Ints
    fps: Keys
    hosts: Keys
    rank: Small

    def at(self, index: Any) -> "Scanned":
        """Return the records that `index` chooses."""
        return Scanned(
            self.offset[index], self.fps[index], self.hosts[index], self.rank[index]
        )


class Encoded(NamedTuple):
    """Records one after the other, and where each begins."""

    data: bytes
    begins: Ints

    def part(self, begin: int, end: int) -> "Encoded":
        """Return the records from `begin` to `end`."""
        first = int(self.begins[begin])
        last = int(self.begins[end]) if end < len(self.begins) else len(self.data)
        return Encoded(self.data[first:last], self.begins[begin:end] - first)


def encode(urls: Urls, index: Ints, extras: Extras) -> Encoded:
    """Return the records of the URLs that `index` numbers."""
    lengths = urls.ends[index + 1] - urls.ends[index] + HEAD_BYTES
    if len(extras.meta_ends):
        metas = extras.meta_ends[index + 1] - extras.meta_ends[index]
        lengths = lengths + np.where(metas > 0, metas + 2, 0)
    begins = np.cumsum(lengths) - lengths
    out = np.empty(int(lengths.sum()), np.uint8)
    data = urls.data.view()
    data.flags.writeable = False  # one kernel for buffers of either kind
    _encode((data, urls.ends, urls.fps), extras, index, begins, out)
    return Encoded(out.tobytes(), begins)


def scan(data: Bytes, begins: Ints, ends: Ints, count: int) -> Scanned:
    """Return the records of the frames that lie from `begins` to `ends` in `data`."""
    # A plain tuple: numba keeps the class of another one until the process has ended,
    # and with it every module that the class's methods know.
    columns = (
        np.empty(count, np.int64),
        np.empty(count, np.uint64),
        np.empty(count, np.uint64),
        np.empty(count, np.int32),
    )
    read = _scan(data, begins, ends, columns)
    return Scanned(*columns).at(slice(read))


def host_in(url: str) -> str:
    """Return the host name in a canonical URL."""
    rest = url[url.index("//") + 2 :]
    if rest.startswith("["):
        return rest[: rest.index("]") + 1]
    return rest.partition("/")[0].partition(":")[0]


@kernel
def _encode(
    texts: tuple[Bytes, Ints, Keys],
    extras: Extras,
    index: Ints,
    begins: Ints,
    out: Bytes,
) -> None:
    data, ends, fps = texts
    for i in range(len(index)):
        row = index[i]
        at = begins[i]
        start, length = ends[row], ends[row + 1] - ends[row]
        meta_length = 0
        if len(extras.meta_ends) > 0:
            meta_length = extras.meta_ends[row + 1] - extras.meta_ends[row]
        kind = extras.kind[row] | (WITH_META if meta_length else 0)
        _put(out, at, fps[row], 8)
        _put(out, at + 8, np.uint64(np.int64(extras.rank[row])), 4)
        _put(out, at + 12, np.uint64(length), 2)
        _put(out, at + 14, np.uint64(extras.depth[row]), 2)
        out[at + 16] = kind
        at += HEAD_BYTES
        for k in range(length):
            out[at + k] = data[start + k]
        if meta_length:
            at += length
            _put(out, at, np.uint64(meta_length), 2)
            first = extras.meta_ends[row]
            for k in range(meta_length):
                out[at + 2 + k] = extras.meta[first + k]


@kernel
def _put(out: Bytes, at: int, value: np.uint64, width: int) -> None:
    for k in range(width):
        out[at + k] = np.uint8((value >> np.uint64(8 * k)) & np.uint64(255))


@kernel
def _scan(
    data: Bytes, begins: Ints, ends: Ints, found: tuple[Ints, Keys, Keys, Small]
) -> int:
    offsets, fps, hosts, ranks = found
    count: Any = np.int64(0)
    for frame in range(len(begins)):
        at = begins[frame]
        while at + HEAD_BYTES <= ends[frame] and count < len(ranks):
            length = np.int64(number_at(data, at + 12, 2))
            url = at + HEAD_BYTES
            offsets[count] = at
            fps[count] = number_at(data, at, 8)
            ranks[count] = np.int32(np.uint32(number_at(data, at + 8, 4)))
            first = url + 7 if data[url + 4] == 58 else url + 8  # http:// or https://
            hosts[count] = hash_slice(data, first, _host_end(data, first))
            count += 1
            kind = data[at + 16]
            at = url + length
            if kind & WITH_META:
                at += 2 + np.int64(number_at(data, at, 2))
    return count


@kernel
def _host_end(data: Bytes, at: int) -> int:
    if data[at] == 91:  # [an IPv6 address]
        while data[at] != 93:
            at += 1
        return at + 1
    while data[at] != 47 and data[at] != 58:  # a slash, or a colon and a port
        at += 1
    return at


@kernel
def ranks_at(data: Bytes, offsets: Small, ranks: Small) -> None:
    """Fill in the rank of each record of a segment."""
    for i in range(len(offsets)):
        at = np.int64(np.uint32(offsets[i])) + 8
        ranks[i] = np.int32(np.uint32(number_at(data, at, 4)))


class Texts(NamedTuple):
    """Records of several segments, read into one buffer."""

    data: Bytes
    begin: Ints
    end: Ints
    depth: Small
    kind: Bytes


def make_texts(count: int, room: int) -> Texts:
    """Return room for `count` records whose URLs have `room` bytes in all."""
    return Texts(
        np.empty(room, np.uint8),
        np.empty(count, np.int64),
        np.empty(count, np.int64),
        np.empty(count, np.int32),
        np.empty(count, np.uint8),
    )


# numba is skipped by the type checker (pyproject.toml).
@intrinsic  # type: ignore[untyped-decorator]
def _pointer(_: Any, address: Any) -> Any:
    """Make an address a pointer that a kernel can read bytes from."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kind = context.get_value_type(signature.return_type)
        return builder.inttoptr(values[0], kind)

    return types.CPointer(types.uint8)(types.int64), generate


@kernel
def gather(
    wanted: tuple[Ints, Ints], addresses: Ints, sizes: Ints, texts: Texts, begin: int
) -> int:
    """Read records, by refs and rows, each from a segment mapped at its address.

    URLs are put from `begin` on. Return where they end; what has no room is left out.
    """
    refs, rows = wanted
    at: Any = begin
    for i in range(len(rows)):
        row = rows[i]
        data = carray(_pointer(addresses[i]), sizes[i])
        offset = refs[row] & 0xFFFFFFFF
        length = np.int64(number_at(data, offset + 12, 2))
        texts.begin[row] = at
        texts.end[row] = at + length
        texts.depth[row] = np.int32(number_at(data, offset + 14, 2))
        texts.kind[row] = data[offset + 16]
        if at + length <= len(texts.data):
            for k in range(length):
                texts.data[at + k] = data[offset + HEAD_BYTES + k]
        at += length
    return at
