"""A snapshot of the set of known URLs, and how far into each shard's log it reaches.

It only saves time: all of it can be made from the shards. So one that is damaged, or was
made from a log that is gone, counts as none.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from frontier.durable import write_whole
from frontier.errors import BadSnapshot
from frontier.frames import head_of, read
from frontier.seen import Seen, load_seen
from frontier.urls import SHARDS

REACH = np.dtype([("segment", "<u8"), ("offset", "<u8"), ("gone", "<u8")])
Reach = NDArray[np.void]  # a row a shard

_KIND = 1  # the one kind of frame in a snapshot


class Restored(NamedTuple):
    """What a snapshot held: without one no set, and a reach of nothing."""

    seen: Seen | None
    reach: Reach
    damage: list[str]


def restore(folder: Path, owned: frozenset[int]) -> Restored:
    """Return what the snapshot in `folder` knows of the shards `owned`."""
    path = _path(folder, owned)
    reading = read(path)
    damage = list(reading.damage)
    for frame in reading.frames:
        size = SHARDS * REACH.itemsize
        reach = np.frombuffer(frame.payload[:size], REACH)
        lost = [number for number in owned if _is_lost(folder, number, reach)]
        if lost:
            damage += [f"shard {number:02}: its log is missing" for number in lost]
            break
        try:
            return Restored(load_seen(frame.payload[size:]), reach, damage)
        except BadSnapshot as error:
            damage.append(f"{path.name}: {error}")
    return Restored(None, np.zeros(SHARDS, REACH), damage)


def keep(folder: Path, owned: frozenset[int], seen: Seen, reach: Reach) -> None:
    """Write a snapshot to `folder`, whole or not at all."""
    payload = reach.tobytes() + seen.save()
    head = head_of(_KIND, payload, SHARDS)
    write_whole(_path(folder, owned), head + payload)


def _path(folder: Path, owned: frozenset[int]) -> Path:
    """Return a place that no other set of shards has.

    A snapshot has URLs that were sent away, which another owner has to take in.
    """
    first, last = min(owned), max(owned)
    gaps = len(owned) <= last - first
    some = f"-{sum(1 << n for n in owned):x}" * gaps
    return folder / f"seen-{first:02}-{last:02}{some}"


def _is_lost(folder: Path, number: int, reach: Reach) -> bool:
    """Return whether a log is gone that the snapshot was made from.

    Its URLs must not count as known: who remakes the log adds them again.
    """
    segment, offset, gone = reach[number].tolist()
    place = folder / f"{number:02}"
    gone_size = _size(place / "gone.log")
    if not segment or gone_size > gone:
        return False
    return gone_size < gone or _size(place / f"{segment:08}.log") < offset


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
