"""Many small writes of one process in few transactions: what waits commits together.

A commit waits for the disk; while it does, the next writes gather. So a thousand writes
a second need no thousand commits, and each caller still knows when his is safe.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection

from ledger.open import Ledger

log = structlog.get_logger()

T = TypeVar("T")
Write = Callable[[Connection], T]

_MOST_AT_ONCE = 256


@dataclass(slots=True, eq=False)
class _Order:
    write: Write[Any]
    apart: bool
    written: Future[Any] = field(default_factory=Future)
    result: Any = None
    error: BaseException | None = None


class Grouped:
    """A thread that writes for all others of its process."""

    def __init__(self, ledger: Ledger, most_at_once: int = _MOST_AT_ONCE) -> None:
        self.ledger = ledger
        self._most = most_at_once
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    def do(self, write: Write[T], *, apart: bool = True) -> "Future[T]":
        """Have `write` done; the future ends when it is committed, or has failed.

        What fails `apart` costs nothing but itself; a write that cannot fail by itself
        may do without that, which is cheaper.
        """
        if self._ended:
            raise RuntimeError("nothing is written here any more")
        order = _Order(write, apart)
        self._orders.put(order)
        return order.written

    def close(self) -> None:
        """Write what waits, and end."""
        if not self._ended:
            self._ended = True
            self._orders.put(None)
        self._thread.join()

    def _run(self) -> None:
        for group in self._groups():
            try:
                with self.ledger.write() as connection:
                    for order in group:
                        _carry_out(order, connection)
            except Exception as error:  # noqa: BLE001 - whoever waits is told
                log.warning("ledger.group_failed", orders=len(group), error=str(error))
                for order in group:
                    order.written.set_exception(error)
                continue
            for order in group:
                _tell(order)

    def _groups(self) -> Iterator[list[_Order]]:
        """Yield what waits, together; ends after all that was ordered before the end."""
        while (first := self._orders.get()) is not None:
            group = [first]
            last = False
            while len(group) < self._most and not last:
                try:
                    following = self._orders.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    last = True
                else:
                    group.append(following)
            yield group
            if last:
                return


def _carry_out(order: _Order, connection: Connection) -> None:
    if not order.apart:
        order.result = order.write(connection)
        return
    try:
        with connection.begin_nested():
            order.result = order.write(connection)
    except Exception as error:  # noqa: BLE001 - whoever waits is told
        order.error = error


def _tell(order: _Order) -> None:
    if order.error is not None:
        order.written.set_exception(order.error)
    else:
        order.written.set_result(order.result)


@contextmanager
def grouped(ledger: Ledger) -> Iterator[Grouped]:
    """Open a group of writers, and write what waits at the end."""
    group = Grouped(ledger)
    try:
        yield group
    finally:
        group.close()
