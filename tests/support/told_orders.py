"""A worker that tells events of orders, and is killed right after some of them."""

import os
import signal
import sys
import time
from dataclasses import replace
from itertools import count
from pathlib import Path

from jobs.figures.shopevent import shop_event_kind
from jobs.work.kinds import Kind, Task, by_name
from jobs.work.settings import WorkSettings
from jobs.work.worker import working
from ledger.open import open_ledger
from ledger.settings import LedgerSettings


def deadly(kind: Kind, every: int) -> Kind:
    """Return `kind`, which ends its process where the ledger was not told yet."""
    done = count(1)

    def told(task: Task) -> None:
        kind.run(task)
        if next(done) == every:
            os.kill(os.getpid(), signal.SIGKILL)

    return replace(kind, run=told)


def main() -> None:
    home, every = Path(sys.argv[1]), int(sys.argv[2])
    with open_ledger(home, LedgerSettings(synchronous="NORMAL")) as ledger:
        kind = shop_event_kind(home, ledger, 2.5)
        settings = WorkSettings(lease_s=1.0, threads=4)
        with working(ledger, by_name(deadly(kind, every)), settings):
            print("at work", flush=True)
            time.sleep(600)


if __name__ == "__main__":
    main()
