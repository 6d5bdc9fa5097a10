"""How many known pages are due in which hour, and when first; read beside their owner.

Only the heads of frames are read: a frame says how many pages it holds. A page that was
put twice counts twice, so the figures are about right, for millions in no time.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from frontier.duehours import GONE, WAIT, Slot, slot_of
from frontier.dueready import Ready
from frontier.frames import HEAD, HEAD_BYTES, MAGIC


def due_by_hour(place: Path) -> dict[int, int]:
    """Return how many pages are due by the hour's begin; `place` is a campaign's folder."""
    hours: Counter[int] = Counter()
    for path in place.glob("[0-9][0-9]/due/*"):
        slot = slot_of(path)
        if slot is not None:
            hours[int(slot.begin)] += _waiting(path)
    return dict(sorted((hour, count) for hour, count in hours.items() if count > 0))


def next_due(place: Path) -> float | None:
    """Return when a page is due at the earliest; `place` is a campaign's folder.

    What waits in an hour is sorted when that begins, so it counts from then on.
    """
    times = [
        at
        for path in place.glob("[0-9][0-9]/due/*")
        if (slot := slot_of(path)) and (at := _first(path, slot)) is not None
    ]
    return min(times, default=None)


def _first(path: Path, slot: Slot) -> float | None:
    if path.suffix != ".ready":
        return slot.begin
    return min((unit.due_at for unit in Ready(path).waiting()), default=None)


def _waiting(path: Path) -> int:
    if path.suffix == ".ready":
        return sum(len(unit) for unit in Ready(path).waiting())
    counts: Counter[int] = Counter()
    for kind, count in _heads(path):
        counts[kind] += count
    return counts[WAIT] - counts[GONE]


def _heads(path: Path) -> Iterator[tuple[int, int]]:
    """Return kind and count of each frame up to the first damage."""
    try:
        with path.open("rb") as file:
            while len(head := file.read(HEAD.size)) == HEAD.size:
                magic, kind, count, length = HEAD.unpack(head)
                if magic != MAGIC:
                    return
                yield kind, count
                file.seek(HEAD_BYTES - HEAD.size + length, 1)
    except FileNotFoundError:
        return  # its owner has just made it ready
