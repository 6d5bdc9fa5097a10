"""`harvestman score`: score every product and programme, or say why one is so scored."""

import click

from jobs.business import Business
from jobs.cli.call import Call, with_call
from jobs.cli.scored import best, explain
from jobs.cli.stages import run_stages
from jobs.pipeline import scoring
from lake.stages import Stage

_STAGES = {"group": "score", "programme": "profit"}
_KINDS = click.Choice(sorted(_STAGES))


@click.command(
    epilog="\b\nExamples:\n  harvestman score\n  harvestman score --explain HV-A26N40X\n"
    "  harvestman score --top 10 --kind programme"
)
@click.option(
    "--explain",
    "key",
    metavar="KEY",
    help="Say why this sku, group, listing, programme or URL is so scored.",
)
@click.option(
    "--top", type=click.IntRange(1), metavar="N", help="Show the N that score best."
)
@click.option(
    "--only",
    "--kind",
    "only",
    type=_KINDS,
    help="Score this kind alone; --top shows groups without it.",
)
@click.option(
    "--sample", type=click.IntRange(1), metavar="N", help="Score no more than N."
)
@with_call()
def score(
    call: Call, key: str | None, top: int | None, only: str | None, sample: int | None
) -> None:
    """Score every product and programme, with reasons."""
    if key:
        explain(call, key)
    elif top:
        best(call, top, only or "group")
    else:
        run_stages(call, lambda open_: _chosen(open_, only), sample=sample or 0)


def _chosen(business: Business, only: str | None) -> list[Stage]:
    stages = scoring(business)
    return [one for one in stages if only is None or one.name == _STAGES[only]]
