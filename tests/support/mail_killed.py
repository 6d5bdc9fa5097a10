"""Processes that write to a buyer and are killed, each at a step of the way.

    python mail_killed.py PORT .../STEP:WHEN...     WHEN is before or after the step

Each is a fork of one process, as importing all of it takes longer than what is tested.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from connect.mail.settings import MailSettings
from jobs.kinds import Bench
from jobs.mails import kind as mails
from jobs.settings import Settings
from jobs.work.kinds import Task
from ledger.open import open_ledger
from ledger.tables import work


def dying(step: Callable[..., Any], when: str) -> Callable[..., Any]:
    """Return a step that ends the process before or after it is made."""

    def made(*about: Any, **more: Any) -> Any:
        if when == "after":
            step(*about, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    return made


def bench_at(home: Path, port: int) -> Bench:
    mail = MailSettings(
        host="127.0.0.1", port=port, security="none", sender="shop@shop.test"
    )
    return Bench(home, Settings(mail=mail), open_ledger(home))


def job(bench: Bench) -> Task:
    with bench.ledger.read() as connection:
        row = connection.execute(select(work).where(work.c.kind == "mail")).one()
    return Task(row.id, row.kind, row.key, row.payload, 1)


def main() -> None:
    for place in sys.argv[2:]:
        step, when = Path(place).name.split(":")
        if os.fork() == 0:
            mails.__dict__[step] = dying(mails.__dict__[step], when)
            bench = bench_at(Path(place), int(sys.argv[1]))
            mails.send(bench, job(bench))
            os._exit(1)
        _, ended = os.wait()
        print(os.WTERMSIG(ended), flush=True)


if __name__ == "__main__":
    main()
