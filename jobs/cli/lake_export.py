"""`harvestman lake export`: rows as a file that other programs open."""

from functools import partial
from pathlib import Path

import click

from jobs.cli.amounts import counted, size
from jobs.cli.call import Call, with_call
from jobs.cli.lake_pin import lake_of, pin_if_never
from jobs.cli.lake_show import no_table
from jobs.cli.wait import waiting
from lake.export import Wanted, form_of
from lake.export import export as export_rows
from lake.names import NAMES
from lake.sql import connect
from lake.watch import watched

_WARC = ".warc.gz"


@click.command(
    epilog="""\b
Examples:
  harvestman lake export offers_latest offers.xlsx
  harvestman lake export pages pages.parquet --where "host = 'shop.example'"
  harvestman lake export --query "SELECT brand, count(*) FROM products GROUP BY 1" brands.csv
  harvestman lake export pages shop.warc.gz --where "host = 'shop.example'"

\b
FILE ends in .csv, .jsonl, .parquet, .xlsx or .warc.gz (pages with their bodies).
Lists and records are JSON text in .csv and .xlsx. datapackage.json beside it says
what the columns mean, where the rows come from and what their pages reserve.
In a .csv, crawled text that a spreadsheet would calculate (it begins with = + - @)
has a ' before it; every other form holds it as it was crawled."""
)
@click.argument("names", nargs=-1, required=True, metavar="[TABLE] FILE")
@click.option("--where", metavar="SQL", help="Only rows for which this holds.")
@click.option("--query", metavar="SQL", help="The answer to this instead of a table.")
@with_call()
def export(
    call: Call, names: tuple[str, ...], where: str | None, query: str | None
) -> None:
    """Write a table, a view or an answer to FILE."""
    wanted, path = _wanted(names, where, query)
    if path.name.endswith(_WARC):
        _check_pages(wanted)
        pin_if_never(call)
        _export_warc(call, path, where)
        return
    form_of(path)
    pin_if_never(call)
    with (
        connect(call.home, call.settings.lake) as connection,
        waiting("exporting") as report,
    ):
        work = partial(export_rows, connection, wanted, path)
        done = watched(connection, work, report)
    facts = {
        "file": done.path,
        "rows": done.rows,
        "bytes": done.bytes,
        "sha256": done.sha256,
        "package": done.package,
    }
    call.answer(
        facts, f"{counted(done.rows, 'row')} ({size(done.bytes)}) written to {path}"
    )


def _wanted(
    names: tuple[str, ...], where: str | None, query: str | None
) -> tuple[Wanted, Path]:
    *tables, file = names
    if query is not None and (tables or where is not None):
        raise click.UsageError("--query says it all: give it FILE alone.")
    if query is None and len(tables) != 1:
        raise click.UsageError("Say which TABLE and which FILE, or --query and FILE.")
    table = tables[0] if tables else None
    if table is not None and table not in NAMES:
        raise click.UsageError(no_table(table))
    return Wanted(table, where, query), Path(file)


def _check_pages(wanted: Wanted) -> None:
    if wanted.table != "pages":
        raise click.UsageError(
            "A WARC holds pages: harvestman lake export pages FILE.warc.gz --where SQL"
        )


def _export_warc(call: Call, path: Path, where: str | None) -> None:
    from lake.warcexport import export_warc

    with waiting("exporting") as report:
        done = export_warc(
            lake_of(call),
            path,
            where=where,
            progress=lambda so_far, of: report(100 * so_far / of if of else -1),
        )
    facts = {
        "file": path,
        "pages": done.pages,
        "records": done.records,
        "bytes": done.bytes,
        "missing": done.missing,
    }
    missing = f"; {counted(done.missing, 'body')} missing" if done.missing else ""
    call.answer(
        facts,
        f"{counted(done.pages, 'page')} ({size(done.bytes)}) written to {path}{missing}",
    )
