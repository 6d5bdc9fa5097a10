"""Every name a reader can ask for: tables, derived tables, and views over them."""

from lake.columns import Column, Table
from lake.errors import NoSuchTable
from lake.extraviews import EXTRA_VIEWS
from lake.tables import TABLES, VIEWS, columns, partition

NAMES: dict[str, Table] = {**TABLES, **VIEWS, **EXTRA_VIEWS}


def kind_of(name: str) -> str:
    """Return whether `name` is a table that stages write, a derived one, or a view."""
    if name in TABLES:
        return "table"
    return "derived" if name in VIEWS else "view"


def columns_of(name: str) -> tuple[Column, ...]:
    """Return the columns that a reader sees of `name`, its own ones first."""
    if name in EXTRA_VIEWS:
        return EXTRA_VIEWS[name].columns
    if name not in NAMES:
        raise NoSuchTable(f"no table {name!r}; there are {', '.join(NAMES)}")
    day = partition(name)
    return (*columns(name), *((day,) if day else ()))
