"""`harvestman campaign stats`: where a campaign stands, and what came of it so far."""

import click

from frontier.standing import standing
from jobs.campaignfigures import Figures, HostFigures, figures_of
from jobs.campaigns import known_campaign
from jobs.cli.amounts import size
from jobs.cli.call import Call, with_call
from jobs.cli.frontier_show import figures, told
from jobs.cli.table import print_table
from jobs.frontiers import frontier_folder, is_crawling
from lake.store import Lake


@click.command(
    epilog="\b\nExamples:\n  harvestman campaign stats shops\n"
    "  harvestman campaign stats shops --hosts 50 --json"
)
@click.argument("name", metavar="NAME")
@click.option(
    "--hosts",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="Show so many hosts.",
)
@with_call()
def stats(call: Call, name: str, hosts: int) -> None:
    """Show where a campaign stands: what waits, what came, which hosts fail."""
    one = known_campaign(call.home, name)
    if not one.begun:
        call.answer(
            {"campaign": one.name, "begun": False},
            f"Campaign {one.name} was not crawled yet.",
        )
        return
    found = standing(frontier_folder(call.home), one.name)
    crawling = is_crawling(call.home)
    came = figures_of(Lake.open(call.home, call.settings.lake), one.name, hosts)
    if call.json:
        facts = {"campaign": one.name, "begun": True, "crawling": crawling}
        facts |= told(found) | {"outcomes": came.outcomes}
        call.answer(facts | {"by_host": came.hosts}, "")
        return
    print_table(("campaign", one.name), figures(found, crawling=crawling))
    _print(came)


def _print(came: Figures) -> None:
    if came.outcomes:
        print()
        print_table(
            ("status or error", "attempts", "size"),
            [
                (one.outcome, f"{one.attempts:,}", size(one.bytes))
                for one in came.outcomes
            ],
            frozenset({"attempts", "size"}),
        )
    if came.hosts:
        print()
        print_table(
            ("host", "pages", "failed", "size", "last answer"),
            [_host_row(one) for one in came.hosts],
            frozenset({"pages", "failed", "size"}),
        )


def _host_row(one: HostFigures) -> tuple[object, ...]:
    return (
        one.host,
        f"{one.pages:,}",
        f"{one.failed:,}",
        size(one.bytes),
        one.last_at[:19],
    )
