"""What a snapshot knows of versions that were asked for before."""

from pathlib import Path
from shutil import rmtree

import pytest
from lake_writer import rows

from lake.load import load
from lake.snapshot import snapshot
from lake.spool import Spool
from lake.store import Lake


def loaded(lake: Lake, *pages: str) -> Lake:
    for page in pages:
        Spool(lake.home, "crawl").put({"pages": rows(page)["pages"]})
        load(lake)
    return lake


def test_versions_that_were_asked_for_before_are_not_read_again(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(loaded(lake, "a"))
    monkeypatch.delattr("lake.snapshot.opened")
    assert snapshot(lake) == before


def test_a_new_version_is_read(lake: Lake) -> None:
    before = snapshot(loaded(lake, "a"))["pages"]
    after = snapshot(loaded(lake, "b"))["pages"]
    assert set(after.paths) > set(before.paths)


def test_a_lake_that_took_the_place_of_another_is_read(lake: Lake) -> None:
    before = snapshot(loaded(lake, "a"))["pages"]
    rmtree(lake.home)
    after = snapshot(loaded(Lake.open(lake.home, lake.settings), "b"))["pages"]
    assert (before.version, set(before.paths) & set(after.paths)) == (
        after.version,
        set(),
    )
    assert [path for path in after.paths if not Path(path).exists()] == []
