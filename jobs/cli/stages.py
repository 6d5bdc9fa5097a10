"""Some stages after the crawl, one command each; `run` (run.py) does them all."""

from collections.abc import Callable, Iterable
from functools import partial

import click

from enrich.generate.kinds import KINDS, TOLD
from jobs.again import read_again
from jobs.business import Business, business
from jobs.cli.call import Call, with_call
from jobs.cli.generated_show import explain
from jobs.cli.pace import paced
from jobs.cli.progress import progress
from jobs.cli.run import run, run_step, words
from jobs.pipeline import (
    Result,
    Step,
    extracting,
    generating,
    run_one,
    run_publish,
    selling,
)
from lake.stages import Stage

__all__ = ["extract", "generate", "publish", "run", "run_stages"]


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
        done: list[Result] = []
        for stage in chosen(open_):
            with shown.step(stage.name) as report:
                done.append(run_one(open_, stage, paced(report), sample))
        done += [run_step(*step, shown.step) for step in then(open_)]
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
    ):
        work = partial(run_publish, open_, despite_jump=despite_jump)
        done = run_step("publish", lambda _: work(), shown.step)
    call.answer(done, words(done))
