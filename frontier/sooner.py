"""Pages that are said to have changed, until what is known of them is found.

A sitemap tells that a page changed and when. The page's record lies in the hour it is due
in, which nobody remembers; so what is told is gathered here, and all hours are looked
through for all of it at once.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from frontier.column import hashes
from frontier.duehours import remove
from frontier.facts import Records
from frontier.frames import read
from frontier.kernel import Ints, Times
from frontier.tail import Tail

TOLD = np.dtype(
    [
        ("page", "u8"),  # mmh3 of the URL
        ("modified_at", "f8"),
        ("told_at", "f8"),  # from then on the page is due
    ]
)


class Told:
    """What sitemaps told since the hours were last looked through."""

    def __init__(self, path: Path) -> None:
        self._tail = Tail(path)
        reading = read(path)
        self.damage = reading.damage
        whole = [
            np.frombuffer(frame.payload, TOLD)
            for frame in reading.frames
            if len(frame.payload) % TOLD.itemsize == 0
        ]
        self._parts: list[Records] = whole

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def add(self, urls: Sequence[str], modified_at: ArrayLike, now: float) -> None:
        """Keep that these pages changed."""
        told = np.zeros(len(urls), TOLD)
        told["page"] = hashes(urls)
        told["modified_at"] = modified_at
        told["told_at"] = now
        self._tail.append(0, told.tobytes(), len(told))
        self._parts.append(told)

    def find(self, records: Records) -> tuple[Ints, Times]:
        """Return the rows of pages that changed after their visit, and their new times.

        A page that is due sooner anyway is left where it is.
        """
        told = self._newest()
        at = np.searchsorted(told["page"], records["page"])
        at[at == len(told)] = 0
        told = told[at]
        changed = told["modified_at"] > records["fetched_at"]
        later = records["due_at"] > told["told_at"]
        rows = np.flatnonzero((told["page"] == records["page"]) & changed & later)
        return rows, told["told_at"][rows]

    def sync(self) -> None:
        """Wait until everything told is on the disk."""
        self._tail.sync()

    def clear(self) -> None:
        """Forget everything: all hours were looked through."""
        path = self._tail.path
        remove(path)
        self._tail = Tail(path)
        self._parts = []

    def _newest(self) -> Records:
        """Return what is known last of each page, in the order of pages."""
        told = np.concatenate(self._parts)
        told = told[np.lexsort((told["modified_at"], told["page"]))]
        return told[np.r_[told["page"][1:] != told["page"][:-1], True]]
