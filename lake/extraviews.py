"""The views beside the tables' own: made when the lake is pinned, asked when needed."""

from collections.abc import Iterator
from typing import NamedTuple

from lake.ccview import CC, CCINDEX
from lake.clickview import CLICKS
from lake.columns import Table
from lake.freshview import FRESHNESS
from lake.hostview import HOSTS
from lake.moneyviews import FUNNEL, MARKETING, PROFIT, SALES
from lake.schema.shown import SHOWN


class Extra(NamedTuple):
    """A view, the statements that create it, and those that comment on it."""

    name: str
    sql: str
    comments: str


EXTRA_VIEWS = {table.name: table for table in SHOWN}


def _comments(view: Table) -> Iterator[str]:
    yield f"COMMENT ON VIEW {view.name} IS {_quoted(view.comment)};"
    for column in view.columns:
        place = f"{view.name}.{column.name}"
        yield f"COMMENT ON COLUMN {place} IS {_quoted(column.comment)};"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_SQL = {
    "cc": CC,
    "ccindex": CCINDEX,
    "hosts": HOSTS,
    "freshness": FRESHNESS,
    "clicks": CLICKS,
    "funnel": FUNNEL,
    "sales": SALES,
    "profit": PROFIT,
    "marketing": MARKETING,
}

EXTRA = tuple(
    Extra(name, _SQL[name], "".join(_comments(view)))
    for name, view in EXTRA_VIEWS.items()
)
