import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from disks import full_disk
from hypothesis import given
from hypothesis import strategies as st
from lake_writer import AT, rows

from lake.columns import COMMON
from lake.errors import BadWriterName, LakeFull, RowsRefused, SpoolFileBroken
from lake.gather import columns_of
from lake.load import load
from lake.spool import Spool
from lake.spoolfile import About, read, write_batch
from lake.tables import schema
from lake.waiting import pending

STEPS = ["numbered", "written", "named", "safe"]
STAMPED = Path(__file__).parent / "golden" / "crawl-000000000001.arrow"
ROBOTS = st.fixed_dictionaries(
    {
        "host": st.text(st.characters(exclude_categories=["Cs"])),
        # Not the first and the last year, in which UTC may be outside of them.
        "fetched_at": st.datetimes(timezones=st.timezones()).filter(
            lambda at: 1 < at.year < 9999
        ),
        "status": st.none() | st.integers(-(2**31), 2**31 - 1),
        "crawl_delay": st.none() | st.floats(allow_nan=False),
        "sitemaps": st.none() | st.lists(st.text("ab\0é€😀")),
    }
)


class Killed(Exception):
    pass


def killed_at(wanted):
    def step(name):
        if name == wanted:
            raise Killed

    return step


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


def test_the_steps_of_a_put(tmp_path):
    steps = []
    Spool(tmp_path, "crawl").put(rows("a"), step=steps.append)
    assert steps == STEPS


@pytest.mark.parametrize("loads", [False, True])
@pytest.mark.parametrize("wanted", STEPS)
def test_a_put_killed_at_any_step_loses_and_doubles_nothing(lake, ask, wanted, loads):
    alive = Spool(lake.home, "crawl")
    alive.put(rows("a"))
    with pytest.raises(Killed):
        Spool(lake.home, "crawl").put(rows("b"), step=killed_at(wanted))
    if loads:
        load(lake)
    ids = [spool.put(rows("c")) for spool in (alive, Spool(lake.home, "crawl"))]
    load(lake)
    whole = [("b", 2, 1)] if wanted in ("named", "safe") else []
    counts = "SELECT url_key, count(*), count(DISTINCT batch_id) FROM pages GROUP BY 1"
    assert ask(counts) == [("a", 2, 1), *whole, ("c", 4, 2)]
    assert ids == ["crawl-3", "crawl-4"]


@pytest.mark.parametrize("left", [b"", b"\0" * 12, b"7", b"00000000000x"])
def test_numbers_rise_whatever_a_power_cut_leaves_of_the_note(lake, left):
    Spool(lake.home, "crawl").put(rows("a"))
    load(lake)
    (lake.home / "spool" / ".crawl.last").write_bytes(left)
    number = 8 if left == b"7" else 2
    assert Spool(lake.home, "crawl").put(rows("b")) == f"crawl-{number}"


def test_a_file_of_the_first_version_still_loads(lake, ask):
    shutil.copy(STAMPED, lake.home / "spool")
    load(lake)
    assert ask("SELECT url_key, batch_id FROM pages") == [("a", "crawl-1")] * 2
    assert Spool(lake.home, "crawl").put(rows("b")) == "crawl-2"


def test_columns_that_came_later_are_empty_in_older_files(tmp_path):
    path = tmp_path / "crawl-000000000001.arrow"
    about = About(writer="crawl", number=1, ingested_at=AT)
    with path.open("wb") as out:
        write_batch(out, about, {"robots": pa.table({"host": ["a"]})})
    table = read(path).rows["robots"]
    assert table.schema == schema("robots")
    assert table.column("sitemaps").to_pylist() == [None]


def test_a_table_that_nobody_knows_is_said(tmp_path):
    path = tmp_path / "crawl-000000000001.arrow"
    about = About(writer="crawl", number=1, ingested_at=AT)
    with path.open("wb") as out:
        write_batch(out, about, {"teapots": pa.table({"host": ["a"]})})
    with pytest.raises(SpoolFileBroken, match=r"another version.*teapots"):
        read(path)


@given(st.lists(ROBOTS, min_size=1), st.lists(ROBOTS, min_size=1))
def test_what_is_spooled_comes_back_equal(some, more):
    chunked = pa.concat_tables(columns_of("robots", part) for part in (some, more))
    with TemporaryDirectory() as folder:
        Spool(Path(folder), "crawl").put({"robots": chunked.slice(1)})
        (path,) = pending(Path(folder))
        batch = read(path)
        found = batch.rows["robots"].drop_columns([column.name for column in COMMON])
        assert found == chunked.slice(1)


@pytest.fixture(scope="module")
def intact(tmp_path_factory):
    home = tmp_path_factory.mktemp("intact")
    Spool(home, "crawl").put(rows("a"))
    (path,) = pending(home)
    return path, path.read_bytes(), read(path)


@given(st.data())
def test_a_changed_byte_is_noticed_or_changes_nothing(intact, data):
    path, content, batch = intact
    at = data.draw(st.integers(0, len(content) - 1))
    changed = bytes([content[at] ^ data.draw(st.integers(1, 255))])
    path.write_bytes(content[:at] + changed + content[at + 1 :])
    with suppress(SpoolFileBroken):
        assert read(path) == batch
