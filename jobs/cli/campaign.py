"""`harvestman campaign`: the campaigns of a home, how they stand, and who waits."""

import click

from jobs.cli.campaign_orders import pause, resume
from jobs.cli.campaign_review import review
from jobs.cli.campaign_show import list_, show
from jobs.cli.campaign_stats import stats


@click.group(
    epilog="""\b
Examples:
  harvestman campaign list
  harvestman campaign show shops
  harvestman campaign pause shops"""
)
def campaign() -> None:
    """See campaigns, pause them, and decide what they leave to a person."""


for command in (list_, show, pause, resume, stats, review):
    campaign.add_command(command)
