"""Asking for a page only if it has changed, and keeping that it has not."""

from datetime import timedelta

import msgspec
import pytest
from crawled_pages import AT, asked, fetched
from hypothesis import given
from hypothesis import strategies as st
from warcs import other_reader, warcs

from crawler.campaign.model import Campaign
from crawler.keeping.known import kept
from crawler.keeping.sink import Sink
from crawler.keeping.validators import validators, validators_in
from extract.rights import Rights
from lake.load import load
from lake.store import Lake

TOLD = b'Content-Type: text/html\r\nETag: "v1"\r\nLast-Modified: Fri, 20 Nov 2026 12:00:00 GMT'
URL = "http://a.test/1"


@pytest.fixture
def lake(tmp_path):
    return Lake.open(tmp_path)


def crawl(lake: Lake) -> Sink:
    return Sink(lake.home, lake.settings, Campaign(name="t", seeds=()), kept(lake))


def crawled(lake: Lake, *pages) -> None:
    sink = crawl(lake)
    for page in pages:
        sink.page(page)
    sink.close()
    load(lake)


def not_modified(**changed):
    later = AT + timedelta(days=1)
    return fetched(1, **{"status": 304, "body": b"", "fetched_at": later} | changed)


def test_the_newest_answer_is_asked_for_on_condition(lake):
    crawled(
        lake, fetched(1, headers=TOLD), fetched(2), fetched(3, headers=b'ETag: "x"')
    )
    known = validators(lake)
    assert known.headers(URL) == (
        (b"If-None-Match", b'"v1"'),
        (b"If-Modified-Since", b"Fri, 20 Nov 2026 12:00:00 GMT"),
    )
    assert known.headers("http://a.test/2") == ()
    assert known.headers("http://a.test/3") == ((b"If-None-Match", b'"x"'),)
    assert known.headers("http://a.test/4") == ()


@pytest.mark.parametrize(
    "newer",
    [
        {"status": 500},
        {"truncated": "length", "headers": TOLD},
        {"renderer": "chromium", "headers": TOLD},
        {"headers": b""},
    ],
)
def test_what_is_not_the_whole_answer_is_asked_for_anew(lake, newer):
    crawled(
        lake,
        fetched(1, headers=TOLD),
        fetched(1, body=b"2", fetched_at=AT + timedelta(days=1), **newer),
    )
    assert validators(lake).headers(URL) == ()


def test_a_page_that_has_not_changed_confirms_its_body(lake):
    crawled(lake, fetched(1, headers=TOLD))
    sink, known = crawl(lake), validators(lake)
    assert sink.unchanged(not_modified(rights=Rights()), known.last(URL))
    sink.close()
    query = (
        "SELECT status, content_digest, body_len, etag, rights FROM pages ORDER BY 1"
    )
    first, second = asked(lake.home, query)
    assert (first[0], second[0]) == (200, 304)
    assert first[1:] == second[1:]
    assert validators(lake).headers(URL) == known.headers(URL)


def test_its_record_says_that_the_host_said_so(lake):
    crawled(lake, fetched(1, headers=TOLD))
    sink = crawl(lake)
    sink.unchanged(not_modified(), validators(lake).last(URL))
    sink.close()
    (response,) = [
        r
        for r in other_reader(warcs(lake.home)[0])
        if r.headers["WARC-Type"] == "response"
    ]
    (record,) = [
        r
        for r in other_reader(warcs(lake.home)[1])
        if r.headers["WARC-Type"] == "revisit"
    ]
    assert record.headers["WARC-Profile"].endswith("/server-not-modified")
    assert record.headers["WARC-Refers-To"] == response.record_id


def test_a_body_that_is_lost_is_asked_for_again(lake):
    crawled(lake, fetched(1, headers=TOLD))
    sink, known = crawl(lake), validators(lake)
    (path,) = warcs(lake.home)
    path.write_bytes(path.read_bytes()[:300])
    assert not sink.unchanged(not_modified(), known.last(URL))
    known.forget(URL)
    assert known.headers(URL) == ()
    sink.close()


def test_a_url_of_the_same_hash_is_another_url(lake, monkeypatch):
    crawled(lake, fetched(1, headers=TOLD))
    known = validators(lake)
    monkeypatch.setattr("crawler.keeping.validators._key", lambda _: known._keys[0])
    assert known.last(URL)
    assert known.last("http://evil.test/") is None


def test_nothing_is_left_on_the_disk(lake):
    crawled(lake, fetched(1, headers=TOLD))
    before = set(lake.home.iterdir())
    known = validators(lake)
    assert set(lake.home.iterdir()) == before
    assert len(known) == 1


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_what_a_host_sends_never_breaks_a_request(etag, modified):
    head = b"ETag: %s\r\nLast-Modified: %s\r\n" % (etag, modified)
    for value in validators_in(head):
        assert value is None or (value.isascii() and value.isprintable())


def test_rights_live_on(lake):
    crawled(lake, fetched(1, headers=TOLD))
    last = validators(lake).last(URL)
    assert msgspec.structs.asdict(last.rights) == msgspec.structs.asdict(
        fetched(1).rights
    )
