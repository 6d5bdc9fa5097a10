"""Facts with a text each, as the payload of a frame: columns, no object a record.

    facts   count records of one numpy dtype
    ends    count times uint32: where each text ends
    texts   one after the other, UTF-8

Reading makes views into the frame; texts become strings only where someone asks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from frontier.frames import Frame, Reading
from frontier.kernel import Ints

Records = NDArray[np.void]
# A host or a header may hold what is no UTF-8; it comes back as it was.
_ODD = "surrogatepass"


@dataclass(frozen=True, slots=True)
class Facts:
    """Records beside their texts; text i is `data[ends[i]:ends[i + 1]]`."""

    records: Records
    ends: Ints
    data: memoryview

    def __len__(self) -> int:
        return len(self.records)

    def texts(self) -> list[str]:
        """Return every text, in order."""
        bounds = pairwise(self.ends.tolist())
        whole = str(self.data, "utf-8", _ODD)
        if len(whole) == len(self.data):
            return [whole[start:end] for start, end in bounds]
        return [str(self.data[start:end], "utf-8", _ODD) for start, end in bounds]


def pack(records: Records, texts: Sequence[str]) -> bytes:
    """Return the payload that holds `records` with their `texts`."""
    encoded = [text.encode("utf-8", _ODD) for text in texts]
    if len(encoded) != len(records):
        raise ValueError(f"{len(records)} records with {len(encoded)} texts")
    return packed(records, [len(text) for text in encoded], b"".join(encoded))


def packed(records: Records, lengths: Sequence[int] | Ints, data: bytes) -> bytes:
    """Return the payload that holds `records` with texts that are bytes already."""
    return records.tobytes() + np.cumsum(lengths, dtype="<u4").tobytes() + data


def unpack(frame: Frame, dtype: np.dtype[np.void]) -> Facts | None:
    """Return what a frame holds; None when it was not written with this `dtype`."""
    cut = frame.count * dtype.itemsize
    begin = cut + 4 * frame.count
    if len(frame.payload) < begin:
        return None
    ends = np.zeros(frame.count + 1, np.int64)
    ends[1:] = np.frombuffer(frame.payload[cut:begin], "<u4")
    if ends[-1] != len(frame.payload) - begin or (np.diff(ends) < 0).any():
        return None
    records = np.frombuffer(frame.payload[:cut], dtype)
    return Facts(records, ends, frame.payload[begin:])


def read_facts(
    reading: Reading, kind: int, dtype: np.dtype[np.void], name: str
) -> tuple[list[tuple[Frame, Facts]], tuple[str, ...]]:
    """Return what the frames of a kind hold, and what of the file cannot be read."""
    found: list[tuple[Frame, Facts]] = []
    damage = list(reading.damage)
    for frame in reading.frames:
        if frame.kind == kind:
            if (facts := unpack(frame, dtype)) is None:
                damage.append(f"{name}: {frame.count:,} records are of another version")
            else:
                found.append((frame, facts))
    return found, tuple(damage)


def chunks(count: int, size: int) -> Iterator[slice]:
    """Return slices of at most `size` that together cover `count`."""
    for start in range(0, count, size):
        yield slice(start, start + size)
