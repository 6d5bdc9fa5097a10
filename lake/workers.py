"""The processes that call `make`, and what becomes of an input that fails or kills.

A call that raises, or whose process dies, is repeated on halves of its inputs until
the one input is found; that one is recorded with its error. Which inputs share a call
does not depend on the number of processes, so neither do the rows.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Self

import pyarrow as pa
import structlog

from lake.chunks import KEY, Chunk, halves, pieces
from lake.errors import StageBroken
from lake.making import Failure, Outcome, attempt, failed
from lake.pool import Pool
from lake.settings import LakeSettings
from lake.stage import Stage

log = structlog.get_logger()

_DIED = "the process that made it died"
# One chunk is made while the one before it is committed.
_AHEAD = 2

_Call = Future[Outcome | Failure]
_Started = tuple[Chunk, list[pa.RecordBatch], list[_Call | None]]


class Workers:
    """Makes the inputs of one stage, in the processes of `pool` or in this one."""

    def __init__(
        self, stage: Stage, home: Path, pool: Pool, settings: LakeSettings
    ) -> None:
        self._stage = stage
        self._home = home
        self._settings = settings
        self._pool = pool if pool.processes > 1 else None
        self._single = Pool(1)  # for what may kill
        self._started: deque[_Started] = deque()
        self._deaths = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._single.close()
        # What nobody waits for any more is not left to the stages that follow.
        for _, _, calls in self._started:
            for call in calls:
                if call is not None:
                    call.cancel()

    def made(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, list[Outcome]]]:
        """Yield the chunks with what came of them, in their order."""
        started = self._started
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
        try:
            call = self._single.submit(attempt, self._stage, self._home, part)
            return call.result()
        except BrokenProcessPool:
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
