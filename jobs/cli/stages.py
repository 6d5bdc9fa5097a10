"""The stages after the crawl, one command each, and `run`, which runs them all."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import click

from enrich.generate.kinds import KINDS, TOLD
from jobs.again import read_again
from jobs.business import Business, Done, business
from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.generated_show import explain
from jobs.cli.pace import paced
from jobs.cli.progress import Report, progress
from jobs.failures import Failures
from jobs.pipeline import (
    Step,
    extracting,
    generating,
    run_one,
    run_publish,
    selling,
    stages,
)
from jobs.shopevents import STEP as EVENTS
from jobs.shopevents import run_events
from lake.stages import Stage
from storefront.catalogue.publish import Published


def run_stages(
    call: Call,
    chosen: Callable[[Business], Iterable[Stage]],
    *,
    again: bool = False,
    sample: int = 0,
    then: Callable[[Business], Iterable[Step]] = lambda _: (),
) -> None:
    """Run the stages that are `chosen`, one after the other, and say what they did."""
    with business(call.home, call.settings) as open_, progress() as shown:
        if again:
            read_again(open_.home)
        done = []
        for stage in chosen(open_):
            with shown.step(stage.name) as report:
                done.append(run_one(open_, stage, paced(report), sample))
        done += [_run(step, shown.step) for step in then(open_)]
    call.answer({"steps": done}, "\n".join(words(one) for one in done))


@click.command(
    epilog="\b\nExamples:\n  harvestman extract\n  harvestman extract --again"
)
@click.option(
    "--again", is_flag=True, help="Read all pages again, with your page objects of now."
)
@with_call()
def extract(call: Call, again: bool) -> None:
    """Turn stored pages into products, offers, articles, opinions and programmes."""
    run_stages(call, lambda open_: (extracting(open_),), again=again)


@click.command(
    epilog="\b\nExamples:\n  harvestman generate\n"
    "  harvestman generate --only buying_guide --sample 2\n"
    "  harvestman generate --explain ab12cd34"
)
@click.option(
    "--only",
    type=click.Choice([*KINDS, *TOLD]),
    multiple=True,
    help="Make products of this kind alone; may be given several times.",
)
@click.option(
    "--sample",
    metavar="N",
    type=click.IntRange(1),
    help="Make no more than N of a kind; the next run goes on with the others.",
)
@click.option(
    "--explain",
    "key",
    metavar="KEY",
    help="Make nothing, and show each fact of this product and where it was read.",
)
@with_call()
def generate(
    call: Call, only: tuple[str, ...], sample: int | None, key: str | None
) -> None:
    """Make products of our own from what is known: guides, comparisons, directories."""
    if key:
        explain(call, key)
        return

    # What is told of products follows the gate, which `then` leads through.
    def chosen(open_: Business) -> list[Stage]:
        return [one for one in generating(open_) if one.name in (only or KINDS)]

    run_stages(call, chosen, sample=sample or 0, then=selling)


@click.command(
    epilog="\b\nExamples:\n  harvestman publish\n  harvestman publish --json"
)
@click.option(
    "--despite-jump",
    is_flag=True,
    help="Publish although many items are gone or prices are far off.",
)
@with_call()
def publish(call: Call, despite_jump: bool) -> None:
    """Pin the lake and put a new catalogue into the shop."""
    with (
        business(call.home, call.settings) as open_,
        progress() as shown,
        shown.step("publish") as report,
    ):
        done = publish_step(open_, report, despite_jump=despite_jump)
    call.answer(done, published_words(done))


@click.command(
    epilog="\b\nExamples:\n  harvestman run\n  harvestman run --home ./harvest --json"
)
@with_call()
def run(call: Call) -> None:
    """Run every stage once over what is new, and publish."""
    with business(call.home, call.settings) as open_, progress() as shown:
        done, published = run_all(open_, shown.step)
    text = "\n".join([*(words(one) for one in done), published_words(published)])
    call.answer({"steps": done, "publish": published}, text)


def run_all(
    open_: Business, step: Callable[[str], AbstractContextManager[Report]]
) -> tuple[list[Done], Published]:
    """Run every stage over what is new, then publish."""
    failures = Failures()
    done = run_made(open_, step, failures)
    with step("publish") as report:
        published = publish_step(open_, report)
    failures.tell()
    return done, published


def run_made(
    open_: Business,
    step: Callable[[str], AbstractContextManager[Report]],
    failures: Failures | None = None,
) -> list[Done]:
    """Run every stage over what is new; `failures` keeps those that hold up no other."""
    chosen = stages(open_)  # a setting that cannot be is refused before all work
    steps: list[Step] = [
        (EVENTS, lambda _: run_events(open_)),
        *((stage.name, partial(run_one, open_, stage)) for stage in chosen),
        *selling(open_),
    ]
    done = []
    for one in steps:
        with nullcontext() if failures is None else failures.kept(one[0]):
            done.append(_run(one, step))
    return done


def _run(one: Step, shown: Callable[[str], AbstractContextManager[Report]]) -> Done:
    name, run = one
    with shown(name) as report:
        return run(paced(report))


def publish_step(
    open_: Business, report: Report, *, despite_jump: bool = False
) -> Published:
    """Publish and show what came of it."""
    done = run_publish(open_, despite_jump=despite_jump)
    report(done.published, done.published, "unchanged" if done.unchanged else "")
    return done


def words(done: Done) -> str:
    """Return what a run of one stage did, as a sentence."""
    if not done.rows_in:
        return f"{done.step}: nothing new"
    failed = f", {done.failed} failed" if done.failed else ""
    return (
        f"{done.step}: {counted(done.rows_in, 'input')},"
        f" {counted(done.rows_out, 'row')}{failed}"
        f" in {done.seconds:.1f} s"
    )


def published_words(done: Published) -> str:
    """Return what publishing did, as a sentence."""
    if done.unchanged:
        return f"publish: nothing new; {done.published} items stay on sale"
    return f"publish: {done.published} items on sale, {done.new} of them new"
