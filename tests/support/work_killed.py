"""A worker that is killed: notes effects in its ledger, each in its own transaction."""

import sys
import time
from pathlib import Path

from sqlalchemy import text

from jobs.work.kinds import Effect, Kind, Task, by_name
from jobs.work.settings import WorkSettings
from jobs.work.worker import working
from ledger.open import open_ledger
from ledger.settings import LedgerSettings


def note(task: Task) -> Effect:
    time.sleep(0.001)
    return lambda connection: connection.execute(
        text("INSERT INTO effects VALUES (:number)"), {"number": task.payload}
    )


def main() -> None:
    home, broker = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    settings = WorkSettings(broker=broker, lease_s=2.0, threads=4)
    kinds = by_name(Kind("note", note))
    with (
        open_ledger(home, LedgerSettings(synchronous="NORMAL")) as ledger,
        working(ledger, kinds, settings),
    ):
        print("at work", flush=True)
        time.sleep(600)


if __name__ == "__main__":
    main()
