"""What the processes of one crawl have done together: its budgets are for all of them."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import SynchronizedArray

    Board = SynchronizedArray[int]

# Pages, requests in flight, bytes; and pages of former calls, and one more, once told.
_COLUMNS = 4


class Shares:
    """Counts on a board that all processes see; without a board there is one process."""

    def __init__(self, board: "Board | None" = None, me: int = 0) -> None:
        self._board = board
        self._at = me * _COLUMNS

    def told(self, pages: int, in_flight: int, size: int) -> tuple[int, int, int]:
        """Write down our counts and return those of all."""
        if self._board is None:
            return pages, in_flight, size
        self._board[self._at : self._at + 3] = [pages, in_flight, size]
        every = self._board[:]
        return sum(every[::_COLUMNS]), sum(every[1::_COLUMNS]), sum(every[2::_COLUMNS])

    def came_with(self, pages: int) -> None:
        """Write down how many pages our hosts gave in former calls."""
        if self._board is not None:
            self._board[self._at + 3] = pages + 1

    def before(self) -> int | None:
        """Return how many pages all gave in former calls; None: not all have told."""
        every = self._board[3::_COLUMNS] if self._board is not None else []
        return sum(every) - len(every) if all(every) else None

    @property
    def are_shared(self) -> bool:
        """Whether there are others that count."""
        return self._board is not None

    def alone(self) -> AbstractContextManager[object]:
        """Let no other process count while the block runs."""
        return nullcontext() if self._board is None else self._board.get_lock()


def room(processes: int) -> int:
    """Return how long a board for so many processes is."""
    return processes * _COLUMNS
