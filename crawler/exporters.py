"""Feeds of any Scrapy project as Parquet, or as a Delta table that grows run by run.

    FEEDS = {"items.parquet": {"format": "parquet", "overwrite": True},
             "items.delta": {"format": "delta"}}

Rows wait in a temporary file, a few thousand a batch, because only the last item says
which columns there are; so a million items need no more memory than ten thousand.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import ipc, parquet
from scrapy.exporters import BaseItemExporter

from crawler.errors import BadSetting
from crawler.keeping.feedfiles import full_file
from crawler.keeping.itemrows import Row, fitted, merged, plain, table_of, without_nulls
from lake.errors import ExportRefused
from lake.itemtable import append

_BATCH = 5_000
# Larger row groups cost memory, smaller ones bytes.
_GROUP_ROWS = 122_880


class Batches:
    """Tables of items, each with its own columns, on disk until all are there."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._schemas: list[pa.Schema] = []
        self._begins: list[int] = []
        self._file: BinaryIO | None = None

    def add(self, row: Row) -> None:
        """Take one item."""
        self._rows.append(row)
        if len(self._rows) >= _BATCH:
            self._write()

    def schema(self) -> pa.Schema:
        """Return the columns of all items."""
        self._write()
        return merged(self._schemas)

    def tables(self, schema: pa.Schema) -> Iterator[pa.Table]:
        """Yield all items, a batch at a time."""
        if (file := self._file) is None:
            return
        for begin in self._begins:
            file.seek(begin)
            yield fitted(ipc.open_stream(file).read_all(), schema)

    def close(self) -> None:
        """Remove the temporary file."""
        if self._file:
            self._file.close()

    def _write(self) -> None:
        if not self._rows:
            return
        if self._file is None:
            # Only now: a feed may be made and never written to.
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open till the end
        table, self._rows = table_of(self._rows), []
        self._schemas.append(table.schema)
        self._begins.append(self._file.tell())
        with ipc.new_stream(self._file, table.schema) as stream:
            stream.write_table(table)


class _ColumnExporter(BaseItemExporter):
    """What both have in common: items become rows in batches."""

    def __init__(self, file: BinaryIO, **options: Any) -> None:
        super().__init__(dont_fail=True, **options)
        self.file = file
        self.batches = Batches()

    def export_item(self, item: Any) -> None:
        """Take one item."""
        fields = self.get_serialized_fields(item, default_value=None)
        self.batches.add({name: plain(value) for name, value in fields})


class ParquetItemExporter(_ColumnExporter):
    """Scrapy exporter to one Parquet file."""

    def start_exporting(self) -> None:
        """Refuse a file that holds something: Parquet cannot be appended to."""
        if self.file.seekable() and self.file.seek(0, 2):
            raise full_file(getattr(self.file, "name", "the feed"))

    def finish_exporting(self) -> None:
        """Write the file."""
        schema = self.batches.schema()
        with parquet.ParquetWriter(self.file, schema, compression="zstd") as writer:
            for table in self.batches.tables(schema):
                writer.write_table(table, _GROUP_ROWS)
        self.batches.close()


class DeltaItemExporter(_ColumnExporter):
    """Scrapy exporter to a Delta table in a folder beside the feed's file.

    The feed `out/items.delta` names the table `out/items/`; each run adds to it. The
    file itself tells where the table lies. For a feed that is no file on this machine,
    say {"item_export_kwargs": {"table": FOLDER}}.
    """

    def __init__(self, file: BinaryIO, *, table: str = "", **options: Any) -> None:
        super().__init__(file, **options)
        self._folder = Path(table) if table else _beside(file)

    def finish_exporting(self) -> None:
        """Commit the items to the table."""
        schema = without_nulls(self.batches.schema())
        try:
            told = append(self._folder, schema, self.batches.tables(schema))
        except ExportRefused:
            # What was scraped is kept all the same, for whoever mends the table.
            spare = self._folder.with_name(f"{self._folder.name}-refused.parquet")
            with parquet.ParquetWriter(spare, schema, compression="zstd") as writer:
                for rows in self.batches.tables(schema):
                    writer.write_table(rows)
            raise
        finally:
            self.batches.close()
        self.file.write(f"{told}\n".encode())


def _beside(file: BinaryIO) -> Path:
    name = getattr(file, "name", None)
    if isinstance(name, str) and name.endswith(".delta"):
        return Path(name).absolute().with_suffix("")
    raise BadSetting(
        f"a Delta feed is called {name!r}; expected a file whose name ends in .delta, or"
        ' {"item_export_kwargs": {"table": FOLDER}} in FEEDS'
    )
