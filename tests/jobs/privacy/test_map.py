"""The map names every table and file of a home; a new column has to be placed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from jobs.privacy.map import MAP, tables
from jobs.privacy.plain import PLAIN, PLAIN_TABLES
from jobs.settings import Settings, all_settings
from lake.tables import TABLES
from ledger import operatetables, pricetables, usertables  # noqa: F401
from ledger.affiliate import tables as affiliate_tables  # noqa: F401
from ledger.carts import tables as cart_tables  # noqa: F401
from ledger.grants import tables as grant_tables  # noqa: F401
from ledger.orders import (  # noqa: F401
    invoicetables,
    mailtables,
    paytables,
    risktables,
    supplytables,
)
from ledger.orders import tables as order_tables  # noqa: F401
from ledger.selling import tables as selling_tables  # noqa: F401
from ledger.tables import METADATA

PAGE = Path(__file__).parents[3] / "docs" / "privacy.md"
PLACES = {
    f"{room}.{name}": of for room in ("lake", "ledger") for name, of in tables(room)
}
# Numbers, times and yes or no tell of nobody by themselves.
QUIET = frozenset({"Integer", "BigInteger", "UtcTime", "Boolean", "Float"})


def columns() -> dict[str, dict[str, bool]]:
    """Return all columns of each table, and whether each can hold a text."""
    lake = {
        f"lake.{name}": {of.name: says(of.type) for of in table.columns}
        for name, table in TABLES.items()
    }
    return lake | {
        f"ledger.{table.name}": {
            of.name: type(of.type).__name__ not in QUIET for of in table.columns
        }
        for table in METADATA.tables.values()
    }


def says(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_nested(kind)


def test_every_table_has_a_place_or_is_plain() -> None:
    assert columns().keys() == PLACES.keys() | PLAIN_TABLES


def test_every_table_of_a_ledger_on_the_disk_is_among_them(lived: Path) -> None:
    with closing(sqlite3.connect(lived / "ledger.db")) as database:
        asked = "SELECT 'ledger.' || name FROM sqlite_master WHERE type = 'table'"
        made = {name for (name,) in database.execute(asked) if "sqlite_" not in name}
    assert made == {n for n in columns() if "ledger." in n} | {"ledger.alembic_version"}


def test_every_text_is_of_a_person_or_is_plain() -> None:
    left = {
        f"{name}.{of}"
        for name, place in PLACES.items()
        for of, says in columns()[name].items()
        if says and of not in place.columns | PLAIN
    }
    assert left == set()


def test_the_map_names_no_column_that_is_not_there() -> None:
    every = columns()
    for place in MAP:
        has = {
            of for name in place.names for of in every.get(f"{place.room}.{name}", ())
        }
        assert place.room == "files" or place.columns <= has


def test_the_map_names_every_file_of_a_home(lived: Path) -> None:
    known = tuple(name for of in MAP if of.room == "files" for name in of.names)
    assert [one.name for one in lived.iterdir() if not one.name.startswith(known)] == []


def test_the_map_names_settings_that_there_are() -> None:
    settings = {f"{of.section}.{of.name}" for of in all_settings()}
    sections = tuple(f"{name}." for name in Settings.__struct_fields__)
    named = {word for of in MAP for word in f"{of.kept} {of.erased}".split("`")[1::2]}
    assert {word for word in named if word.startswith(sections)} <= settings


def test_the_page_tells_of_every_place() -> None:
    told = PAGE.read_text()
    assert [of.why for of in MAP if of.why not in told] == []
