"""What a process has read of the tables that every view reads, it does not read again."""

from pathlib import Path

from lake_writer import rows

from lake.compact import compact
from lake.load import append
from lake.snapshot import snapshot
from lake.sql import current

NUMBERS = "SELECT rows, position FROM batches ORDER BY position"


def numbers(lake):
    with current(lake) as connection:
        return connection.execute(NUMBERS).fetchall()


def test_files_that_were_read_before_are_not_opened_again(lake):
    append(lake, "crawl", rows("a"))
    before = numbers(lake)
    (file,) = snapshot(lake)["batches"].paths
    append(lake, "crawl", rows("b"))
    Path(file).unlink()
    assert numbers(lake)[:-1] == before


def test_rows_of_files_that_were_written_anew_are_there_once(lake):
    for name in "cabd":
        append(lake, "crawl", rows(name))
    before = numbers(lake)
    compact(lake)
    assert len(snapshot(lake)["batches"].paths) == 1
    assert numbers(lake) == before
