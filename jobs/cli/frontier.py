"""`harvestman frontier`: what a campaign is to fetch, and the hosts it fetches from."""

import click

from jobs.cli.frontier_care import compact, rebuild, verify
from jobs.cli.frontier_orders import add, block, set_delay
from jobs.cli.frontier_show import export, hosts, stats


@click.group(
    epilog="""\b
Examples:
  harvestman frontier stats
  harvestman frontier hosts --sort ready
  harvestman frontier block slow.example --for 2h"""
)
def frontier() -> None:
    """See what waits to be fetched, and change it, also while a crawl runs."""


for command in (
    stats,
    hosts,
    add,
    block,
    set_delay,
    export,
    verify,
    compact,
    rebuild,
):
    frontier.add_command(command)
