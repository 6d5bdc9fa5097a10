"""`harvestman research`: what markets are like, for people and from outside."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from enrich.research.reading import Lake
    from enrich.research.report import MarketReport

_FORMS = ("pdf", "html", "md")


@click.group(
    epilog="""\b
Examples:
  harvestman research run
  harvestman research show
  harvestman research report markets.pdf"""
)
def research() -> None:
    """See what markets are like: prices, shops, demand, what may be worth doing."""


@research.command(epilog="\b\nExamples:\n  harvestman research run")
@with_call()
def run(call: Call) -> None:
    """Look at what changed in each category; `harvestman run` does it as well."""
    from jobs.cli.lake_pin import lake_of
    from jobs.cli.stages import run_stages
    from jobs.pipeline import researching
    from lake.pin import pin

    run_stages(call, lambda open_: (researching(open_),))
    pin(lake_of(call))


@research.command(
    epilog="""\b
Examples:
  harvestman research show
  harvestman research show "Kitchen > Kettles"
  harvestman research show kettles --json"""
)
@click.argument("category", required=False)
@click.option(
    "--top",
    type=click.IntRange(1),
    default=40,
    show_default=True,
    metavar="N",
    help="Show no more than N categories, shops, products.",
)
@with_call()
def show(call: Call, category: str | None, top: int) -> None:
    """List the categories; or say all of one, by its name or a part of it."""
    from jobs.cli.research_show import show_all, show_one

    lake = _lake(call)
    if category is None:
        show_all(call, lake, top)
    else:
        show_one(call, lake, category, top)


@research.command(
    epilog="""\b
Examples:
  harvestman research report markets.pdf
  harvestman research report kettles.html --category "Kitchen > Kettles"
  harvestman research report markets.md --top 5

\b
Shops and products that only pages tell of which reserve their rights are left out;
figures count them."""
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--category", metavar="NAME", help="Only this one, by name or a part.")
@click.option(
    "--top",
    type=click.IntRange(1, 200),
    default=20,
    show_default=True,
    metavar="N",
    help="The N categories of which most is said.",
)
@with_call()
def report(call: Call, file: Path, category: str | None, top: int) -> None:
    """Write a report for people to FILE.pdf, FILE.html or FILE.md."""
    from enrich.research.reading import categories, chosen, market
    from enrich.research.report import market_report
    from lake.durable import created
    from lake.export import check_place

    written = _written(file)
    check_place(file)
    lake = _lake(call)
    known = categories(lake)
    rows = [chosen(known, category)] if category else known[:top]
    made = market_report([market(lake, row) for row in rows])
    content = written(made)
    with created(file) as out:
        out.write(content)
    facts = {"file": str(file), "categories": len(rows), "bytes": len(content)}
    said = "1 category" if len(rows) == 1 else f"{len(rows)} categories"
    call.answer(facts, f"{said} in {file}")


def _written(file: Path) -> "Callable[[MarketReport], bytes]":
    from enrich.research import render

    forms = dict(zip(_FORMS, (render.pdf, render.html, render.markdown), strict=True))
    form = file.suffix.lstrip(".").lower()
    if form not in forms:
        raise click.BadParameter(
            f"{file}: its name should end in .{', .'.join(_FORMS)}", param_hint="FILE"
        )
    return forms[form]


@research.command(
    "import",
    epilog="""\b
Examples:
  harvestman research import trends.csv --source "Search index"
  harvestman research import fairs.parquet --source Fairs --licence "CC BY 4.0"

\b
Columns: day (2026-01-31), topic and value; region and unit where there are such.
A topic that has the words of a category's name is its outside trend.""",
)
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE"
)
@click.option("--source", required=True, metavar="NAME", help="Who states the values.")
@click.option("--licence", metavar="TEXT", help="Under what terms they may be used.")
@with_call()
def import_(call: Call, file: Path, source: str, licence: str | None) -> None:
    """Take in outside trends of a .csv or .parquet file, all of them or none.

    A value for a day that is known already takes its place.
    """
    from enrich.research.trendfile import read_trends
    from enrich.research.trends import Origin, take_in
    from jobs.business import business
    from lake.pin import pin

    if not source.strip():
        raise click.BadParameter("say who states the values", param_hint="--source")
    points = read_trends(file)
    with business(call.home, call.settings) as open_:
        done = take_in(open_.lake, points, Origin(source.strip(), licence))
        pin(open_.lake)
    call.answer(
        done,
        f"{counted(done.new, 'new value')}, {done.replaced:,} replaced,"
        f" {done.known:,} known",
    )


def _lake(call: Call) -> "Lake":
    from enrich.research.reading import Lake
    from jobs.cli.lake_pin import pin_if_never

    pin_if_never(call)
    return Lake(call.home, call.settings.lake)
