"""One question in SQL, one answer as columns, over what is pinned."""

from pathlib import Path

import duckdb
import pyarrow as pa

from lake.errors import BadQuery
from lake.sql import connect
from lake.tables import TABLES, VIEWS


def ask(home: Path, sql: str, named: dict[str, object] | None = None) -> pa.Table:
    """Return the answer to `sql` over the pinned lake of `home`.

    A `$name` in it stands for the value of that name in `named`.
    """
    with connect(home) as connection:
        try:
            return connection.sql(sql, params=named).to_arrow_table()
        except duckdb.Error as error:
            raise BadQuery(
                f"the lake, read-only here, has no answer: {error}"
            ) from None
        # A statement that answers nothing has no relation to read from.
        except AttributeError:
            raise BadQuery("that statement answers nothing; ask with SELECT") from None


def sizes(home: Path) -> dict[str, int]:
    """Return how many rows each table and view of the pinned lake of `home` has."""
    names = [*TABLES, *VIEWS]
    counts = " UNION ALL ".join(
        f"SELECT '{name}' AS name, count(*) AS rows FROM {name}"  # noqa: S608 - ours
        for name in names
    )
    answer = ask(home, counts)
    return dict(zip(*(answer.column(at).to_pylist() for at in (0, 1)), strict=True))
