import pyarrow as pa
import pytest
from disks import full_disk
from lake_writer import rows

from lake.errors import BadWriterName, LakeFull, RowsRefused
from lake.load import load
from lake.spool import Spool, pending
from lake.spoolfile import read


def test_a_batch_comes_back_as_it_was_put(tmp_path):
    batch_id = Spool(tmp_path, "crawl").put(rows("a"))
    (path,) = pending(tmp_path)
    batch = read(path)
    assert batch.about.batch_id == batch_id == "crawl-1"
    assert batch.rows["pages"].column("url_key").to_pylist() == ["a", "a"]
    assert batch.rows["robots"].column("batch_id").to_pylist() == ["crawl-1"]


def test_numbers_rise_over_restarts(lake):
    assert Spool(lake.home, "crawl").put(rows("a")) == "crawl-1"
    assert Spool(lake.home, "crawl").put(rows("b")) == "crawl-2"
    load(lake)
    assert Spool(lake.home, "crawl").put(rows("c")) == "crawl-3"


def test_numbers_rise_when_only_the_lake_remembers(lake):
    Spool(lake.home, "crawl").put(rows("a"))
    load(lake)
    (lake.home / "spool" / ".crawl.last").unlink()
    assert Spool(lake.home, "crawl").put(rows("b")) == "crawl-2"


def test_two_spools_of_one_writer_share_its_numbers(tmp_path):
    one, other = Spool(tmp_path, "crawl"), Spool(tmp_path, "crawl")
    ids = [one.put(rows("a")), other.put(rows("b")), one.put(rows("c"))]
    assert ids == ["crawl-1", "crawl-2", "crawl-3"]


def test_writers_with_alike_names_have_their_own_numbers(tmp_path):
    assert Spool(tmp_path, "crawl-1").put(rows("a")) == "crawl-1-1"
    assert Spool(tmp_path, "crawl").put(rows("b")) == "crawl-1"


def test_nothing_is_written_when_one_table_is_refused(tmp_path):
    with pytest.raises(RowsRefused):
        Spool(tmp_path, "crawl").put({**rows("a"), "links": pa.table({"x": [1]})})
    assert pending(tmp_path) == []


@pytest.mark.parametrize("name", ["", "a/b", "../a", ".a", "-a", "a b", "ä"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path, name):
    with pytest.raises(BadWriterName):
        Spool(tmp_path, name)


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path):
    spool = Spool(tmp_path, "crawl")
    with full_disk(), pytest.raises(LakeFull, match="free some space"):
        spool.put(rows("a"))
    assert [path.name for path in (tmp_path / "spool").iterdir()] == [".crawl.last"]
