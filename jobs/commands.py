"""The kinds of standing work: each is a command of the program, in a process of its own.

So what is done by itself can be tried by hand, and what it says when it fails is what a
person would read. What follows from a command that went well is put behind it.
"""

import io
import json
from contextlib import redirect_stdout, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from crawler.errors import HomeBusy
from jobs.pressure import held_in
from jobs.work.kinds import HEAVY, Kind, Kinds, Task, by_name
from jobs.work.settings import WorkSettings
from ledger import schedules
from ledger.errors import LedgerError
from ledger.open import open_ledger

log = structlog.get_logger()

_KINDS = ("run", "compact", "crawl", "backup", "retain")
_LIMIT_S = 24 * 3600.0


def kinds(home: Path, settings: WorkSettings) -> Kinds:
    """Return every kind of work that a worker of `home` does."""
    return by_name(
        *(
            Kind(
                name,
                partial(run_command, home.absolute()),
                queue=HEAVY,
                limit_s=_LIMIT_S,
                memory_mb=settings.memory_mb,
                apart=True,
                first_wait_s=30.0,
            )
            for name in _KINDS
        )
    )


def run_command(home: Path, task: Task) -> None:
    """Do what `harvestman ARGUMENTS --home HOME` does, in this process."""
    from jobs.cli.call import log_to
    from jobs.cli.failure import sentence
    from jobs.settings import read_settings

    settings, began_at = read_settings(home), datetime.now(UTC)
    log_to(settings, f"job-{task.number}")
    with open_ledger(home, settings.ledger) as ledger:
        try:
            answer = _answer(home, task)
        except BaseException as error:
            outcome = f"failed: {sentence(error) or repr(error)}"
            with suppress(LedgerError), ledger.write() as connection:
                now = datetime.now(UTC)
                schedules.ended(connection, task.number, began_at, outcome, now)
            raise
        with ledger.write() as connection:
            now, outcome = datetime.now(UTC), answer.get("left_out", "done")
            name = schedules.name_of(connection, task.number)
            schedules.ended(connection, task.number, began_at, outcome, now)
            if answer.get("fetched"):
                schedules.soon(connection, "run", now)
            if name is not None and _has_more(task, answer):
                schedules.soon(connection, name, now, held_in(home, settings.work))


def _answer(home: Path, task: Task) -> dict[str, Any]:
    """Call the program and return what it answers."""
    from jobs.cli import program

    arguments, said = task.payload["arguments"], io.StringIO()
    try:
        with redirect_stdout(said):
            program.main(
                [*arguments, "--json", "--home", str(home)],
                prog_name="harvestman",
                standalone_mode=False,
            )
    except HomeBusy as error:
        # A person crawls; what is due now comes again.
        log.info("work.left_out", arguments=arguments, reason=str(error))
        return {"left_out": "left out: another crawl was running"}
    log.info("work.done", arguments=arguments, answer=said.getvalue()[-2_000:])
    return _read(said.getvalue())


def _read(said: str) -> dict[str, Any]:
    lines = said.strip().splitlines()
    try:
        found = json.loads(lines[-1]) if lines else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _has_more(task: Task, answer: dict[str, Any]) -> bool:
    """Whether a crawl left off only as others wanted their turn."""
    return answer.get("reason") == "max_time" and (
        "--max-time" in task.payload["arguments"]
    )
