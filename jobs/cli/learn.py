"""`harvestman learn`: models of one's own, from labels; measured, released, withdrawn."""

from collections.abc import Callable, Iterable

import click

from enrich.errors import ModelUnusable, NothingToLearn
from enrich.learning.history import Model, models, released, version_now
from enrich.learning.learn import Compared, decide
from enrich.learning.learn import check as checked
from enrich.learning.learn import learn as learned
from enrich.learning.learner import Learner
from enrich.learning.learners import learners
from enrich.learning.store import intact
from jobs.business import Business, business
from jobs.cli.call import Call, with_call
from jobs.cli.progress import progress
from jobs.cli.table import print_table
from jobs.learning import equipment
from lake.store import Lake

Work = Callable[[Lake, Learner], Compared | None]
_STEPS = click.Choice(("classify", "sentiment", "forecast"))


@click.group(
    epilog="""\b
Examples:
  harvestman learn train               # every step that has enough labels
  harvestman learn list
  harvestman learn withdraw classify 2"""
)
def learn() -> None:
    """Learn from labels; a model is used when it proved better on labels held back."""


@learn.command(
    epilog="\b\nExamples:\n  harvestman learn train\n  harvestman learn train sentiment"
)
@click.argument("steps", nargs=-1, type=_STEPS, metavar="[STEP]...")
@with_call()
def train(call: Call, steps: tuple[str, ...]) -> None:
    """Learn a model for each STEP, and release it if it is better than the one in use."""
    done: list[Compared | ModelUnusable] = []
    with business(call.home, call.settings) as open_, progress() as shown:
        for learner in _chosen(open_, steps):
            with shown.step(learner.step) as report:
                found = _tried(learned, open_, learner, wanted=bool(steps))
                report(1, 1, "" if found else "too few labels")
            done += [found] if found else []
    _tell(call, done, "no step has enough labels yet: harvestman labels worksheet")


@learn.command(epilog="\b\nExamples:\n  harvestman learn check")
@click.argument("steps", nargs=-1, type=_STEPS, metavar="[STEP]...")
@with_call()
def check(call: Call, steps: tuple[str, ...]) -> None:
    """Measure the released models on the labels of today; withdraw what proves worse."""
    with business(call.home, call.settings) as open_:
        found = [
            _tried(checked, open_, learner, wanted=bool(steps))
            for learner in _chosen(open_, steps)
        ]
    none = "no model of your own is released, or too few labels are left to measure it"
    _tell(call, [one for one in found if one], none)


@learn.command("list", epilog="\b\nExamples:\n  harvestman learn list")
@with_call()
def list_(call: Call) -> None:
    """List the models of this home, with what was measured when they were made."""
    with business(call.home, call.settings) as open_:
        known = models(open_.lake)
    if call.json:
        call.answer({"models": known}, "")
    elif not known:
        print("No models of your own yet: every step uses what it came with.")
    else:
        print("\n".join(map(_told, known)))


@learn.command(epilog="\b\nExamples:\n  harvestman learn withdraw classify 2")
@click.argument("step", type=_STEPS)
@click.argument("number", type=click.IntRange(1))
@with_call()
def withdraw(call: Call, step: str, number: int) -> None:
    """Take a model back: what it made vanishes, and the one before it counts again."""
    _decide(call, step, number, "withdrawn")


@learn.command(epilog="\b\nExamples:\n  harvestman learn release classify 3")
@click.argument("step", type=_STEPS)
@click.argument("number", type=click.IntRange(1))
@with_call()
def release(call: Call, step: str, number: int) -> None:
    """Use a model that the rule did not release; the next run makes its rows."""
    _decide(call, step, number, "released")


def _chosen(open_: Business, steps: tuple[str, ...]) -> list[Learner]:
    known = learners(equipment(open_))
    return [one for one in known if not steps or one.step in steps]


def _tried(
    work: Work, open_: Business, learner: Learner, *, wanted: bool
) -> Compared | ModelUnusable | None:
    """Train or check; a step that nobody asked for by name keeps no other from it."""
    try:
        return work(open_.lake, learner)
    except NothingToLearn:
        if wanted:
            raise
        return None
    except ModelUnusable as error:
        return error


def _tell(call: Call, found: list[Compared | ModelUnusable], none: str) -> None:
    lost = [one for one in found if isinstance(one, ModelUnusable)]
    done = [one for one in found if isinstance(one, Compared)]
    for one in () if call.json else done:
        model = one.model
        print(f"{model.step}: model {model.number} {model.state}: {one.verdict.why}")
        names = ("measured", f"model {model.number}", _name(one.before))
        print_table(names, _figures(model), frozenset(names[1:]))
    if lost:
        raise lost[0]
    if call.json or not done:
        call.answer({"models": done}, none)


def _name(number: int) -> str:
    return f"model {number}" if number else "as it came"


def _figures(model: Model) -> Iterable[tuple[str, str, str]]:
    for figure in model.figures:
        value, before = figure["value"], figure["before"]
        yield figure["name"], f"{value:.3f}", "" if before is None else f"{before:.3f}"


def _told(model: Model) -> str:
    """Return a model in three lines, which a narrow terminal shows as they are."""
    measured = ", ".join(" ".join(figure[:2]) for figure in _figures(model))
    labels = f"{model.labels} labels, {model.held_back} held back"
    head = f"{model.step} model {model.number}: {model.state} ({labels})"
    return f"{head}\n  {measured}\n  {model.why}"


def _refuse_unseen(open_: Business, known: list[Model], model: Model) -> None:
    """Refuse a release that changes nothing: no step would use the model."""
    (learner,) = _chosen(open_, (model.step,))
    if model.code != learner.code:
        raise click.UsageError(
            f"model {model.number} of {model.step} was made for another version of the"
            f" step; train a new one: harvestman learn train {model.step}"
        )
    newer = released(known, model.step, model.code)
    if newer is not None and newer.number > model.number:
        raise click.UsageError(
            f"model {newer.number} of {model.step} is newer and in use; withdraw it"
            f" first: harvestman learn withdraw {model.step} {newer.number}"
        )
    intact(model.learned(str(open_.home)))


def _decide(call: Call, step: str, number: int, state: str) -> None:
    with business(call.home, call.settings) as open_:
        known = models(open_.lake)
        model = version_now(known, step, number)
        if state == "released":
            _refuse_unseen(open_, known, model)
        already = model.state == state
        done = model if already else decide(open_.lake, model, state)
    text = f"is {state} already" if already else f"is {state}; next: harvestman run"
    call.answer(done, f"{step}: model {number} {text}")
