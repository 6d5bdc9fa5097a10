"""What is ordered at suppliers, and pieces of orders that nobody paid."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from jobs.work.kinds import Effect, Kind, Task
from ledger import schedules
from ledger.open import Ledger
from ledger.orders.closing import sweep
from ledger.orders.supplierorders import begin_supply

SUPPLIER_ORDER, SWEEP = "supplier_order", "sweep"
Clock = Callable[[], datetime]


def supplier_order_kind(clock: Clock) -> Kind:
    """Return the kind of work that wants a line from whoever has it."""
    return Kind(SUPPLIER_ORDER, partial(_supply, clock))


def sweep_kind(ledger: Ledger, clock: Clock) -> Kind:
    """Return the kind of work that cancels what was not paid in time."""
    return Kind(SWEEP, partial(_sweep, ledger, clock))


def _supply(clock: Clock, task: Task) -> Effect:
    order_id, line = task.payload["order_id"], task.payload["line"]
    return lambda connection: begin_supply(connection, order_id, line, clock())


def _sweep(ledger: Ledger, clock: Clock, task: Task) -> Effect:
    began_at, swept = clock(), 1
    # Some in each transaction: others write meanwhile.
    while swept:
        with ledger.write() as connection:
            swept = sweep(connection, clock())
    return lambda connection: schedules.ended(
        connection, task.number, began_at, "done", clock()
    )
