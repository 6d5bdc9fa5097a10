"""`harvestman lake fx import|show`: exchange rates, from a central bank's file."""

from pathlib import Path

import click
import msgspec

from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.lake_pin import pin_if_never
from jobs.cli.table import print_table
from lake.freshness import newest_rates
from lake.sql import connect


@click.group(
    epilog="\b\nExamples:\n  harvestman lake fx import eurofxref-hist.zip\n"
    "  harvestman lake fx show"
)
def fx() -> None:
    """Take in exchange rates, and see how old they are."""


@fx.command(
    "import",
    epilog="""\b
Examples:
  harvestman lake fx import eurofxref-hist.zip
  harvestman lake fx import eurofxref-daily.xml

\b
Known are the files of the European Central Bank (eurofxref-hist.csv, also zipped,
and eurofxref-daily.xml) and the CSV of the Bank of Canada (Valet). Rates that are
there already stay; a corrected one is added, and the newest stands.""",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_call()
def import_(call: Call, file: Path) -> None:
    """Take the rates of a central bank's FILE into fx_rates."""
    from lake.pin import pin
    from lake.ratefile import read_rates
    from lake.rates import import_rates
    from lake.store import Lake

    rates = read_rates(file)
    lake = Lake.open(call.home, call.settings.lake)
    done = import_rates(lake, rates)
    pin(lake)
    newest = max(rate.date for rate in rates)
    call.answer(
        {
            "new": done.new,
            "corrected": done.corrected,
            "known": done.known,
            "newest": newest,
        },
        f"{counted(done.new, 'new rate')}, {done.corrected:,} corrected,"
        f" {done.known:,} known; the newest is of {newest}",
    )


@fx.command(
    "show",
    epilog="\b\nExamples:\n  harvestman lake fx show\n"
    "  harvestman lake fx show --base EUR",
)
@click.option("--base", metavar="CUR", help="Only rates of this currency.")
@with_call()
def show(call: Call, base: str | None) -> None:
    """List the newest rate of each pair, and how old it is."""
    pin_if_never(call)
    with connect(call.home, call.settings.lake) as connection:
        found = [
            rate
            for rate in newest_rates(connection)
            if base is None or rate.base == base.upper()
        ]
    if call.json:
        facts = [
            {"stale": rate.is_stale, **msgspec.structs.asdict(rate)} for rate in found
        ]
        call.answer({"rates": facts}, "")
        return
    if not found and base is not None:
        print(f"No rates of {base.upper()} are there; without --base all are listed.")
        return
    if not found:
        print("No rates are there: harvestman lake fx import FILE takes them in.")
        return
    rows = [
        (
            rate.base,
            rate.quote,
            f"{rate.rate:.6g}",
            str(rate.date),
            f"{counted(rate.days_old, 'day')} old{', stale' if rate.is_stale else ''}",
            rate.source,
        )
        for rate in found
    ]
    print_table(("base", "quote", "rate", "date", "age", "source"), rows)
