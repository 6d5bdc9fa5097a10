"""`harvestman lake`: look into the lake, take from it, look after it."""

import click

from jobs.cli.lake_body import body
from jobs.cli.lake_care import compact, verify
from jobs.cli.lake_export import export
from jobs.cli.lake_forget import forget
from jobs.cli.lake_fx import fx
from jobs.cli.lake_health import check, freshness
from jobs.cli.lake_pin import pin
from jobs.cli.lake_show import describe, tables
from jobs.cli.lake_sql import sql


@click.group(
    epilog="""\b
Examples:
  harvestman lake tables
  harvestman lake sql                     # a prompt; .help says what it can do
  harvestman lake export offers_latest offers.xlsx"""
)
def lake() -> None:
    """Ask the lake: its tables, their columns, SQL; take rows out; look after it."""


for command in (
    tables,
    describe,
    sql,
    export,
    body,
    freshness,
    check,
    fx,
    pin,
    forget,
    compact,
    verify,
):
    lake.add_command(command)
