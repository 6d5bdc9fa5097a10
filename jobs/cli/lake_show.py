"""`harvestman lake tables|describe`: what the lake holds, and what each column is."""

from difflib import get_close_matches

import click

from jobs.cli.call import Call, with_call
from jobs.cli.lake_pin import pin_if_never
from jobs.cli.table import print_table
from lake.ask import sizes
from lake.names import NAMES, columns_of, kind_of


def no_table(name: str) -> str:
    """Return what is said of a table that there is not."""
    like = get_close_matches(name.lower(), NAMES, n=3, cutoff=0.5)
    meant = f" did you mean {' or '.join(like)}?" if like else ""
    return f"No table {name!r};{meant} harvestman lake tables lists them."


def _completed(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    return [name for name in NAMES if name.startswith(begun)]


@click.command(
    epilog="\b\nExamples:\n  harvestman lake tables\n  harvestman lake tables --json"
)
@with_call()
def tables(call: Call) -> None:
    """List the tables and views with their rows."""
    pin_if_never(call)
    found = sizes(call.home, call.settings.lake)
    if call.json:
        call.answer({"tables": found}, "")
        return
    rows = [
        (name, kind_of(name), _count(found.get(name)), NAMES[name].comment)
        for name in NAMES
    ]
    print_table(("name", "kind", "rows", "one row is"), rows, frozenset({"rows"}))


@click.command(
    epilog="\b\nExamples:\n  harvestman lake describe offers\n"
    "  harvestman lake describe cc --json"
)
@click.argument("name", metavar="TABLE", shell_complete=_completed)
@with_call()
def describe(call: Call, name: str) -> None:
    """Say what each column of a table is."""
    if name not in NAMES:
        raise click.UsageError(no_table(name))
    rows = [(one.name, str(one.type), one.comment) for one in columns_of(name)]
    if call.json:
        named = [
            dict(zip(("name", "type", "comment"), row, strict=True)) for row in rows
        ]
        call.answer({"table": name, "columns": named}, "")
    else:
        print(NAMES[name].comment)
        print_table(("column", "type", "what it is"), rows)


def _count(rows: int | None) -> str:
    # A view is counted by asking it, which may take long.
    return "" if rows is None else f"{rows:,}"
