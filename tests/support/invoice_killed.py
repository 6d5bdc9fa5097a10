"""Orders that are paid by processes which are killed, each at another statement.

python invoice_killed.py HOME     prints how many statements there were
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from order_desk import Desk
from sqlalchemy import event

from ledger.engines import sqlite_engines
from ledger.open import Ledger
from ledger.settings import LedgerSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def pay(home: Path, dies_at: int) -> None:
    """Pay an order in one transaction; die before the statement of that number."""
    left = dies_at

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    # As open_ledger does, but for its look whether the tables are up to date.
    engines = sqlite_engines(home / "ledger.db", LedgerSettings())
    with Ledger("killed", *engines) as ledger:
        event.listen(ledger.writer, "before_cursor_execute", count)
        # The commit is no statement to SQLAlchemy.
        event.listen(ledger.writer, "commit", count)
        with ledger.write() as connection:
            Desk(connection, NOW).paid(f"k{dies_at}")


def main() -> None:
    number, step, ended = 0, int(sys.argv[2]), 9
    while ended:
        number += step
        if os.fork() == 0:
            pay(Path(sys.argv[1]), number)
            os._exit(0)
        ended = os.WTERMSIG(os.wait()[1])
    print(number)


if __name__ == "__main__":
    main()
