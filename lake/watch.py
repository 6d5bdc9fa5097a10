"""A query that can be watched and stopped.

DuckDB lets go of the interpreter while it runs, so a query in the main thread would
hear of Ctrl-C only when it has ended. Here it runs in another one, and the main thread
looks at it ten times a second.
"""

from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LOOK_S = 0.1
_PROGRESS = "SET enable_progress_bar = true; SET enable_progress_bar_print = false"

T = TypeVar("T")


class _Work(Thread, Generic[T]):
    """One call in a thread of its own, and what came of it."""

    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self.found: T | None = None
        self.error: BaseException | None = None
        # Joining does not do: when Ctrl-C comes there, Python takes the thread for ended.
        self.ended = Event()

    def run(self) -> None:
        try:
            self.found = self._work()
        except BaseException as error:  # noqa: BLE001 - raised again by who waits
            self.error = error
        finally:
            self.ended.set()


def watched(
    connection: "DuckDBPyConnection",
    work: Callable[[], T],
    report: Callable[[float], object] = lambda percent: None,
) -> T:
    """Return what `work`, which asks `connection`, returns; Ctrl-C stops it at once.

    `report` is told how far the query is, in percent; below 0 where that is not known.
    """
    connection.execute(_PROGRESS)
    thread = _Work(work)
    thread.start()
    try:
        while not thread.ended.wait(_LOOK_S):
            report(connection.query_progress())
    except BaseException:
        connection.interrupt()
        thread.ended.wait()
        # What the stopped work held would keep the connection busy.
        thread.error = None
        raise
    if thread.error is not None:
        raise thread.error
    return thread.found  # type: ignore[return-value] # it is there when nothing was raised
