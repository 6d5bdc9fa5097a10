import os
from datetime import timedelta

import pytest
from lake_writer import rows

from lake.clock import utc_now
from lake.compact import compact
from lake.load import append
from lake.pin import pin
from lake.sql import connect
from lake.vacuum import Vacuumed, vacuum

COUNT = "SELECT count(*) FROM pages"


def later(days):
    return lambda: utc_now() + timedelta(days=days)


def data_files(lake, name="pages"):
    return sorted((lake.folder / name).rglob("*.parquet"))


@pytest.fixture
def compacted(lake):
    for name in ("a", "b", "c"):
        append(lake, "crawl", rows(name))
    compact(lake)
    return lake


def test_files_lately_in_use_stay(compacted):
    assert vacuum(compacted) == Vacuumed()
    assert vacuum(compacted, now=later(6)) == Vacuumed()
    assert len(data_files(compacted)) == 4


def test_files_long_out_of_use_go(compacted, ask):
    done = vacuum(compacted, now=later(9))
    assert done.files == 9
    assert len(data_files(compacted)) == 1
    assert ask(COUNT) == [(6,)]


def test_a_dry_run_counts_and_removes_nothing(compacted):
    done = vacuum(compacted, now=later(9), dry_run=True)
    assert done.files == 9
    assert len(data_files(compacted)) == 4


def test_files_of_the_pinned_version_stay(lake):
    append(lake, "crawl", rows("a"))
    append(lake, "crawl", rows("b"))
    pin(lake)
    compact(lake)
    vacuum(lake, now=later(99))
    with connect(lake.home) as pinned:
        assert pinned.execute(COUNT).fetchall() == [(4,)]
    pin(lake)
    assert vacuum(lake, now=later(99)).files == 6


def test_files_of_the_noted_version_stay(lake, ask):
    append(lake, "crawl", rows("a"))
    append(lake, "crawl", rows("b"))

    def die(name):
        if name == "committed pages":
            raise InterruptedError

    with pytest.raises(InterruptedError):
        compact(lake, step=die)
    vacuum(lake, now=later(99))
    assert ask(COUNT) == [(4,)]


def test_a_file_that_was_never_committed_goes_when_it_is_old(compacted):
    orphan = compacted.folder / "pages" / "0.parquet"
    orphan.write_bytes(b"half")
    vacuum(compacted)
    assert orphan.exists()
    os.utime(orphan, (0, 0))
    assert vacuum(compacted) == Vacuumed(1, 4)
    assert not orphan.exists()


def test_the_log_and_its_checkpoints_stay(lake, ask):
    for number in range(60):
        append(lake, "crawl", rows(f"n{number}"))
    log = list((lake.folder / "pages" / "_delta_log").rglob("*.checkpoint.parquet"))
    assert log
    vacuum(lake, now=later(9))
    assert all(path.exists() for path in log)
    assert ask(COUNT) == [(120,)]


def old_warc_file(lake):
    path = lake.home / "warc" / "harvest-dead-000001.warc.zst"
    path.write_bytes(b"torn")
    os.utime(path, (0, 0))
    return path


def test_a_warc_file_that_no_body_names_goes_when_it_is_old(lake, crawl):
    crawl([("p", "100")])
    named = list((lake.home / "warc").glob("*.warc.zst"))
    gone = old_warc_file(lake)
    for path in named:
        os.utime(path, (0, 0))
    assert vacuum(lake).files == 1
    assert not gone.exists()
    assert all(path.exists() for path in named)


def test_warc_files_stay_while_a_spool_file_is_set_aside(lake, crawl):
    crawl([("p", "100")])
    (lake.home / "spool" / "crawl-000000000009.arrow.bad").write_bytes(b"")
    kept = old_warc_file(lake)
    vacuum(lake)
    assert kept.exists()


def test_a_table_whose_shown_version_has_lost_its_log_is_skipped(lake):
    append(lake, "crawl", rows("a"))
    pin(lake)
    append(lake, "crawl", rows("b"))
    (lake.folder / "pages" / "_delta_log" / f"{1:020d}.json").unlink()
    assert vacuum(lake, now=later(99)).skipped == ("pages",)
