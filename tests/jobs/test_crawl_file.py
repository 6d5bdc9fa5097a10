"""`harvestman crawl -o FILE` writes what this call stored, and nothing older."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from frontier.urls import url_key
from jobs.crawlfile import check_file, write_pages
from lake.errors import ExportRefused
from lake.gather import columns_of
from lake.load import load
from lake.rows import own_columns
from lake.settings import LakeSettings
from lake.spool import Spool
from lake.store import Lake

BEGAN = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NEEDED = [column for column in own_columns("pages") if not column.nullable]
TEXTS = [column.name for column in NEEDED if pa.types.is_string(column.type)]
NUMBERS = [column.name for column in NEEDED if pa.types.is_integer(column.type)]
FORMS: list[tuple[str, Callable[[Path], pl.DataFrame]]] = [
    ("csv", pl.read_csv),
    ("jsonl", pl.read_ndjson),
    ("parquet", pl.read_parquet),
]


def page(name: str, fetched_at: datetime, campaign: str = "shop") -> dict[str, object]:
    url = f"http://a.test/{name}"
    return {
        **dict.fromkeys(TEXTS, ""),
        **dict.fromkeys(NUMBERS, 200),
        "url": url,
        "url_key": url_key(url),
        "fetched_at": fetched_at,
        "campaign": campaign,
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    old, new = BEGAN - SECOND, BEGAN + SECOND
    pages = [page("old", old), page("new", new), page("other", new, campaign="news")]
    lake = Lake.open(tmp_path)
    Spool(tmp_path, "crawl-shop").put({"pages": columns_of("pages", pages)})
    load(lake)
    return tmp_path


@pytest.mark.parametrize(("form", "read"), FORMS)
def test_only_the_pages_of_this_call_are_written(
    home: Path, form: str, read: Callable[[Path], pl.DataFrame]
) -> None:
    path = home / f"pages.{form}"
    written = write_pages(home, LakeSettings(), "shop", BEGAN, path)
    assert written.rows == 1
    assert read(path)["url"].to_list() == ["http://a.test/new"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pages.xml", "expected a name in .csv, .jsonl, .parquet"),
        ("pages.warc.gz", "expected a name in"),
        ("pages", "expected a name in"),
        ("nowhere/p.csv", "no folder"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_crawl(
    tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(ExportRefused, match=said):
        check_file(tmp_path / name)
