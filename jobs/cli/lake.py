"""`harvestman lake`: look into the lake."""

from pathlib import Path

import click

from jobs.cli.call import Call, with_call
from jobs.cli.rows import write_rows
from jobs.cli.table import print_table
from lake.ask import ask, sizes
from lake.load import load
from lake.pin import pin as pin_lake
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
    found = sizes(call.home)
    if call.json:
        call.answer({"tables": found}, "")
        return
    rows = [
        (name, f"{count:,}", {**TABLES, **VIEWS}[name].comment)
        for name, count in found.items()
    ]
    print_table(("table", "rows", "one row is"), rows, frozenset({"rows"}))


@lake.command(epilog="\b\nExamples:\n  harvestman lake describe offers")
@click.argument("name", type=click.Choice([*TABLES, *VIEWS]), metavar="TABLE")
@with_call()
def describe(call: Call, name: str) -> None:
    """Say what each column of a table is."""
    rows = [(one.name, str(one.type), one.comment) for one in columns(name)]
    if call.json:
        named = [
            dict(zip(("name", "type", "comment"), row, strict=True)) for row in rows
        ]
        call.answer({"table": name, "columns": named}, "")
    else:
        print_table(("column", "type", "what it is"), rows)


@lake.command(
    epilog="""\b
Examples:
  harvestman lake sql "SELECT host, count(*) FROM pages GROUP BY 1 ORDER BY 2 DESC"
  harvestman lake sql "SELECT * FROM offers_latest" --format csv > offers.csv
  harvestman lake sql "SELECT * FROM products" --format parquet -o products.parquet"""
)
@click.argument("query")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "parquet"]),
    default="table",
    show_default=True,
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write here instead of to standard output.",
)
@with_call()
def sql(call: Call, query: str, form: str, output: Path | None) -> None:
    """Answer one question in SQL over the pinned lake."""
    answer = ask(call.home, query)
    if call.json:
        call.answer({"columns": answer.column_names, "rows": answer.to_pylist()}, "")
    elif form == "table" and output is None:
        print_table(answer.column_names, [row.values() for row in answer.to_pylist()])
    else:
        write_rows(answer, form, output)


@lake.command(epilog="\b\nExamples:\n  harvestman lake pin")
@with_call()
def pin(call: Call) -> None:
    """Take in what waits in the spool, and show analysts the newest tables."""
    opened = Lake.open(call.home, call.settings.lake)
    load(opened)
    pinned = pin_lake(opened)
    call.answer(pinned, f"pinned in {call.home / 'lake.duckdb'}")
