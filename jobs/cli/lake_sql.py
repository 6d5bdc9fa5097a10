"""`harvestman lake sql`: one question, or a prompt for many."""

import sys
from functools import partial
from pathlib import Path

import click
import pyarrow as pa

from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.grid import grid
from jobs.cli.lake_pin import pin_if_never
from jobs.cli.rows import form_of, write_rows
from jobs.cli.table import console
from jobs.cli.wait import waiting
from lake.ask import Answer, answer
from lake.sql import connect
from lake.watch import watched

# On a terminal; a file or another program gets all of them.
SHOWN_ROWS = 100


@click.command(
    epilog="""\b
Examples:
  harvestman lake sql "SELECT host, count(*) FROM pages GROUP BY 1 ORDER BY 2 DESC"
  harvestman lake sql                                   # a prompt
  harvestman lake sql < question.sql
  harvestman lake sql "SELECT * FROM offers_latest" --format csv > offers.csv
  harvestman lake sql "SELECT * FROM products" -o products.parquet"""
)
@click.argument("query", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "parquet", "xlsx"]),
    help="json is one object a row.  [default: as FILE ends, or table]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write here instead of to standard output.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=f"At most so many rows.  [default: {SHOWN_ROWS} on a terminal, else all]",
)
@with_call()
def sql(
    call: Call,
    query: str | None,
    form: str | None,
    output: Path | None,
    limit: int | None,
) -> None:
    """Answer one question in SQL over the pinned lake; without one, open a prompt."""
    form = _form(form, output)
    pin_if_never(call)
    if query is None and sys.stdin.isatty():
        from jobs.cli.lake_prompt import prompt

        prompt(call)
        return
    question = sys.stdin.read() if query is None else query
    with (
        connect(call.home, call.settings.lake) as connection,
        waiting("asking") as report,
    ):
        ask = partial(answer, connection, question, limit=limit)
        if output is not None:
            count = watched(connection, lambda: _write(ask(), form, output), report)
        elif call.json or form == "table":
            shown = limit if call.json or limit else _shown_rows()
            rows = watched(connection, lambda: taken(ask(), shown), report)
        else:
            watched(connection, lambda: _write(ask(), form, output), report)
            return
    if output is not None:
        _say_written(call, output, count)
    elif call.json:
        call.answer({"columns": rows.column_names, "rows": rows.to_pylist()}, "")
    else:
        show(rows, shown)


def taken(found: Answer, rows: int | None) -> pa.Table:
    """Return the first `rows` of an answer and one more, by which a rest is seen."""
    batches = [found.schema.empty_table()]
    missing = None if rows is None else rows + 1
    for batch in found.batches:
        batches.append(batch if missing is None else batch.slice(0, missing))
        if missing is not None:
            missing -= batches[-1].num_rows
            if missing <= 0:
                break
    return pa.concat_tables(batches)


def show(rows: pa.Table, limit: int | None) -> None:
    """Print an answer as a table, and say what of it is not shown."""
    more = limit is not None and rows.num_rows > limit
    whole = not sys.stdout.isatty()
    table = grid(rows.slice(0, limit), None if whole else console().width)
    print("\n".join(table.lines))
    if more:
        click.echo(
            f"There are more than {limit:,} rows: --limit N, or -o FILE", err=True
        )
    if table.hidden:
        click.echo(
            f"{len(table.hidden)} columns do not fit: {', '.join(table.hidden)};"
            " choose some, or --format csv",
            err=True,
        )


def _form(form: str | None, output: Path | None) -> str:
    chosen = form or ("table" if output is None else form_of(output))
    if chosen == "table" and output is not None:
        raise click.UsageError("A table is for reading; --format csv is for files.")
    return "jsonl" if chosen == "json" else chosen


def _shown_rows() -> int | None:
    return SHOWN_ROWS if sys.stdout.isatty() else None


def _write(found: Answer, form: str, output: Path | None) -> int:
    return write_rows(output, form, found.schema, found.batches)


def _say_written(call: Call, output: Path, count: int) -> None:
    if call.json:
        call.answer({"file": output, "rows": count}, "")
    else:
        click.echo(f"{counted(count, 'row')} written to {output}", err=True)
