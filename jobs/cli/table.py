"""Tables for people: as wide as the terminal, and whole where there is none."""

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

# Wider than any row: what goes into a file or another program is not cut.
_WHOLE = 10_000


def print_table(
    names: Iterable[str],
    rows: Iterable[Iterable[object]],
    right: frozenset[str] = frozenset(),
) -> None:
    """Print `rows` under `names`; columns in `right` are numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(
            Text(name), justify="right" if name in right else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text("" if cell is None else plain(str(cell))) for cell in row))
    console().print(table)


def plain(text: str) -> str:
    """Return `text` on one line, with no character that would steer a terminal."""
    return "".join(
        letter if letter.isprintable() else " " if letter.isspace() else "�"
        for letter in text
    )


def console() -> Console:
    """Return the console for standard output."""
    return Console(width=None if sys.stdout.isatty() else _WHOLE)
