"""`harvestman run`: the way from pages to the shop, over all that is new."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

import click

from jobs.business import Done, business, whole_run
from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.pace import paced
from jobs.cli.progress import Report, progress
from jobs.failures import Failures
from jobs.graph import GRAPH, chosen, steps_of
from jobs.pipeline import Result, Step
from storefront.catalogue.publish import Published

Shown = Callable[[str], AbstractContextManager[Report]]
# Campaigns are crawled at times of their own; `crawl` does it by hand.
_NAMES = click.Choice([node.name for node in GRAPH if node.name != "crawl"])


@click.command(
    epilog="""\b
Examples:
  harvestman run
  harvestman run --from score      # what is fetched and read already is left alone
  harvestman run --only events --only publish"""
)
@click.option(
    "--only", type=_NAMES, multiple=True, help="This step alone; may be given again."
)
@click.option("--from", "start", type=_NAMES, help="This step, and what follows it.")
@with_call()
def run(call: Call, only: tuple[str, ...], start: str | None) -> None:
    """Take all that is new from pages to the shop: extract, enrich, score, generate, publish.

    A step that fails holds up no other. Interrupted, it goes on where it was.
    """
    if only and start:
        raise click.UsageError("give either --only or --from, not both.")
    graph = chosen(GRAPH, only, start)
    failures = Failures()
    with (
        business(call.home, call.settings) as opened,
        progress() as shown,
        whole_run(opened, "run") as open_,
    ):
        done, published = run_steps(steps_of(graph, open_), shown.step, failures)
        failures.tell()
    text = "\n".join(words(one) for one in [*done, published] if one)
    call.answer({"steps": done, "publish": published}, text)


def run_steps(
    steps: Iterable[Step], shown: Shown, failures: Failures
) -> tuple[list[Done], Published | None]:
    """Do the steps one after the other; `failures` keeps what holds up no other."""
    done: list[Done] = []
    published = None
    for name, work in steps:
        with failures.kept(name):
            found = run_step(name, work, shown)
            if isinstance(found, Done):
                done.append(found)
            else:
                published = found
    return done, published


def run_step(name: str, work: Callable[..., Result], shown: Shown) -> Result:
    """Do one step and show how far it is."""
    with shown(name) as report:
        found = work(paced(report))
        if isinstance(found, Published):
            said = "unchanged" if found.unchanged else ""
            report(found.published, found.published, said)
    return found


def words(done: Result) -> str:
    """Return what a step did, as a sentence."""
    if isinstance(done, Published):
        if done.unchanged:
            return f"publish: nothing new; {done.published} items stay on sale"
        return f"publish: {done.published} items on sale, {done.new} of them new"
    if not done.rows_in:
        return f"{done.step}: nothing new"
    failed = f", {done.failed} failed" if done.failed else ""
    return (
        f"{done.step}: {counted(done.rows_in, 'input')},"
        f" {counted(done.rows_out, 'row')}{failed}"
        f" in {done.seconds:.1f} s"
    )
