"""The chain after the crawl: which stages there are, and one way to run one of them.

Every run is a row in the ledger, copied to the lake when it has ended, so that each
figure can be traced to what made it. Nothing here decides what is new: a stage does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa

from crawler.crawl import Crawled, Job, crawl
from crawler.run import Progress
from enrich.generate.comparison import GENERATE
from enrich.match import MATCH
from enrich.score import SCORE
from extract.stage import EXTRACT
from jobs.settings import Settings
from lake.load import append, load
from lake.stages import Stage, run_stage
from lake.store import Lake
from lake.tables import schema
from ledger import runs
from ledger.open import Ledger, open_ledger
from storefront.catalogue.publish import Published, publish

Watch = Callable[[int, int], None]

# In the order in which data moves.
STAGES: tuple[Stage, ...] = (EXTRACT, MATCH, SCORE, GENERATE)


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of one step did."""

    step: str
    rows_in: int
    rows_out: int
    failed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Business:
    """One home at work: its lake, its ledger, its settings."""

    home: Path
    settings: Settings
    lake: Lake
    ledger: Ledger


@contextmanager
def business(home: Path, settings: Settings) -> Iterator[Business]:
    """Open the lake and the ledger of `home`, and take in what the spool holds."""
    lake = Lake.open(home, settings.lake)
    with open_ledger(home, settings.ledger) as ledger:
        load(lake)
        yield Business(home, settings, lake, ledger)


def run_one(business: Business, stage: Stage, watch: Watch) -> Done:
    """Run `stage` over what is new and keep the run's record."""

    def work() -> Done:
        processes = business.settings.lake.processes
        made = run_stage(business.lake, stage, processes=processes, progress=watch)
        return Done(
            step=stage.name,
            rows_in=made.rows_in,
            rows_out=made.rows_out,
            failed=made.failed,
            seconds=round(made.seconds, 3),
        )

    return _recorded(business, stage.name, work)


def run_crawl(
    business: Business,
    job: Job,
    watch: Callable[[Progress], None],
    prepare: Callable[[], None],
) -> Crawled:
    """Crawl what `job` asks for, and keep the run's record."""
    crawled: list[Crawled] = []

    def work() -> Done:
        out = crawl(job, watch, prepare)
        crawled.append(out)
        return Done(
            step="crawl",
            rows_in=out.fetched,
            rows_out=out.pages,
            failed=out.errors,
            seconds=out.seconds,
        )

    _recorded(business, "crawl", work)
    return crawled[0]


def run_publish(business: Business) -> Published:
    """Publish what the lake holds, and keep the run's record."""
    published: list[Published] = []

    def work() -> Done:
        out = publish(
            business.lake, business.ledger, business.settings.shop, now=_now()
        )
        published.append(out)
        rows_out = 0 if out.unchanged else out.new + out.changed
        return Done(
            step="publish",
            rows_in=out.published,
            rows_out=rows_out,
            failed=0,
            seconds=0,
        )

    _recorded(business, "publish", work)
    return published[0]


def _recorded(business: Business, step: str, work: Callable[[], Done]) -> Done:
    with business.ledger.write() as connection:
        runs.abandoned(connection, _now())
        run_id = runs.start(connection, step, _now())
    try:
        done = work()
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
        _close(business, run_id, runs.Outcome("failed", error=said))
        raise
    _close(business, run_id, runs.Outcome("done", done.rows_in, done.rows_out))
    return done


def _close(business: Business, run_id: str, outcome: runs.Outcome) -> None:
    with business.ledger.write() as connection:
        runs.end(connection, run_id, outcome, _now())
        latest = runs.recent(connection, 1)[0]
    if latest.run_id != run_id or not outcome.rows_out:
        return  # a run that found nothing to do leaves no batch behind
    wanted = schema("runs", common=False)
    row = {name: getattr(latest, name) for name in wanted.names}
    table = pa.Table.from_pylist([row], schema=wanted)
    append(business.lake, "runs", {"runs": table})


def _now() -> datetime:
    return datetime.now(UTC)
