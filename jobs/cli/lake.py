"""`harvestman lake`: look into the lake."""

import csv
import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from jobs.cli.call import Call, with_call
from lake.load import load
from lake.pin import pin as pin_lake
from lake.sql import Answer, ask, sizes
from lake.store import Lake
from lake.tables import TABLES, VIEWS, columns


@click.group()
def lake() -> None:
    """Ask the lake: its tables, their columns, SQL."""


@lake.command(
    epilog="\b\nExamples:\n  harvestman lake tables\n  harvestman lake tables --json"
)
@with_call()
def tables(call: Call) -> None:
    """List the tables and views with their rows."""
    rows = sizes(call.home)
    if call.json:
        call.answer({"tables": rows}, "")
        return
    shown = Table(box=None, padding=(0, 1))
    for name, side in (("table", "left"), ("rows", "right"), ("one row is", "left")):
        shown.add_column(name, justify=side)  # type: ignore[arg-type]
    for name, count in rows.items():
        shown.add_row(name, f"{count:,}", {**TABLES, **VIEWS}[name].comment)
    Console().print(shown)
