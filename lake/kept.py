"""The views of derived tables: what is stored, and what was touched since.

A stored table is true up to the position of its commit. Its view takes the rows of the
listings touched since from the tables themselves, so it is always exact:

    stored rows of untouched listings  +  rows of touched ones, computed

Where nothing was touched, the view is the bare stored files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lake.prices import Step, own_steps, rows, steps
from lake.tables import VIEWS, columns
from lake.touched import READ, touched

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_IS_TOUCHED = """
SELECT count(*) > 0 FROM batches WHERE position > $position AND list_has_any(tables, $read)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored: a query for the rows of each table, true up to `position`.

    `all_offers` asks for the offers of committed batches, also those that do not count.
    """

    position: int
    stored: Mapping[str, str]
    all_offers: str

    @property
    def is_whole(self) -> bool:
        """True where every derived table is stored."""
        return self.position > 0 and self.stored.keys() == VIEWS.keys()


def create_kept(connection: "DuckDBPyConnection", kept: Kept, *, lasting: bool) -> None:
    """Create the views of the derived tables.

    `lasting`: what was touched is computed now, once, and not by each question.
    """
    if not kept.is_whole:
        for name in VIEWS:
            every = (*steps(touched=False), *own_steps(name))
            _create(connection, name, _with(every) + rows(name))
    elif not is_touched(connection, kept.position):
        for name, query in kept.stored.items():
            _create(connection, name, query)
    elif lasting:
        _create_lasting(connection, kept)
    else:
        before = (*touched_steps(kept), *steps(touched=True))
        for name in VIEWS:
            both = _both(name, kept, rows(name), "_touched")
            _create(connection, name, _with((*before, *own_steps(name))) + both)


def is_touched(connection: "DuckDBPyConnection", position: int) -> bool:
    """Say whether any batch after `position` can have touched a listing."""
    found = connection.execute(_IS_TOUCHED, {"position": position, "read": list(READ)})
    return found.fetchall() == [(True,)]


def touched_steps(kept: Kept) -> tuple[Step, ...]:
    """Return what leads to `_touched` from what is stored."""
    return (
        Step("_stored_pages", kept.stored["listing_pages"], inline=True),
        Step("_all_offers", kept.all_offers, inline=True),
        *touched(kept.position),
    )


def compute(connection: "DuckDBPyConnection", done: Iterable[Step]) -> None:
    """Do the steps; what they lead to is there until the connection is closed."""
    for step in done:
        kind = "VIEW" if step.inline else "TABLE"
        connection.execute(f"CREATE TEMP {kind} {step.name} AS {step.query}")


def _create_lasting(connection: "DuckDBPyConnection", kept: Kept) -> None:
    compute(connection, (*touched_steps(kept), *steps(touched=True)))
    connection.execute("CREATE TABLE _relisted AS FROM _touched")
    for name in VIEWS:
        compute(connection, own_steps(name))
        connection.execute(f"CREATE TABLE _new_{name} AS {rows(name)}")
        both = _both(name, kept, f"FROM _new_{name}", "_relisted")
        _create(connection, name, both)


def _create(connection: "DuckDBPyConnection", name: str, query: str) -> None:
    connection.execute(f"CREATE VIEW {name} AS {query}")


def _with(named: Iterable[Step]) -> str:
    """Return the steps as parts of one query; numbers given twice would not agree."""
    kinds = {True: "NOT MATERIALIZED", False: "MATERIALIZED"}
    parts = (f"{one.name} AS {kinds[one.inline]} ({one.query})" for one in named)
    return f"WITH {', '.join(parts)} "


def _both(name: str, kept: Kept, computed: str, since: str) -> str:
    selected = ", ".join(f'"{column.name}"' for column in columns(name))
    return f"""
SELECT {selected} FROM ({kept.stored[name]}) ANTI JOIN {since} USING (listing_key)
UNION ALL SELECT {selected} FROM ({computed})
"""  # noqa: S608 # the names are ours
