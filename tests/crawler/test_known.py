"""What the lake has already: found again whatever its number, never mistaken."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcs import warcs

from crawler.campaign.model import Campaign
from crawler.keeping import sortedkeys
from crawler.keeping.known import Kept, kept
from crawler.keeping.rows import Fetched
from crawler.keeping.sink import Sink
from crawler.keeping.sortedkeys import SortedKeys
from extract.linking.links import Links
from extract.rights import Rights
from lake.bodies import BodyPlace, read_body
from lake.keys import content_digest
from lake.load import load
from lake.sql import current
from lake.store import Lake
from lake.warcscan import records

AT = datetime(2026, 11, 20, tzinfo=UTC)
LINKS = Links(
    urls=["http://b.test/"], anchors=["b"], rels=[""], kinds=["other"], networks=[None]
)
KEYS = st.integers(0, 2**64 - 1) | st.integers(0, 20)


def fetched(body: bytes, url: str = "http://a.test/") -> Fetched:
    return Fetched(
        url=url,
        final_url=url,
        fetched_at=AT,
        status=200,
        headers=b"Content-Type: text/html",
        asked=b"",
        content_type="text/html",
        charset="utf-8",
        body=body,
        depth=0,
        parent_url=None,
        renderer="http",
        robots_state="allowed",
        rights=Rights(),
        links=LINKS,
    )


def crawled(lake: Lake, *pages: Fetched) -> None:
    sink = Sink(lake.home, lake.settings, Campaign(name="t", seeds=()), kept(lake))
    for page in pages:
        sink.page(page)
    sink.close()
    load(lake)


@pytest.fixture
def lake(tmp_path):
    return Lake.open(tmp_path)


def kinds(lake: Lake) -> list[str]:
    found = (one.record for path in warcs(lake.home) for one in records(path))
    return [record.kind for record in found if record and record.kind != "warcinfo"]


def count(lake: Lake, table: str) -> int:
    with current(lake) as connection:
        return len(connection.execute(f"SELECT 1 FROM {table}").fetchall())  # noqa: S608


@given(st.lists(st.tuples(KEYS, st.integers(0, 2**64 - 1)), max_size=60))
def test_keys_are_a_dict_in_less_room(pairs):
    monkey = pytest.MonkeyPatch()
    monkey.setattr(sortedkeys, "_NEW", 5)
    start = np.array([7, 3], np.uint64)
    keys, truth = SortedKeys(start, start), {7: (7,), 3: (3,)}
    for key, number in pairs:
        keys.add(key, number)
        truth[key] = (number,)
    assert {key: keys.get(key) for key in truth} == truth
    assert [keys.get(key) for key in range(21) if key not in truth].count(None) == (
        21 - len([key for key in truth if key < 21])
    )
    monkey.undo()


def test_keys_without_numbers_are_a_set():
    keys = SortedKeys(np.empty(0, np.uint64))
    for key in range(sortedkeys._NEW * 3):
        keys.add(key)
    assert keys.get(sortedkeys._NEW * 2) == ()
    assert keys.get(sortedkeys._NEW * 4) is None


def test_a_body_that_comes_again_is_a_revisit(lake):
    crawled(lake, fetched(b"same"), fetched(b"same", "http://a.test/2"))
    crawled(lake, fetched(b"same"))
    assert kinds(lake) == ["response", "request", "revisit", "revisit"]
    assert [count(lake, name) for name in ("bodies", "pages", "links")] == [1, 3, 2]


def test_a_body_that_was_damaged_is_kept_again(lake):
    crawled(lake, fetched(b"same"))
    (path,) = warcs(lake.home)
    path.write_bytes(path.read_bytes()[:300])
    crawled(lake, fetched(b"same"))
    assert kinds(lake) == ["response", "request"]
    assert count(lake, "bodies") == 2


def test_two_bodies_with_one_half_of_a_digest_are_both_kept(lake):
    digest = content_digest(b"one")
    sink = Sink(lake.home, lake.settings, Campaign(name="t", seeds=()), known := Kept())
    sink.page(fetched(b"other"))
    sink.flush()
    known.add_body(digest, known.place(content_digest(b"other")))
    sink.page(fetched(b"one"))
    sink.flush()
    assert read_body(lake.home, known.place(digest)) == b"one"
    sink.close()


def test_what_the_lake_holds_is_what_was_kept(lake):
    crawled(lake, fetched(b"one"), fetched(b"two", "http://a.test/ü"))
    known = kept(lake)
    assert read_body(lake.home, known.place(content_digest(b"two"))) == b"two"
    assert known.place(content_digest(b"three")) is None
    assert not known.add_page("test,a)/", content_digest(b"one"))
    assert known.add_page("test,a)/", content_digest(b"two"))


def test_many_files_are_told_apart():
    known = Kept(
        pa.table(
            {
                "key": pa.array([1, 2**64 - 1], pa.uint64()),
                "warc_file": ["a", "b"],
                "offset": pa.array([5, 6], pa.uint64()),
                "length": pa.array([7, 8], pa.uint64()),
            }
        )
    )
    known.add_body("0" * 32, BodyPlace("c", 9, 10))
    assert known.place("f" * 32) == BodyPlace("b", 6, 8)
    assert known.place("0" * 15 + "1" * 17) == BodyPlace("a", 5, 7)
    assert known.place("0" * 32) == BodyPlace("c", 9, 10)
