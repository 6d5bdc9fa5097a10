import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from bucket_loader import loading
from buckets import new_bucket, opened
from lake_makers import PRICE
from lake_writer import rows

from lake import commits
from lake.compact import compact
from lake.delta import append, ready
from lake.errors import NotOurBatch
from lake.load import load
from lake.spool import Spool
from lake.sql import current
from lake.stages import run_stage
from lake.waiting import pending

EACH = "SELECT url_key, count(*) FROM pages GROUP BY 1 ORDER BY 1"
PLACES = "SELECT count(*), count(DISTINCT position), max(position) FROM batches"
# A batch has two pages and one robots.txt.
PARTS = """
SELECT count(*) FROM (SELECT batch_id, count(*) AS pages FROM pages GROUP BY 1)
FULL JOIN (SELECT batch_id, count(*) AS robots FROM robots GROUP BY 1) USING (batch_id)
WHERE pages IS DISTINCT FROM 2 OR robots IS DISTINCT FROM 1
"""


class Killed(Exception):
    pass


@pytest.fixture
def home(tmp_path, s3_url):
    """Open homes by name that share one bucket."""
    bucket = new_bucket(s3_url)
    return lambda name: opened(tmp_path / name, s3_url, bucket)


def ask(lake, query):
    with current(lake) as connection:
        return connection.execute(query).fetchall()


def put_and_load(lake, name):
    Spool(lake.home, "crawl").put(rows(name))
    return load(lake)


def killed_after(lake, wanted):
    def step(name):
        if name == wanted:
            raise Killed

    with pytest.raises(Killed):
        load(lake, step=step)


def test_two_homes_load_at_once_and_lose_nothing(tmp_path, s3_url):
    bucket = new_bucket(s3_url)
    homes = [tmp_path / "a", tmp_path / "b"]
    reader = opened(tmp_path / "reader", s3_url, bucket)
    processes = [loading(home, s3_url, bucket, 20) for home in homes]
    parts = [ask(reader, PARTS)]
    while any(process.poll() is None for process in processes):
        parts.append(ask(reader, PARTS))
    assert [process.returncode for process in processes] == [0, 0]
    assert set(map(tuple, parts)) == {((0,),)}
    assert ask(reader, PLACES) == [(40, 40, 40)]
    assert {count for _, count in ask(reader, EACH)} == {2}
    assert len(ask(reader, EACH)) == 40


def test_two_homes_may_call_their_writers_the_same(home):
    put_and_load(home("a"), "first")
    put_and_load(home("b"), "second")
    assert ask(home("c"), EACH) == [("first", 2), ("second", 2)]


def test_a_copied_home_is_refused_when_its_numbers_meet(home, tmp_path):
    put_and_load(home("a"), "before")
    shutil.copytree(tmp_path / "a", tmp_path / "copy")
    put_and_load(home("a"), "first")
    with pytest.raises(NotOurBatch, match="this home is a copy"):
        put_and_load(home("copy"), "second")
    (tmp_path / "copy" / "spool" / ".home").unlink()
    load(home("copy"))
    assert ask(home("a"), EACH) == [("before", 2), ("first", 2), ("second", 2)]


def test_a_load_that_is_repeated_adds_nothing(home):
    Spool(home("a").home, "crawl").put(rows("first"))
    killed_after(home("a"), "committed")
    assert load(home("a")).batches == 0
    assert ask(home("a"), EACH) == [("first", 2)]
    assert pending(home("a").home) == []


def test_a_home_commits_over_what_another_has_half_loaded(home):
    Spool(home("a").home, "crawl").put(rows("half"))
    killed_after(home("a"), "appended pages")
    put_and_load(home("b"), "whole")
    assert ask(home("c"), EACH) == [("whole", 2)]
    load(home("a"))
    assert ask(home("c"), EACH) == [("half", 2), ("whole", 2)]


def test_rows_of_a_home_that_began_a_table_meanwhile_are_not_yet_seen(
    home, monkeypatch
):
    late = []

    def append_late(at, *rest):
        if not late:
            late.append(at)
            killed_after(home("other"), "appended robots")
        return append(at, *rest)

    Spool(home("other").home, "crawl").put(rows("half"))
    monkeypatch.setattr(commits, "append", append_late)
    put_and_load(home("one"), "whole")
    assert late
    assert ask(home("reader"), PARTS) == [(0,)]
    assert ask(home("reader"), EACH) == [("whole", 2)]


def test_a_commit_keeps_what_others_noted_meanwhile(home):
    late = home("late")
    Spool(late.home, "crawl").put(rows("late"))

    def step(name):
        if name == "appended robots":
            put_and_load(home("early"), "early")

    load(late, step=step)
    assert ask(late, EACH) == [("early", 2), ("late", 2)]


def test_a_home_compacts_while_another_loads(home):
    lake = home("a")
    for name in ("one", "two", "three"):
        put_and_load(lake, name)

    def step(name):
        if name in {"wrote pages", "replaced pages"}:
            put_and_load(home("b"), name.replace(" ", "-"))

    assert "pages" in [table.name for table in compact(lake, step=step).tables]
    found = [name for name, _ in ask(home("c"), EACH)]
    assert found == ["one", "replaced-pages", "three", "two", "wrote-pages"]


def test_a_table_can_be_made_by_many_at_once(home):
    place = home("a").place
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(ready, [place.table("pages")] * 4))
    assert {table.version() for table in made} == {0}


def test_each_home_makes_what_its_own_bodies_say(home, crawl_in):
    crawl_in(home("a"), [("p", "100"), ("both", "300")])
    crawl_in(home("b"), [("q", "200"), ("both", "300")])
    assert run_stage(home("a"), PRICE).rows_out == 2
    assert run_stage(home("b"), PRICE).rows_out == 1
    assert run_stage(home("a"), PRICE).rows_out == 0
    found = ask(home("c"), "SELECT price_minor FROM offers ORDER BY 1")
    assert found == [(100,), (200,), (300,)]
    assert ask(home("c"), "SELECT count(*) FROM made WHERE error IS NOT NULL") == [(0,)]
