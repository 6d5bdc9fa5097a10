import tarfile
from pathlib import Path

import pytest
from lake_makers import DEARER

from lake.stages import run_stage
from lake.store import FORMAT, Lake
from lake.upgrade import upgrade

# A home of format 1: pages and offers split by day, no notes, three pages on three
# days, of which one came twice with another price; read by two versions of a maker.
OLD = Path(__file__).with_name("format1.tar.gz")
PRICES = "SELECT day_of, price_minor FROM (SELECT strftime(seen_at, '%d') AS day_of, price_minor FROM offers)"
FOUND = [("18", 1100), ("19", 1250), ("20", 1090)]


@pytest.fixture
def lake(tmp_path):
    with tarfile.open(OLD) as archive:
        archive.extractall(tmp_path / "home", filter="data")
    return Lake.open(tmp_path / "home")


def test_rows_of_an_older_lake_are_all_there(lake, ask):
    assert ask(PRICES) == FOUND
    assert ask("SELECT url_key FROM pages") == [
        ("test,shop)/p",),
        ("test,shop)/p",),
        ("test,shop)/q",),
    ]


def test_its_tables_are_laid_out_as_new_ones(lake):
    assert lake.table("offers").metadata().partition_columns == []
    assert (lake.folder / "format.json").read_text() == f'{{"format":{FORMAT}}}'


def test_what_it_had_made_is_not_made_again(lake):
    assert run_stage(lake, DEARER).rows_in == 0


def test_it_takes_new_pages(lake, crawl, ask):
    crawl([("r", "300")])
    run_stage(lake, DEARER)
    assert len(ask("SELECT url_key FROM pages")) == 4
    assert ("20", 1300) in ask(PRICES)


def test_upgrading_again_changes_nothing(lake, ask):
    version = lake.table("offers").version()
    upgrade(lake)
    assert lake.table("offers").version() == version
    assert ask(PRICES) == FOUND
