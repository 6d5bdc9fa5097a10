"""Learn a model from the labels there are, measure it, and release it if it is better.

    labels -> split -> learned from        -> a new model
                    -> held back  -> both models measured side by side -> verdict
Nothing is replaced: a released model gets the next number, and what it makes counts
before what the one before it made, which is there to go back to.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import msgspec
import pyarrow as pa

from enrich.equipment import Learned
from enrich.errors import NothingToLearn
from enrich.learning.history import Model, models, released, tell
from enrich.learning.learner import Arrays, Judged, Learner
from enrich.learning.sides import split, written
from enrich.learning.store import FOLDER, keep, read
from enrich.learning.verdict import (
    LEAST_GROUPS,
    LEAST_ROWS,
    Verdict,
    is_better,
    is_enough,
    is_worse,
)
from lake.clock import utc_now
from lake.durable import locked
from lake.sql import current
from lake.store import Lake


class Compared(msgspec.Struct, frozen=True):
    """A model beside the one before it, on the same labels; and what follows."""

    model: Model
    before: int
    verdict: Verdict


def learn(
    lake: Lake, learner: Learner, *, now: Callable[[], datetime] = utc_now
) -> Compared:
    """Learn a new model of a step; it is released if it is better than the one there is."""
    with _alone(lake, learner.step):
        rows, held = _sides(lake, learner)
        known = models(lake)
        standing = released(known, learner.step, learner.code)
        arrays = learner.fit(rows)
        new = learner.judge(arrays, held)
        before = learner.judge(_arrays(lake, standing), held)
        verdict = is_better(new.each, before.each, _together(held))
        number = 1 + max((m.number for m in known if m.step == learner.step), default=0)
        kept = keep(lake.home, learner.step, number, arrays)
        model = Model(
            step=learner.step,
            number=number,
            state="released" if verdict.yes else "trained",
            code=learner.code,
            path=str(Path(kept.path).relative_to(lake.home)),
            digest=kept.digest,
            labels=rows.num_rows,
            held_back=held.num_rows,
            figures=_figures(new, before),
            why=verdict.why,
            changed_at=now(),
        )
        model = tell(lake, model)
    return Compared(model, standing.number if standing else 0, verdict)


def check(
    lake: Lake, learner: Learner, *, now: Callable[[], datetime] = utc_now
) -> Compared | None:
    """Measure the released model again; withdraw it if the one before it is better.

    None when what is released is what came with the step.
    """
    with _alone(lake, learner.step):
        known = models(lake)
        standing = released(known, learner.step, learner.code)
        if standing is None:
            return None
        _, held = _sides(lake, learner)
        older = [model for model in known if model.number < standing.number]
        earlier = released(older, learner.step, learner.code)
        its = learner.judge(_arrays(lake, standing), held)
        before = learner.judge(_arrays(lake, earlier), held)
        verdict = is_worse(its.each, before.each, _together(held))
        model = msgspec.structs.replace(
            standing,
            state="withdrawn" if verdict.yes else "released",
            held_back=held.num_rows,
            figures=_figures(its, before),
            why=verdict.why,
            changed_at=now(),
        )
        if verdict.yes:
            model = tell(lake, model)
    return Compared(model, earlier.number if earlier else 0, verdict)


def decide(
    lake: Lake, model: Model, state: str, *, now: Callable[[], datetime] = utc_now
) -> Model:
    """Release or withdraw a model because its owner says so."""
    with _alone(lake, model.step):
        why = f"{state} by hand"
        decided = msgspec.structs.replace(model, state=state, why=why, changed_at=now())
        return tell(lake, decided)


def _sides(lake: Lake, learner: Learner) -> tuple[pa.Table, pa.Table]:
    with current(lake) as connection:
        labelled = connection.sql(learner.query).to_arrow_table()
        before = written(connection, learner.step)
    rows, held = split(labelled, before)
    together = _together(held)
    if rows.num_rows < learner.least or not is_enough(together):
        raise NothingToLearn(
            f"{learner.step}: {rows.num_rows} labels to learn from and {len(together)}"
            f" to measure on, of {len(set(together))} things; {learner.least},"
            f" {LEAST_ROWS} and {LEAST_GROUPS} are needed. A quarter of all is held"
            f" back. {learner.advice.format(step=learner.step)}"
        )
    return rows, held


def _together(held: pa.Table) -> list[str]:
    return held["together"].to_pylist()


def _arrays(lake: Lake, model: Model | None) -> Arrays | None:
    return read(_learned(lake, model)) if model else None


def _learned(lake: Lake, model: Model) -> Learned:
    return model.learned(str(lake.home))


def _figures(new: Judged, before: Judged) -> list[dict[str, object]]:
    return [
        {"name": name, "value": value, "before": before.figures.get(name)}
        for name, value in new.figures.items()
    ]


def _alone(lake: Lake, step: str) -> AbstractContextManager[object]:
    folder = lake.home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return locked(folder / f".{step}")
