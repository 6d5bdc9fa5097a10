"""Requests on their way into the frontier: collected, and written to its log together.

One call for a page's thirty links costs what one link costs alone. The frontier says
only then which of them it knew already, so those are told of afterwards. A request that
no bytes can hold is kept in memory under a number, and the log holds the number: it
takes its turn like any other, and is lost with the process.
"""

import os
from typing import TYPE_CHECKING

import numpy as np
import structlog

from crawler.scrapylane.parcel import depth_of, pack
from frontier.column import read_urls
from frontier.values import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request, Spider

    from frontier.frontier import Frontier

log = structlog.get_logger()

# No msgpack map begins so: what follows is this process's mark and a number.
_KEPT, _INNER = b"\x01", b"\x02"
# Before all else that waits for its host.
FIRST = 0x3FFF


class Tray:
    """What waits to be scheduled, and what only this process can hold."""

    def __init__(self, frontier: "Frontier", spider: "Spider") -> None:
        self._frontier = frontier
        self._spider = spider
        self._waiting: list[Request] = []
        self._again: list[Request] = []
        self._session = os.urandom(8)
        self._count = 0
        self._numbered: dict[bytes, Request] = {}
        self._said = False

    def __len__(self) -> int:
        return len(self._waiting) + len(self._again)

    def put(self, request: "Request", *, again: bool) -> None:
        """Take `request`; `again`: also when its URL is known."""
        (self._again if again else self._waiting).append(request)

    def put_first(self, request: "Request", now: float) -> bytes | None:
        """Schedule `request` before all others of its host; return its mark."""
        mark = self._hold(request, _INNER)
        found = self._frontier.schedule(
            [request.url], now, priority=FIRST, meta=[mark], again=True
        )
        if found.accepted.all():
            return mark
        del self._numbered[mark]
        return None

    def held(self, meta: bytes) -> "Request | None":
        """Return, and forget, the request that `meta` is the mark of."""
        return self._numbered.pop(meta, None)

    def empty(self, now: float) -> tuple[int, "list[Request]", "list[Request]"]:
        """Schedule what waits.

        Return how many were accepted, the ones that were not because their URL is
        known, and those that are no web address.
        """
        count, known, odd = 0, [], []
        waiting, self._waiting = self._waiting, []
        again, self._again = self._again, []
        for requests, is_again in ((waiting, False), (again, True)):
            if not requests:
                continue
            rows, reasons = self._schedule(requests, now, again=is_again)
            count += int(np.count_nonzero(reasons == Reason.ACCEPTED))
            refused = np.flatnonzero(reasons != Reason.ACCEPTED).tolist()
            known += [requests[rows[at]] for at in refused]
            if len(rows) < len(requests):
                taken = set(rows)
                odd += [one for at, one in enumerate(requests) if at not in taken]
        return count, known, odd

    def _schedule(
        self, requests: "Sequence[Request]", now: float, *, again: bool
    ) -> tuple[list[int], np.ndarray]:
        column, kept = read_urls([request.url for request in requests])
        rows = kept.tolist()
        chosen = [requests[row] for row in rows]
        marks = [
            self._bytes_of(request, text)
            for request, text in zip(chosen, column.texts(), strict=True)
        ]
        found = self._frontier.schedule(
            column,
            now,
            priority=[request.priority for request in chosen],
            depth=[depth_of(request) for request in chosen],
            meta=marks,
            again=again,
        )
        if self._numbered:
            for mark, reason in zip(marks, found.reasons.tolist(), strict=True):
                if reason != Reason.ACCEPTED:
                    self._numbered.pop(mark, None)
        return rows, found.reasons

    def _bytes_of(self, request: "Request", canonical: str) -> bytes:
        packed = pack(request, self._spider, canonical)
        if packed is not None:
            return packed
        if not self._said:
            self._said = True
            log.warning(
                "request_lives_in_memory",
                url=request.url,
                hint="its callback is no method of the spider or its meta cannot be"
                " pickled: a stop loses such requests",
            )
        return self._hold(request, _KEPT)

    def _hold(self, request: "Request", kind: bytes) -> bytes:
        self._count += 1
        mark = kind + self._session + self._count.to_bytes(6)
        self._numbered[mark] = request
        return mark


def is_mark(meta: bytes) -> bool:
    """Return whether `meta` stands for a request that some process held in memory."""
    return meta.startswith((_KEPT, _INNER))


def is_lost(meta: bytes) -> bool:
    """Return whether with the process that held it more than a repeat is lost."""
    return meta.startswith(_KEPT)
