"""What the platform does by itself: its kinds of work, and when each is due.

A standing job is a command of the program, done in a process of its own; so what it does
can be tried by hand, and what it says when it fails is what a person would read.
"""

import io
import random
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from crawler.campaign.timetable import Timetable
from jobs.campaigns import known_campaigns
from jobs.work.kinds import HEAVY, Kind, Kinds, Task, by_name
from jobs.work.settings import WorkSettings
from ledger.schedules import Standing

log = structlog.get_logger()

# Work on the lake goes one after another; crawls are beside it, one at a time.
_LAKE, _CRAWL, _BACKUP = "lake", "crawl", "backup"
_KINDS = ("run", "compact", "crawl", "backup")
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
    from jobs.cli import program
    from jobs.cli.call import log_to
    from jobs.settings import read_settings

    log_to(read_settings(home), f"job-{task.number}")
    arguments = [*task.payload["arguments"], "--json", "--home", str(home)]
    said = io.StringIO()
    with redirect_stdout(said):
        program.main(arguments, prog_name="harvestman", standalone_mode=False)
    log.info("work.done", arguments=arguments[:-3], answer=said.getvalue()[-2_000:])


def standing(home: Path, settings: WorkSettings) -> list[Standing]:
    """Return what is done again and again in `home`, as its settings and campaigns say."""
    return [
        Standing("run", "run", settings.run, _LAKE, _says("run")),
        Standing(
            "compact", "compact", settings.compact, _LAKE, _says("lake", "compact")
        ),
        *_backups(settings),
        *_crawls(home),
    ]


def next_due(one: Standing, now: datetime) -> datetime | None:
    """Return when a standing job is due after `now`."""
    due_at = Timetable.read(one.timetable).next_after(now)
    if due_at is None:
        return None
    # By chance later: what is due at the full hour everywhere is not all due at once.
    return due_at + timedelta(seconds=random.uniform(0, one.jitter_s))  # noqa: S311


def _backups(settings: WorkSettings) -> Iterator[Standing]:
    if settings.backup:
        yield Standing("backup", "backup", settings.backup, _BACKUP, _says("backup"))


def _crawls(home: Path) -> Iterator[Standing]:
    for one in known_campaigns(home):
        if one.campaign is not None and one.campaign.schedule:
            yield Standing(
                f"crawl {one.name}",
                "crawl",
                one.campaign.schedule,
                _CRAWL,
                _says("crawl", f"{one.name}.toml"),
            )


def _says(*arguments: str) -> dict[str, list[str]]:
    return {"arguments": list(arguments)}
