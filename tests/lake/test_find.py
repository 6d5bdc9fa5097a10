import re

import duckdb
import pyarrow as pa
import pytest
from buckets import new_bucket, opened
from hypothesis import given, settings
from hypothesis import strategies as st

from lake import findex
from lake.compact import compact
from lake.erasing import Sought
from lake.errors import NoSuchBody
from lake.find import Finder
from lake.forget import erase
from lake.forgetting import Forgetting
from lake.keys import content_digest
from lake.load import append
from lake.seeking import Found


@pytest.fixture
def large(monkeypatch):
    """Let every row be worth an index on disk."""
    monkeypatch.setattr(findex, "_FEW", 0)


def url(path: str) -> str:
    return f"http://shop.test/{path}"


def test_a_body_is_found_by_its_url_and_by_its_digest(lake, crawl):
    crawl([("a", "one"), ("b", "two")])
    finder = Finder(lake)
    assert finder.body_at(url("b")) == b"two"
    assert finder.body(content_digest(b"one")) == b"one"


def test_the_newest_page_of_a_url_is_found(lake, crawl):
    crawl([("a", "one"), ("a", "two")])
    crawl([("a", "three"), ("b", "four")])
    assert Finder(lake).page(url("a")).content_digest == content_digest(b"three")


def test_what_the_lake_has_not_is_refused_by_name(lake, crawl):
    crawl([("a", "one")])
    with pytest.raises(NoSuchBody, match=r"shop\.test/nowhere"):
        Finder(lake).body_at(url("nowhere"))
    with pytest.raises(NoSuchBody, match="0000"):
        Finder(lake).body("0000")


def test_a_body_is_found_where_tables_lie_in_a_bucket(
    tmp_path, s3_url, crawl_in, large
):
    lake = opened(tmp_path / "home", s3_url, new_bucket(s3_url))
    crawl_in(lake, [("a", "one"), ("a", "two")])
    assert Finder(lake).body_at(url("a")) == b"two"


def test_an_empty_lake_has_no_page(lake):
    assert Finder(lake).page(url("a")) is None


def test_a_page_answers_to_the_url_it_was_sent_on_to(lake, crawl):
    crawl([("new", "one")])
    row = (
        lake.table("pages")
        .to_pyarrow_table()
        .select(["url_key", "host", "fetched_at", "status", "content_digest"])
    )
    row = row.append_column("url", [[url("old")]])
    append(lake, "again", {"pages": row.append_column("final_url", [[url("sent")]])})
    finder = Finder(lake)
    assert finder.body_at(url("old")) == finder.body_at(url("sent")) == b"one"


def test_pages_are_found_in_the_index_on_disk_and_behind_it(lake, crawl, large):
    crawl((f"p{n}", f"body {n}") for n in range(20))
    Finder(lake)
    crawl([("p3", "new")])
    finder = Finder(lake)
    assert [len(finder._pages), len(finder._bodies)] == [2, 2]
    assert finder.body_at(url("p3")) == b"new"
    assert finder.body_at(url("p19")) == b"body 19"


def test_an_index_of_files_that_are_gone_is_made_anew(lake, crawl, large):
    for n in range(3):
        crawl([(f"p{n}", f"body {n}")])
        Finder(lake)
    compact(lake)
    finder = Finder(lake)
    assert len(finder._pages) == 1
    assert [finder.body_at(url(f"p{n}")) for n in range(3)] == [
        b"body 0",
        b"body 1",
        b"body 2",
    ]


def test_a_torn_index_is_made_anew(lake, crawl, large):
    crawl([("a", "one")])
    Finder(lake)
    index = lake.folder / ".find" / "pages.arrow"
    index.write_bytes(index.read_bytes()[:-40])
    assert Finder(lake).body_at(url("a")) == b"one"


def test_who_cannot_keep_an_index_finds_bodies_all_the_same(lake, crawl, large):
    crawl([("a", "one")])
    (lake.folder / ".find").write_text("a file where the folder would be")
    assert Finder(lake).body_at(url("a")) == b"one"


def test_erasing_leaves_no_index_behind(lake, crawl, large):
    crawl([("a", "one"), ("b", "two")])
    Finder(lake)
    sought = Sought(urls=re.escape(url("a")))
    erase(lake, Forgetting(kind="url", name=url("a"), found=Found(sought=sought)))
    assert not list(lake.folder.glob(".find/*"))
    finder = Finder(lake)
    assert finder.page(url("a")) is None
    assert finder.body_at(url("b")) == b"two"


@given(keys=st.lists(st.text(max_size=9), max_size=30), absent=st.text(max_size=9))
@settings(deadline=None)
def test_an_index_gives_each_row_of_a_key_whatever_the_key(keys, absent):
    given = pa.table({"key": pa.array(keys, pa.string()), "n": range(len(keys))})
    with duckdb.connect() as connection:
        connection.register("given", given)
        rows = findex.by_hash(connection, "FROM given").read_all()
    # Batches of two: what has one hash lies on both sides of an edge.
    index = findex.Index(pa.Table.from_batches(rows.to_batches(2), rows.schema))
    for key in {*keys, absent}:
        assert sorted(row["n"] for row in index.at(key)) == [
            n for n, other in enumerate(keys) if other == key
        ]
