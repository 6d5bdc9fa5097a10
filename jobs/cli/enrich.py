"""`harvestman enrich`: what products and texts are, judged step by step."""

import click

from jobs.business import Business
from jobs.cli.call import Call, with_call
from jobs.cli.stages import run_stages
from jobs.pipeline import enriching
from lake.stages import Stage


@click.command(
    epilog="\b\nExamples:\n  harvestman enrich\n  harvestman enrich --only match\n"
    "  harvestman enrich --only language --only match --sample 1000"
)
@click.option(
    "--only",
    multiple=True,
    metavar="STEP",
    help="Run this step alone; may be given several times.",
)
@click.option(
    "--sample",
    type=click.IntRange(1),
    metavar="N",
    help="Make no more than N inputs a step; the next run goes on with the others.",
)
@with_call()
def enrich(call: Call, only: tuple[str, ...], sample: int | None) -> None:
    """Find out of each product and text what it is: language, judgement, group."""
    run_stages(call, lambda open_: _chosen(open_, only), sample=sample or 0)


def _chosen(business: Business, only: tuple[str, ...]) -> list[Stage]:
    steps = enriching(business)
    names = [step.name for step in steps]
    for name in only:
        if name not in names:
            raise click.BadParameter(
                f"there is no step {name!r}; there are {', '.join(names)}",
                param_hint="--only",
            )
    return [step for step in steps if not only or step.name in only]
