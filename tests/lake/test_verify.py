import pytest
from lake_makers import DEARER, PRICE
from lake_writer import rows

from lake.compact import compact
from lake.datafiles import data_files
from lake.durable import locked
from lake.findings import DAMAGE, NOTICE
from lake.load import load
from lake.rewrite import replace, rewritten
from lake.spool import Spool
from lake.sql import scratch
from lake.stages import run_stage
from lake.verify import verify
from lake.waiting import pending


@pytest.fixture
def filled(lake, crawl):
    crawl([("p", "100"), ("q", "200")])
    crawl([("p", "300")])
    run_stage(lake, PRICE)
    return lake


def found(lake, **how):
    return [(one.severity, one.where, one.what) for one in verify(lake, **how).findings]


def data_file(lake, name):
    return sorted((lake.folder / name).rglob("*.parquet"))[0]


def test_a_whole_lake_has_no_findings(filled):
    done = verify(filled)
    assert done.findings == ()
    assert (done.batches, done.bodies) == (3, 3)
    assert not done.damaged


def test_an_empty_lake_has_no_findings(lake):
    assert verify(lake).findings == ()


def test_a_compacted_lake_has_no_findings(filled):
    run_stage(filled, DEARER)
    compact(filled)
    assert not verify(filled).damaged


def test_a_missing_file_is_damage(filled):
    path = data_file(filled, "pages")
    path.unlink()
    assert found(filled) == [(DAMAGE, f"pages/{path.name}", "is not there")]


def test_a_torn_file_is_damage(filled):
    path = data_file(filled, "pages")
    path.write_bytes(path.read_bytes()[:-9])
    ((severity, where, what),) = found(filled)
    assert (severity, where) == (DAMAGE, f"pages/{path.name}")
    assert "cannot be read" in what


def test_a_file_of_another_size_is_damage(filled):
    path = data_file(filled, "pages")
    path.write_bytes(b"PAR1" + path.read_bytes())
    assert "but was written with" in found(filled)[0][2]


def test_a_changed_body_is_damage(filled):
    path = next((filled.home / "warc").glob("*.warc.zst"))
    path.write_bytes(path.read_bytes()[:-400])
    assert {severity for severity, _, _ in found(filled)} == {DAMAGE}


def test_as_many_bodies_are_read_as_were_asked_for(filled):
    assert verify(filled, sample=2).bodies == 2
    assert verify(filled, sample=99).bodies == 3


def test_progress_is_told_of_each_body(filled):
    told = []
    verify(filled, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def edit(lake, name, query):
    """Change the rows of a table as nobody should."""
    files = data_files(lake.table(name))
    with scratch(lake) as connection, locked(lake.folder / ".loader"):
        assert replace(lake, [rewritten(connection, lake, name, files, query)])


def test_a_page_without_its_body_is_damage(filled):
    edit(filled, "bodies", "FROM rows WHERE false")
    assert found(filled)[-1][:2] == (DAMAGE, "pages")


def test_a_body_at_the_place_of_another_is_damage(filled):
    edit(
        filled,
        "bodies",
        "SELECT rows.* REPLACE (reverse(content_digest) AS content_digest) FROM rows",
    )
    assert (DAMAGE, "holds another body than it did") in {
        (s, w) for s, _, w in found(filled)
    }


def test_doubled_rows_are_damage(filled):
    edit(filled, "pages", "FROM rows UNION ALL FROM rows")
    assert "brought" in found(filled)[0][2]


def test_rows_in_a_table_that_a_batch_does_not_name_are_damage(filled):
    edit(filled, "batches", "SELECT rows.* REPLACE (['bodies'] AS tables) FROM rows")
    assert any("to which it brought none" in what for _, _, what in found(filled))


def test_positions_with_a_gap_are_damage(filled):
    edit(filled, "batches", "FROM rows WHERE position <> 2")
    assert any(where == "batches" for _, where, _ in found(filled))


def test_dropped_rows_are_a_notice(filled):
    edit(filled, "made", "FROM rows WHERE false")
    assert [severity for severity, _, _ in found(filled)] == [NOTICE]


def test_a_load_that_was_killed_is_a_notice(filled):
    def die(name):
        raise InterruptedError(name)

    Spool(filled.home, "crawl").put(rows("z"))
    with pytest.raises(InterruptedError):
        load(filled, step=die)
    ((severity, where, _),) = found(filled)
    assert (severity, where) == (NOTICE, "pages")


def test_a_torn_spool_file_is_damage(filled):
    Spool(filled.home, "crawl").put(rows("z"))
    pending(filled.home)[0].write_bytes(b"torn")
    assert [where for _, where, _ in found(filled)] == ["crawl-000000000003.arrow"]
    load(filled)
    assert [where for _, where, _ in found(filled)] == ["crawl-000000000003.arrow.bad"]


def test_a_lost_log_is_damage(filled):
    logs = sorted((filled.folder / "pages" / "_delta_log").glob("*.json"))
    logs[1].unlink()
    logs[2].unlink()
    assert (DAMAGE, "pages") in {
        (severity, where) for severity, where, _ in found(filled)
    }
