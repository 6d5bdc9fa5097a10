"""A lake of an older layout is kept in order by today's maintenance."""

import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from lake_makers import DEARER

from lake.clock import utc_now
from lake.compact import compact
from lake.datafiles import data_files
from lake.derive import refresh
from lake.pin import pin
from lake.snapshot import snapshot
from lake.sql import connect
from lake.stages import run_stage
from lake.store import Lake
from lake.vacuum import vacuum

OLD = Path(__file__).with_name("format1.tar.gz")
PRICES = "SELECT url, price_minor FROM offers ORDER BY ALL"
LATEST = "SELECT url, price_minor FROM offers_latest ORDER BY ALL"


@pytest.fixture
def lake(tmp_path):
    with tarfile.open(OLD) as archive:
        archive.extractall(tmp_path / "home", filter="data")
    return Lake.open(tmp_path / "home")


def test_an_old_lake_is_compacted_without_loss(lake, crawl, ask):
    crawl([("r", "300"), ("s", "400")])
    run_stage(lake, DEARER)
    prices = ask(PRICES)
    compact(lake)
    assert ask(PRICES) == prices
    assert len(data_files(lake.table("made"))) == 1


def test_what_is_derived_from_an_old_lake_is_the_same_when_stored(lake, crawl, ask):
    crawl([("p", "7")])
    run_stage(lake, DEARER)
    latest = ask(LATEST)
    refresh(lake)
    assert ask(LATEST) == latest
    assert snapshot(lake)["offers_latest"].version >= 0


def test_an_old_lake_is_pinned_after_its_old_files_are_gone(lake, ask):
    prices = ask(PRICES)
    pin(lake)
    later = utc_now() + timedelta(days=40)
    assert vacuum(lake, now=lambda: later).files > 0
    with connect(lake.home, lake.settings) as connection:
        assert connection.execute(PRICES).fetchall() == prices
