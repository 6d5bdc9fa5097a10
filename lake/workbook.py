"""Rows as a workbook for spreadsheets, where text is text and never a formula."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa

from lake.errors import TooManyRows

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# What a sheet can hold, with the row of names; and a cell.
SHEET_ROWS = 1_048_576
_CELL_CHARACTERS = 32_767
# Beyond it a spreadsheet rounds whole numbers.
_EXACT = 2**53
_OPTIONS = {
    # One row in memory; rows go to a temporary file as they come.
    "constant_memory": True,
    "default_date_format": "yyyy-mm-dd hh:mm:ss",
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@contextmanager
def workbook(
    file: BinaryIO, schema: pa.Schema
) -> Iterator[Callable[[pa.Table], object]]:
    """Give the function that writes rows into a sheet of the workbook in `file`."""
    from xlsxwriter import Workbook

    from lake.formats import flat

    book = Workbook(file, _OPTIONS)
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("rows")
    sheet.freeze_panes(1, 0)
    for at, name in enumerate(schema.names):
        sheet.write_string(0, at, name, bold)
    filled = 1

    def write(rows: pa.Table) -> None:
        nonlocal filled
        check_rows(filled - 1 + rows.num_rows)
        cells = (column.to_pylist() for column in flat(rows).columns)
        for row, values in enumerate(zip(*cells, strict=True), filled):
            for at, value in enumerate(values):
                _put(sheet, (row, at), value, day)
        filled += rows.num_rows

    try:
        yield write
    finally:
        book.close()


def check_rows(rows: int) -> None:
    """Refuse more rows than a sheet can hold."""
    if rows >= SHEET_ROWS:
        raise TooManyRows(
            f"a workbook holds {SHEET_ROWS - 1:,} rows and here are {rows:,} or more;"
            " write .csv or .parquet, or fewer rows with --where"
        )


def _put(sheet: "Worksheet", place: tuple[int, int], value: Any, day: Any) -> None:
    """Write one cell by its kind; left to itself xlsxwriter guesses from the text."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, datetime):
        # A cell knows no time zone; all our times are UTC.
        sheet.write_datetime(*place, _utc(value))
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, day)
    elif (
        isinstance(value, int | float) and math.isfinite(value) and abs(value) < _EXACT
    ):
        sheet.write_number(*place, value)
    else:
        sheet.write_string(*place, str(value)[:_CELL_CHARACTERS])


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
