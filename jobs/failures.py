"""Steps of a run that failed, kept until the others are done.

What follows a failed step works on what is there, as it would have before that step ran,
and the next run begins where this one failed. So a lost model or an odd table stops no
shop. What makes all work senseless, such as a full disk, ends the run at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from jobs.errors import BadSetting, StepsFailed
from lake.errors import LakeFull, LakeTooNew, LakeUnwritable
from ledger.errors import LedgerError

log = structlog.get_logger()

_ENDS = (LakeFull, LakeTooNew, LakeUnwritable, LedgerError, BadSetting, OSError)


class Failures:
    """What failed in one run, by step."""

    def __init__(self) -> None:
        self._found: dict[str, Exception] = {}

    @contextmanager
    def kept(self, step: str) -> Iterator[None]:
        """Keep what the block raises, unless no other step could go well either."""
        try:
            yield
        except _ENDS:
            raise
        except Exception as error:
            log.exception("run.step_failed", step=step)
            self._found[step] = error

    def tell(self) -> None:
        """Raise what was kept, if anything was."""
        if self._found:
            first = next(iter(self._found.values()))
            said = "; ".join(f"{step}: {error}" for step, error in self._found.items())
            raise StepsFailed(
                f"the other steps are done, but these failed: {said}. The next run tries"
                " them again"
            ) from first
