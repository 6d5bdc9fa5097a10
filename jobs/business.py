"""One home at work, and the record that every run in it leaves.

Each run is a row in the ledger, copied to the lake when it has ended, so that each
figure can be traced to what made it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from jobs.logs import same_logs
from jobs.merchant import as_said
from jobs.settings import Settings
from lake.pool import Pool
from lake.waiting import take_in
from ledger import runs
from ledger.open import Ledger, open_ledger

if TYPE_CHECKING:
    from lake.store import Lake


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of one step did."""

    step: str
    rows_in: int
    rows_out: int
    failed: int
    seconds: float


@dataclass(frozen=True)
class Business:
    """One home at work: its lake, its ledger, its settings."""

    home: Path
    settings: Settings
    ledger: Ledger
    # The processes that all stages of this command share.
    pool: Pool
    # The run that all that is recorded is a step of.
    run_id: str | None = None

    @cached_property
    def lake(self) -> "Lake":
        """The lake, opened by the first who asks: who watches a crawl never does."""
        from lake.bare import spare_pandas
        from lake.store import Lake

        spare_pandas()
        return Lake.open(self.home, self.settings.lake)


@contextmanager
def business(home: Path, settings: Settings) -> Iterator[Business]:
    """Open the ledger of `home`, and take in what the lake's spool holds."""
    with open_ledger(home, settings.ledger) as ledger:
        take_in(home, settings.lake)
        with Pool(settings.lake.processes, same_logs()) as pool:
            yield Business(home, as_said(home, settings, ledger), ledger, pool)


@contextmanager
def whole_run(business: Business, name: str) -> Iterator[Business]:
    """Keep the record of one run, and all that is recorded in the block as its steps."""
    with _kept(business, name, runs.ALONE) as outcome:
        yield replace(business, run_id=outcome.run_id)


def recorded(
    business: Business,
    step: str,
    work: Callable[[], Done],
    *,
    reads: tuple[str, ...] = (),
    writes: tuple[str, ...] = (),
) -> Done:
    """Do `work` and keep the record of it, whatever came of it."""
    with _kept(business, step, runs.Part(business.run_id, reads, writes)) as kept:
        done = work()
        kept.outcome = runs.Outcome(
            "done", done.rows_in, done.rows_out, failed=done.failed
        )
    return done


@dataclass(slots=True)
class _Kept:
    run_id: str
    outcome: runs.Outcome = field(default_factory=lambda: runs.Outcome("done"))


@contextmanager
def _kept(business: Business, name: str, part: runs.Part) -> Iterator[_Kept]:
    with business.ledger.write() as connection:
        runs.abandoned(connection, _now())
        kept = _Kept(runs.start(connection, name, _now(), part=part))
    try:
        yield kept
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
        _close(business, kept.run_id, runs.Outcome("failed", error=said))
        raise
    _close(business, kept.run_id, kept.outcome)


def _close(business: Business, run_id: str, outcome: runs.Outcome) -> None:
    with business.ledger.write() as connection:
        run = runs.end(connection, run_id, outcome, _now())
    if outcome.rows_out:  # a run that found nothing to do leaves no batch behind
        _copy(business, run)


def _copy(business: Business, run: runs.Run) -> None:
    """Copy a run's record to the lake."""
    import pyarrow as pa

    from lake.load import append
    from lake.tables import schema

    wanted = schema("runs", common=False)
    row = {name: getattr(run, name) for name in wanted.names}
    table = pa.Table.from_pylist([row], schema=wanted)
    append(business.lake, "runs", {"runs": table})


def _now() -> datetime:
    return datetime.now(UTC)
