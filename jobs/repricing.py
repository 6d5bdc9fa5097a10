"""The kind of work `reprice`: prices made anew after a rule has changed, part by part.

Each part holds by itself, and doing it twice changes nothing: who is ended in between
is followed by another try.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jobs.work.kinds import HEAVY, Kind, PassingError, Task
from ledger.repricing import WORK, reprice_sold

if TYPE_CHECKING:
    from ledger.open import Ledger


def reprice_kind(ledger: "Ledger", markup_bp: int) -> Kind:
    """Return the kind, for a shop that adds so much to costs no rule speaks of."""

    def reprice(task: Task) -> None:
        def go_on(_done: int, _of: int) -> None:
            if task.stopping.is_set():
                raise PassingError("the worker stops; the rest of the prices follow")

        reprice_sold(ledger, datetime.now(UTC), markup_bp, "rule", go_on)

    return Kind(WORK, reprice, queue=HEAVY, limit_s=3_600.0)
