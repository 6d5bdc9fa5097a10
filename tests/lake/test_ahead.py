"""What is ahead of a stage is told by the lake's books, also before it ever ran."""

from dataclasses import replace

from lake_makers import PRICE, SCORED

from lake.ahead import Ahead, ahead
from lake.stages import run_stage

EXTRACT = replace(PRICE, name="extract")


def told(lake):
    return ahead(lake.home, lake.settings)


def test_pages_are_ahead_of_extraction_until_it_looked_at_them(lake, crawl):
    assert told(lake) == []
    crawl([("a", "1"), ("b", "2")])
    assert told(lake) == [Ahead("extract", 1, 2)]
    run_stage(lake, EXTRACT)
    assert told(lake) == []
    crawl([("c", "3")])
    assert told(lake) == [Ahead("extract", 1, 1)]


def test_an_older_home_without_notes_is_told_by_what_it_made(lake, crawl):
    crawl([("a", "1")])
    run_stage(lake, EXTRACT)
    (lake.folder / ".stage-extract").write_bytes(b'{"torn')
    assert told(lake) == []


def test_batches_are_ahead_of_what_reads_the_tables_they_brought_rows_to(lake, crawl):
    crawl([("a", "1")])
    run_stage(lake, EXTRACT)
    run_stage(lake, SCORED)
    assert told(lake) == []
    crawl([("b", "2")])
    run_stage(lake, EXTRACT)
    (found,) = told(lake)
    assert (found.stage, found.batches) == (SCORED.name, 1)
