"""What the platform does by itself, and when each is due.

    discover  a campaign that was begun is crawled for new pages     -> `run` follows
    watch     known pages are fetched again when they are due        -> `run` follows
    run       all that is new is read, judged, and published
    tend      compaction, and what else keeps a home well
    sweep     orders that nobody paid are over, their pieces free       each minute
    reconcile what the payment gateway did not tell is asked for        every five

Each is a command of the program (jobs/commands.py), but for the last two, which are kinds
of work of their own (jobs/orders/).
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.campaign.timetable import Timetable
from jobs.campaigns import Known, known_campaigns
from jobs.work.settings import WorkSettings
from ledger.schedules import Next, Standing

WHEN_DUE = "when pages are due"
# Work on the lake goes one after another; crawls are beside it, one at a time.
_LAKE, _CRAWL, _BACKUP = "lake", "crawl", "backup"
# The frontier hands due pages out together that are due within so long.
_WATCHES_APART = timedelta(minutes=5)
# A crawl that does not say itself when it ends leaves the others their turn after this.
_TURN = "15m"
# A piece is reserved for half an hour, and a minute more at most.
_SWEEP, _RECONCILE = "every 1m", "every 5m"
# Where nobody said when, not all who run this ask their hosts at the full hour.
_SPREAD_S = 600


def standing(home: Path, settings: WorkSettings) -> list[Standing]:
    """Return what is done again and again in `home`, as its settings and campaigns say."""
    return [
        Standing("run", "run", settings.run, _LAKE, _says("run")),
        *(
            one
            for known in known_campaigns(home)
            for one in _crawls(known, settings.discover)
        ),
        *_tending(settings),
    ]


def next_due_in(home: Path) -> Next:
    """Return what tells when a standing job of `home` is due after a time."""

    def next_due(one: Standing, after: datetime) -> datetime | None:
        if one.timetable == WHEN_DUE:
            return _pages_due(home, one, after)
        due_at = Timetable.read(one.timetable).next_after(after)
        if due_at is None:
            return None
        # By chance later: what is due at the full hour everywhere is not all due at once.
        return due_at + timedelta(seconds=random.uniform(0, one.jitter_s))  # noqa: S311

    return next_due


def _tending(settings: WorkSettings) -> Iterator[Standing]:
    """Yield what keeps the home well; a row each."""
    yield Standing(
        "compact", "compact", settings.compact, _LAKE, _says("lake", "compact")
    )
    yield Standing(
        "retain", "retain", settings.retain, _LAKE, _says("privacy", "retain")
    )
    yield Standing("sweep", "sweep", _SWEEP, "sweep")
    yield Standing("reconcile", "reconcile", _RECONCILE, "reconcile")
    if settings.backup:
        yield Standing("backup", "backup", settings.backup, _BACKUP, _says("backup"))


def _crawls(known: Known, discover: str) -> Iterator[Standing]:
    """Yield when a campaign is crawled: at its times, and when its pages are due.

    One that says no time is left alone until a person has begun it.
    """
    if known.campaign is None or known.path is None:
        return
    timetable = known.campaign.schedule or (discover if known.begun else "")
    if not Timetable.read(timetable).is_ever:
        return
    arguments = ["crawl", f"campaigns/{known.path.name}"]
    if known.campaign.max_time_s is None:
        arguments += ["--max-time", _TURN]
    says = _says(*arguments)
    spread_s = 0 if known.campaign.schedule else _SPREAD_S
    facts = "crawl", timetable, _CRAWL, says
    yield Standing(f"crawl {known.name}", *facts, jitter_s=spread_s)
    if known.begun and known.campaign.revisit.on:
        facts = "crawl", WHEN_DUE, _CRAWL, says
        yield Standing(f"watch {known.name}", *facts, is_asked=True)


def _pages_due(home: Path, one: Standing, after: datetime) -> datetime | None:
    """Return when pages are due; what could not be fetched is due for a while."""
    # It stands on compiled loops, which who only pauses a schedule has no need of.
    from frontier.duetold import next_due
    from jobs.frontiers import frontier_folder

    at = next_due(frontier_folder(home) / one.name.removeprefix("watch "))
    if at is None:
        return None
    return max(datetime.fromtimestamp(at, UTC), after + _WATCHES_APART)


def _says(*arguments: str) -> dict[str, list[str]]:
    return {"arguments": list(arguments)}
