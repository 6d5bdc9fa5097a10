import pytest
from lake_makers import DEARER, PRICE
from lake_writer import rows

from lake.delta import Change, commit
from lake.load import append, load
from lake.notes import Noted, note, noted
from lake.settings import LakeSettings
from lake.snapshot import snapshot
from lake.spool import Spool
from lake.sql import current
from lake.stages import release, run_stage, withdraw
from lake.store import Lake

PAGES = "SELECT url_key, count(*) FROM pages GROUP BY 1"
JOINS = "SELECT sql FROM duckdb_views() WHERE view_name = 'offers'"


class Killed(Exception):
    pass


def kill_at(wanted):
    def step(name):
        if name.startswith(wanted):
            raise Killed(name)

    return step


def notes_of(lake):
    return noted(lake, lake.table("batches"))


def killed_load(lake, at):
    with pytest.raises(Killed):
        load(lake, step=kill_at(at))


def offers_view(lake):
    with current(lake) as connection:
        return connection.execute(JOINS).fetchone()[0]


def test_a_commit_notes_the_version_of_each_of_its_tables(lake):
    Spool(lake.home, "crawl").put(rows("a"))
    load(lake)
    assert notes_of(lake) == {"pages": Noted(1, True), "robots": Noted(1, True)}


def test_a_table_keeps_its_note_when_other_tables_change(lake):
    Spool(lake.home, "crawl").put(rows("a"))
    load(lake)
    Spool(lake.home, "crawl").put({"pages": rows("b")["pages"]})
    load(lake)
    assert notes_of(lake) == {"pages": Noted(2, True), "robots": Noted(1, True)}


def test_readers_keep_the_noted_versions_while_a_load_goes_on(lake, ask):
    Spool(lake.home, "crawl").put(rows("a"))
    load(lake)
    Spool(lake.home, "crawl").put(rows("b"))
    killed_load(lake, "appended robots")
    assert ask(PAGES) == [("a", 2)]


def interleaved(lake):
    """Leave rows of `zebra` in pages, and commit a batch of `ant` before them."""
    Spool(lake.home, "zebra").put(rows("z"))
    killed_load(lake, "appended pages")
    Spool(lake.home, "ant").put(rows("a"))
    killed_load(Lake.open(lake.home, LakeSettings(load_bytes=1)), "removed ant")


def test_rows_of_no_committed_batch_are_left_out_row_by_row(lake, ask):
    interleaved(lake)
    assert not notes_of(lake)["pages"].whole
    assert ask(PAGES) == [("a", 2)]


def test_a_later_commit_finds_the_table_whole(lake, ask):
    interleaved(lake)
    load(lake)
    assert notes_of(lake)["pages"].whole
    assert ask(PAGES) == [("a", 2), ("z", 2)]


def test_a_note_by_hand_finds_rows_of_no_batch(lake):
    interleaved(lake)
    note(lake, {"pages": lake.table("pages").version()})
    assert not notes_of(lake)["pages"].whole


def test_a_note_by_hand_keeps_the_others(lake):
    Spool(lake.home, "crawl").put(rows("a"))
    load(lake)
    version = commit(lake.place.table("pages"), Change()).version
    note(lake, {"pages": version})
    assert notes_of(lake) == {"pages": Noted(version, True), "robots": Noted(1, True)}


def test_an_older_version_is_not_noted_again(lake):
    Spool(lake.home, "crawl").put(rows("a"))
    load(lake)
    note(lake, {"pages": 0})
    assert notes_of(lake)["pages"] == Noted(1, True)


def test_the_snapshot_knows_who_made_the_rows(lake, crawl):
    crawl([("p", "100")])
    run_stage(lake, PRICE)
    assert snapshot(lake)["offers"].makers == {("price", 1)}


def test_rows_that_all_count_are_read_without_asking(lake, crawl):
    crawl([("p", "100")])
    run_stage(lake, PRICE)
    assert "JOIN" not in offers_view(lake)


def test_rows_of_a_withdrawn_version_are_asked_for_their_version(lake, crawl, ask):
    crawl([("p", "100")])
    run_stage(lake, PRICE)
    withdraw(lake, "price", 1)
    assert ask("SELECT price_minor FROM offers") == []
    release(lake, "price", 1)
    assert "JOIN" not in offers_view(lake)


def test_rows_of_two_versions_are_asked_what_superseded_them(lake, crawl, ask):
    crawl([("p", "100")])
    run_stage(lake, PRICE)
    run_stage(lake, DEARER)
    assert ask("SELECT price_minor FROM offers") == [(1100,)]
    assert "superseded" in offers_view(lake)


def test_what_is_noted_is_of_the_version_that_was_opened(lake, monkeypatch):
    append(lake, "crawl", rows("a"))
    late = iter([lambda: append(lake, "crawl", rows("b"))])
    opened = Lake.table

    def open_late(self, name, version=None):
        table = opened(self, name, version)
        if name == "batches" and version is None:
            next(late, lambda: None)()
        return table

    monkeypatch.setattr(Lake, "table", open_late)
    files = snapshot(lake)
    assert files["batches"].version == files["pages"].version == 2
