from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from lake.stages import Stage
from lake.tables import TABLES, VIEWS, schema

PRODUCED = ("generated_works", "generated_facts")
START = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Views:
    """The lake's views as plain tables, which a test fills row by row.

    Rows wait until somebody asks: to insert each alone took most of the tests' time.
    """

    start = START

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._waiting: dict[str, list[dict[str, Any]]] = {}
        self.batches = 0
        self.cursors: dict[str, int] = {}
        connection.execute("set timezone = 'UTC'")

    def add(self, table: str, *rows: Mapping[str, Any]) -> None:
        self.batches += 1
        at = START + timedelta(seconds=self.batches)
        common = {"writer": "w", "batch_id": f"b{self.batches}", "ingested_at": at}
        making = {"input_key": f"i{self.batches}", "maker": "m", "maker_version": 1}
        waiting = self._waiting.setdefault(table, [])
        waiting += [{**common, **making, **row} for row in rows]
        batch = {"batch_id": common["batch_id"], "position": self.batches}
        self._waiting.setdefault("batches", []).append(batch)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """Return where all rows added so far lie."""
        waiting, self._waiting = self._waiting, {}
        for table, rows in waiting.items():
            new = pa.Table.from_pylist(rows, schema=schema(table))
            self._connection.execute(f"insert into {table} from new")
            assert new.num_rows == len(rows)
        return self._connection

    def run(self, stage: Stage) -> list[dict[str, Any]]:
        """Run one stage as the runner does, and return the rows of its table."""
        cursor = {"cursor": self.cursors.get(stage.name, 0)}
        self.cursors[stage.name] = self.batches
        asked = f"from ({stage.query}) where $cursor >= 0"
        inputs = self.connection.sql(asked, params=cursor).to_arrow_table()
        found = []
        for batch in inputs.to_batches():
            made, own = stage.make(batch), stage.writes[0]
            by = {"maker": stage.name, "maker_version": stage.version}
            of_works = [name for name in stage.writes[1:] if name in PRODUCED]
            for name in (own, *of_works):
                rows = made[name].to_pylist()
                self.add(name, *({**by, **row} for row in rows))
            found += made[own].to_pylist()
        return found


@pytest.fixture(scope="session")
def new_views() -> Iterator[Callable[[], AbstractContextManager[Views]]]:
    """Give views one after the other.

    To begin each from nothing, and from Arrow's types, takes five times as long.
    """
    numbers = count()
    with duckdb.connect() as first:
        for name in (*TABLES, *VIEWS):
            empty = schema(name).empty_table()
            first.execute(f"create table {name} as from empty")
            assert empty.num_rows == 0
        made = first.execute("select sql from duckdb_tables()").fetchall()
        tables = "".join(sql for (sql,) in made)

        @contextmanager
        def begun() -> Iterator[Views]:
            name = f"views_{next(numbers)}"
            with first.cursor() as connection:
                connection.execute(f"attach ':memory:' as {name}; use {name};{tables}")
                yield Views(connection)
            first.execute(f"detach {name}")

        yield begun


@pytest.fixture
def views(new_views: Callable[[], AbstractContextManager[Views]]) -> Iterator[Views]:
    with new_views() as begun:
        yield begun
