"""What tests of workers put in the line, and how they wait for its end."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from ledger.line import counts
from ledger.open import Ledger
from ledger.work import Work, put


def line_up(ledger: Ledger, *work: Work) -> list[int]:
    now = datetime.now(UTC)
    with ledger.write() as connection:
        return [put(connection, one, now) for one in work]


def left(ledger: Ledger) -> int:
    """Count what is in the line and not parked."""
    with ledger.read() as connection:
        found = counts(connection, datetime.now(UTC))
    return sum(one.waiting + one.leased for one in found)


def until(is_so: Callable[[], object], within_s: float = 30.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
