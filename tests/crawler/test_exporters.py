"""Items of any kind arrive in Parquet and Delta, whatever their fields do."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from scrapy import Field, Item

from crawler import exporters
from crawler.errors import BadSetting
from crawler.exporters import DeltaItemExporter, ParquetItemExporter
from lake.errors import ExportRefused


@dataclass
class Product:
    name: str
    price: float
    tags: set[str] = field(default_factory=set)


class Offer(Item):
    name = Field()
    price = Field(serializer=lambda value: f"{value} EUR")


def read_back(items: list[Any], **options: Any) -> list[dict[str, Any]]:
    file = io.BytesIO()
    exporter = ParquetItemExporter(file, **options)
    exporter.start_exporting()
    for item in items:
        exporter.export_item(item)
    exporter.finish_exporting()
    found: list[dict[str, Any]] = parquet.read_table(file).to_pylist()
    return found


def to_delta(path: Path, items: list[Any]) -> None:
    with path.open("wb") as file:
        exporter = DeltaItemExporter(file)
        exporter.start_exporting()
        for item in items:
            exporter.export_item(item)
        exporter.finish_exporting()


values = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.text()
rows = st.dictionaries(st.text(min_size=1, max_size=3), values, min_size=1, max_size=4)


@given(st.lists(rows, min_size=1, max_size=12), st.integers(1, 3))
def test_no_item_and_no_field_is_lost(items: list[dict[str, Any]], batch: int) -> None:
    before, exporters._BATCH = exporters._BATCH, batch
    try:
        found = read_back(items)
    finally:
        exporters._BATCH = before
    assert len(found) == len(items)
    for item, row in zip(items, found, strict=True):
        assert {name for name, value in row.items() if value is not None} == {
            name for name, value in item.items() if value is not None
        }


def test_numbers_and_times_keep_their_types() -> None:
    seen_at = datetime(2026, 11, 21, tzinfo=UTC)
    item = {"count": 3, "price": 9.5, "seen_at": seen_at, "raw": b"\x00", "ok": True}
    assert read_back([item]) == [item]


def test_items_of_every_kind_may_stand_side_by_side() -> None:
    offer = Offer(name="lamp", price=9)
    found = read_back([Product("chair", 19.0, {"oak"}), offer, {"name": "desk"}])
    assert [row["name"] for row in found] == ["chair", "lamp", "desk"]
    assert found[0]["tags"] == ["oak"]
    assert found[1]["price"] == "9 EUR"


@pytest.mark.parametrize("batch", [1, 5000])
def test_a_field_that_changes_its_kind_becomes_text(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporters, "_BATCH", batch)
    found = read_back([{"a": 1}, {"a": "two"}, {"a": {"b": 3}}, {"a": [4]}])
    assert [row["a"] for row in found] == ["1", "two", '{"b": 3}', "[4]"]


def test_only_the_fields_that_were_asked_for_are_written() -> None:
    found = read_back([{"a": 1, "b": 2}], fields_to_export={"b": "second"})
    assert found == [{"second": 2}]


def test_a_feed_without_items_is_a_whole_file() -> None:
    assert read_back([]) == []


def test_a_file_that_holds_something_is_not_appended_to() -> None:
    exporter = ParquetItemExporter(io.BytesIO(b"PAR1"))
    with pytest.raises(BadSetting, match="-O"):
        exporter.start_exporting()


def test_a_delta_table_grows_by_each_run_and_by_new_fields(tmp_path: Path) -> None:
    to_delta(tmp_path / "items.delta", [{"name": "chair", "note": None}])
    to_delta(tmp_path / "items.delta", [{"name": "lamp", "price": 9}])
    table = DeltaTable(str(tmp_path / "items"))
    found = pa.table(table.to_pyarrow_table()).to_pylist()
    assert table.version() == 1
    assert sorted(row["name"] for row in found) == ["chair", "lamp"]
    assert {row["price"] for row in found} == {None, 9}


def test_rows_that_a_table_refuses_are_kept_beside_it(tmp_path: Path) -> None:
    to_delta(tmp_path / "items.delta", [{"price": {"minor": 1}}])
    with pytest.raises(ExportRefused, match="items"):
        to_delta(tmp_path / "items.delta", [{"price": "nine"}])
    kept = parquet.read_table(tmp_path / "items-refused.parquet")
    assert kept.to_pylist() == [{"price": "nine"}]


@pytest.mark.parametrize("make", [DeltaItemExporter])
def test_a_delta_feed_says_how_it_has_to_be_called(
    make: Callable[[io.BytesIO], object],
) -> None:
    with pytest.raises(BadSetting, match=r"\.delta"):
        make(io.BytesIO())
