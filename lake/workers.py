"""The processes that call `make`, and what becomes of an input that fails or kills.

A call that raises, or whose process dies, is repeated on halves of its inputs until
the one input is found; that one is recorded with its error. Which inputs share a call
does not depend on the number of processes, so neither do the rows.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path
from typing import Self

import pyarrow as pa
import structlog

from lake.chunks import KEY, Chunk, halves, pieces
from lake.errors import StageBroken
from lake.making import Failure, Outcome, attempt, failed
from lake.settings import LakeSettings
from lake.stage import Stage

log = structlog.get_logger()

_DIED = "the process that made it died"
# One chunk is made while the one before it is committed.
_AHEAD = 2

_Call = Future[Outcome | Failure]


class Workers:
    """Makes the inputs of one stage, in `processes` processes or in this one."""

    def __init__(
        self, stage: Stage, home: Path, processes: int, settings: LakeSettings
    ) -> None:
        self._stage = stage
        self._home = home
        self._settings = settings
        self._processes = processes or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._single: ProcessPoolExecutor | None = None  # for what may kill
        self._deaths = 0

    def __enter__(self) -> Self:
        if self._processes > 1:
            self._pool = self._new_pool(self._processes)
        return self

    def __exit__(self, *raised: object) -> None:
        for pool in (self._pool, self._single):
            if pool is not None:
                pool.shutdown(cancel_futures=True)

    def made(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, list[Outcome]]]:
        """Yield the chunks with what came of them, in their order."""
        started: deque[tuple[Chunk, list[pa.RecordBatch], list[_Call | None]]] = deque()
        for chunk in chunks:
            parts = pieces(chunk.rows, self._rows_a_call())
            started.append((chunk, parts, [self._start(part) for part in parts]))
            if len(started) == _AHEAD or self._pool is None:
                yield self._finished(*started.popleft())
        while started:
            yield self._finished(*started.popleft())

    def _rows_a_call(self) -> int:
        settings = self._settings
        return settings.body_rows if self._stage.bodies else settings.chunk_rows

    def _finished(
        self, chunk: Chunk, parts: list[pa.RecordBatch], calls: list[_Call | None]
    ) -> tuple[Chunk, list[Outcome]]:
        self._deaths = 0
        outcomes: list[Outcome] = []
        for part, call in zip(parts, calls, strict=True):
            result = self._result(part, call)
            outcomes.extend(self._isolated(part, result))
        return chunk, outcomes

    def _start(self, part: pa.RecordBatch) -> _Call | None:
        if self._pool is None:
            return None
        try:
            return self._pool.submit(attempt, self._stage, self._home, part)
        except BrokenProcessPool:
            self._pool = self._new_pool(self._processes)
            return self._pool.submit(attempt, self._stage, self._home, part)

    def _result(self, part: pa.RecordBatch, call: _Call | None) -> Outcome | Failure:
        """Wait for a call; one whose pool broke is repeated with nothing beside it."""
        if call is None:
            return attempt(self._stage, self._home, part)
        try:
            return call.result()
        except BrokenProcessPool:
            return self._alone(part)

    def _alone(self, part: pa.RecordBatch) -> Outcome | Failure:
        """Make `part` with nothing beside it that could be what kills its process."""
        if self._pool is None:
            return attempt(self._stage, self._home, part)
        if self._single is None:
            self._single = self._new_pool(1)
        try:
            call = self._single.submit(attempt, self._stage, self._home, part)
            return call.result()
        except BrokenProcessPool:
            self._single = None
            self._count_death()
            return Failure(_DIED, "")

    def _isolated(
        self, part: pa.RecordBatch, result: Outcome | Failure
    ) -> Iterator[Outcome]:
        if isinstance(result, Outcome):
            yield result
            return
        split = halves(part)
        if split is None:
            key = part.column(KEY)[0].as_py()
            log.warning(
                "stage.input_failed",
                stage=self._stage.name,
                input_key=key,
                error=result.error,
                trace=result.trace,
            )
            yield failed(part, result.error)
            return
        for half in split:
            yield from self._isolated(half, self._alone(half))

    def _count_death(self) -> None:
        self._deaths += 1
        if self._deaths >= self._settings.worker_deaths:
            raise StageBroken(
                f"stage {self._stage.name} killed {self._deaths} of its processes over "
                "one chunk; it was stopped, what it has committed stays. Run it with "
                "one process to see why, and mend it"
            )

    def _new_pool(self, processes: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_die_with_parent,
        )


def _die_with_parent() -> None:
    """Leave interrupts to the parent, and do not outlive it, not even its kill -9."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
