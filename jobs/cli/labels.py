"""`harvestman labels`: what a person says is right, for the steps to learn from."""

from datetime import UTC, datetime
from pathlib import Path

import click

from enrich.errors import LabelRefused, NoLabelRows
from enrich.learning.labels import Saying, add
from enrich.learning.worksheet import worksheet as asked_for
from jobs.business import business
from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.table import print_table
from jobs.labelfile import read_labels
from lake.durable import created
from lake.export import check_place
from lake.formats import writing
from lake.sql import current

STEPS = ("classify", "sentiment", "match")
FORMS = ("csv", "jsonl", "parquet")
_LISTED = """
SELECT step, count(*) AS labels, count(*) FILTER (label IS NULL) AS taken_back,
    max(said_at) AS last_said_at
FROM (
    SELECT * FROM labels QUALIFY row_number() OVER (
        PARTITION BY step, least(entity_key, coalesce(other_key, entity_key)),
            greatest(entity_key, other_key)
        ORDER BY said_at DESC, ingested_at DESC, label) = 1
) GROUP BY step ORDER BY step
"""


@click.group(
    epilog="""\b
Examples:
  harvestman labels worksheet classify unsure.csv
  harvestman labels import unsure.csv --step classify
  harvestman learn train classify"""
)
def labels() -> None:
    """Say what is right where a step is wrong or unsure."""


@labels.command(
    "import",
    epilog="""\b
Examples:
  harvestman labels import unsure.csv --step classify
  harvestman labels import pairs.csv --step match""",
)
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE"
)
@click.option(
    "--step",
    type=click.Choice(STEPS),
    help="Which step they are for, where the file has no column step.",
)
@with_call()
def import_(call: Call, file: Path, step: str | None) -> None:
    """Take in the labels of a .csv, .jsonl or .parquet file, all of them or none.

    Its columns: `key` (a listing's key, URL or sku; an opinion's key), `label` (a class
    id; a number from -1 to 1, or positive, neutral, negative; same or different), for
    match also `other`. Rows without a label are left out; the label - takes one back.
    """
    found = read_labels(file, step)
    saying = Saying("file", file.name, datetime.now(UTC))
    with business(call.home, call.settings) as open_:
        count = add(open_.lake, found, saying)
    none = "; no row has anything in its column label" if not count else ""
    call.answer({"labels": count}, f"{counted(count, 'label')} taken in{none}")


@labels.command(
    epilog="""\b
Examples:
  harvestman labels worksheet classify unsure.csv
  harvestman labels worksheet sentiment unsure.csv --rows 500"""
)
@click.argument("step", type=click.Choice(STEPS))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option(
    "--rows",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    metavar="N",
    help="How many rows it is to have.",
)
@with_call()
def worksheet(call: Call, step: str, file: Path, rows: int) -> None:
    """Write what a step is least sure of into FILE, for a person to fill in."""
    form = file.suffix.lstrip(".").lower()
    if form not in FORMS:
        raise click.BadParameter(
            f"{file}: its name should end in .{', .'.join(FORMS)}", param_hint="FILE"
        )
    check_place(file)
    _refuse_filled(file)
    with business(call.home, call.settings) as open_:
        found = asked_for(open_.lake, step, rows)
    with created(file) as written, writing(form, written, found.schema) as write:
        write(found)
    text = f"{counted(found.num_rows, 'row')} in {file}: fill in its column label"
    if not found.num_rows:
        text = f"{file} is empty: there is nothing that {step} would ask of you"
    call.answer({"rows": found.num_rows, "file": str(file)}, text)


def _refuse_filled(file: Path) -> None:
    """Refuse to write over what a person has filled in, or may have."""
    if not file.exists():
        return
    try:
        filled = read_labels(file, "classify")
    except NoLabelRows:
        return
    except LabelRefused as error:
        raise click.UsageError(
            f"{error}; it may hold what somebody filled in: choose another name, or"
            " remove it"
        ) from None
    if filled:
        raise click.UsageError(
            f"{file} is a worksheet that was filled in; import it with harvestman"
            " labels import, or choose another name"
        )


@labels.command("list", epilog="\b\nExamples:\n  harvestman labels list")
@with_call()
def list_(call: Call) -> None:
    """Count the labels that there are, step by step."""
    with business(call.home, call.settings) as open_, current(open_.lake) as asked:
        found = asked.sql(_LISTED).to_arrow_table().to_pylist()
    if call.json:
        call.answer({"labels": found}, "")
    elif not found:
        print(
            "No labels yet; begin with: harvestman labels worksheet classify FILE.csv"
        )
    else:
        names = ("step", "labels", "taken back", "last said")
        rows = [tuple(row.values()) for row in found]
        print_table(names, rows, frozenset({"labels", "taken back"}))
