"""A stage is a value; `run_stage` is the one runner of all of them.

    batches after the cursor -> inputs not yet in `made` -> chunks -> make -> one batch
                                                                             a chunk
A chunk's batch holds the rows, one `made` row an input, and the cursor, so that they
count together or not at all: a kill costs the chunk at hand, and a second run finds
nothing to do. A new version starts at the beginning and re-makes the past.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa
import structlog

from lake.ahead import note
from lake.chunks import Chunk
from lake.clock import onward, utc_now
from lake.derive import refresh
from lake.durable import locked
from lake.inputs import Plan, planned, tables_read
from lake.load import append, load
from lake.making import Outcome, merged
from lake.outputs import Books, Commit
from lake.pool import Pool
from lake.stage import Stage
from lake.store import Lake
from lake.tables import VIEWS, schema
from lake.workers import Workers

__all__ = ["Stage", "StageRun", "release", "run_stage", "withdraw"]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StageRun:
    """What one run of a stage did; `skipped` inputs had been made before."""

    rows_in: int = 0
    rows_out: int = 0
    skipped: int = 0
    failed: int = 0
    chunks: int = 0
    seconds: float = 0.0


def run_stage(
    lake: Lake,
    stage: Stage,
    *,
    pool: Pool | None = None,
    sample: int = 0,
    progress: Callable[[int, int], None] | None = None,
    now: Callable[[], datetime] = utc_now,
) -> StageRun:
    """Make what is new for `stage`; a run that is already going on is waited for.

    Without a `pool` all is made in this process. With a `sample` no more than so many
    inputs are made, and the others next time.
    """
    started = time.monotonic()
    with locked(lake.folder / f".stage-{stage.name}") as file:
        note(file, stage, tables_read(stage))
        load(lake, now=now)
        if not VIEWS.keys().isdisjoint(stage.reads):
            refresh(lake)
        run = StageRun()
        with planned(lake, stage, sample) as plan:
            if plan is not None:
                run = _made(
                    lake, stage, plan, pool or Pool(1), progress or _silent, now
                )
    run = replace(run, seconds=time.monotonic() - started)
    log.info("stage.ran", stage=stage.name, rows_in=run.rows_in, rows_out=run.rows_out)
    return run


def release(
    lake: Lake, maker: str, version: int, *, now: Callable[[], datetime] = utc_now
) -> None:
    """Let the rows count that `version` of `maker` made."""
    _decide(lake, maker, version, "released", now())


def withdraw(
    lake: Lake, maker: str, version: int, *, now: Callable[[], datetime] = utc_now
) -> None:
    """Hide the rows that `version` of `maker` made; the version before counts again."""
    _decide(lake, maker, version, "withdrawn", now())


def _made(
    lake: Lake,
    stage: Stage,
    plan: Plan,
    pool: Pool,
    progress: Callable[[int, int], None],
    now: Callable[[], datetime],
) -> StageRun:
    run = StageRun(skipped=plan.skipped)
    commit = Commit(lake, stage, Books(plan.first_of_version, onward(plan.newest, now)))
    with Workers(stage, lake.home, pool, lake.settings) as workers:
        for chunk, outcomes in workers.made(plan.chunks()):
            whole = merged(outcomes)
            rows_out = commit(whole, chunk.cursor)
            run = _added(run, chunk, whole, rows_out)
            progress(run.rows_in, plan.todo)
    if not run.chunks:
        # Nothing new in the batches after the cursor: the next run need not look.
        commit(merged([]), plan.head)
    return run


def _added(run: StageRun, chunk: Chunk, outcome: Outcome, rows_out: int) -> StageRun:
    return replace(
        run,
        rows_in=run.rows_in + len(outcome.counts) + len(outcome.errors),
        rows_out=run.rows_out + rows_out,
        failed=run.failed + len(outcome.errors),
        chunks=run.chunks + 1,
    )


def _decide(lake: Lake, maker: str, version: int, state: str, at: datetime) -> None:
    row = {
        "maker": maker,
        "maker_version": version,
        "state": state,
        "changed_at": at,
    }
    wanted = schema("releases", common=False)
    append(lake, "releases", {"releases": pa.Table.from_pylist([row], schema=wanted)})


def _silent(done: int, total: int) -> None:
    """Show no progress."""
