"""Bodies: what is written is read back, by us and by others, whatever it is."""

import os

import pytest
from disks import full_disk
from hypothesis import given, settings
from hypothesis import strategies as st
from warcs import AT, exchange, other_reader, stored, warcs

from lake.bodies import BodyPlace, BodyStore, Exchange, read_body
from lake.errors import BodyUnreadable, ExchangeRefused, LakeFull
from lake.settings import LakeSettings

BODIES = [b"", b"one", b"<p>two</p>" * 1000, bytes(range(256)) * 40]
EXCHANGES = [exchange(body) for body in BODIES]


def test_bodies_are_read_back_by_their_place(tmp_path):
    places = stored(tmp_path, EXCHANGES)
    assert [read_body(tmp_path, place) for place in places] == BODIES


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=2000), st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_are_a_body_behind_any_headers(tmp_path_factory, body, head, sent):
    home = tmp_path_factory.mktemp("home")
    given = exchange(body, response_headers=head, request_headers=sent)
    (place,) = stored(home, [given])
    assert read_body(home, place) == body
    assert len(list(other_reader(*warcs(home)))) == 3


def test_other_readers_find_every_record_whole(tmp_path):
    stored(tmp_path, EXCHANGES)
    found = list(other_reader(*warcs(tmp_path)))
    kinds = [record.headers["WARC-Type"] for record in found]
    assert kinds == ["warcinfo", *["response", "request"] * len(BODIES)]
    responses = [one for one in found if one.headers["WARC-Type"] == "response"]
    assert [record.reader.read() for record in responses] == BODIES


def test_a_record_says_what_it_is(tmp_path):
    stored(tmp_path, [exchange(b"x", ip="192.0.2.1", truncated="length")])
    _, response, request = other_reader(*warcs(tmp_path))
    assert response.headers["WARC-Target-URI"] == "http://a.test/p?q=1"
    assert response.record_date == AT
    assert response.http_headers.status_line == "HTTP/1.1 200 OK"
    assert response.headers["WARC-IP-Address"] == "192.0.2.1"
    assert response.headers["WARC-Truncated"] == "length"
    assert request.headers["WARC-Concurrent-To"] == response.record_id
    assert request.record_id != response.record_id


def test_what_is_told_of_a_page_is_a_metadata_record(tmp_path):
    stored(tmp_path, [exchange(b"x", about={"renderer": "chromium\r\nX: y"})])
    *_, response, _, metadata = other_reader(*warcs(tmp_path))
    assert metadata.headers["WARC-Concurrent-To"] == response.record_id
    assert metadata.reader.read() == b"renderer: chromium X: y\r\n"


def test_a_file_says_who_wrote_it(tmp_path):
    store = BodyStore(tmp_path, LakeSettings(), about={"operator": "a@b.test"})
    store.write(exchange(b"x"))
    store.close()
    info = next(other_reader(*warcs(tmp_path)))
    assert info.headers["WARC-Filename"] == "harvest-crawl-000001.warc.zst"
    assert b"\r\noperator: a@b.test\r\n" in info.reader.read()


def test_headers_without_a_first_line_get_one(tmp_path):
    stored(tmp_path, [Exchange("http://a.test/p", 404, b"", b"A: b", b"x", AT, "")])
    _, response, request = other_reader(*warcs(tmp_path))
    assert response.http_headers.status_line == "HTTP/1.1 404 Not Found"
    assert request.http_headers.status_line == "GET /p HTTP/1.1"


def test_headers_that_no_longer_hold_are_marked(tmp_path):
    head = b"Transfer-Encoding: chunked\r\nContent-Length: 7\r\nA: b"
    stored(tmp_path, [exchange(b"ten bytes!", response_headers=head)])
    _, response, _ = other_reader(*warcs(tmp_path))
    assert sorted(response.http_headers.asdict()) == [
        "A",
        "X-Archive-Orig-Content-Length",
        "X-Archive-Orig-Transfer-Encoding",
    ]
    assert response.reader.read() == b"ten bytes!"


def test_headers_of_a_megabyte_are_kept(tmp_path):
    head = b"".join(b"X-%d: %s\r\n" % (n, b"v" * 100) for n in range(10_000))
    (place,) = stored(tmp_path, [exchange(b"x", response_headers=head)])
    assert read_body(tmp_path, place) == b"x"


def test_a_file_is_closed_at_its_size(tmp_path):
    random = [exchange(os.urandom(900)) for _ in range(4)]
    files = [place.warc_file for place in stored(tmp_path, random, rotate_bytes=3000)]
    assert files == sorted(files)
    assert files[0] == "harvest-crawl-000001.warc.zst"
    assert files[-1] == "harvest-crawl-000002.warc.zst"


def test_a_new_store_starts_a_new_file(tmp_path):
    first, again = stored(tmp_path, EXCHANGES), stored(tmp_path, EXCHANGES)
    assert {place.warc_file for place in first}.isdisjoint(
        place.warc_file for place in again
    )


def test_two_stores_at_once_write_two_files(tmp_path):
    one, other = (BodyStore(tmp_path, LakeSettings()) for _ in range(2))
    places = [store.write(each) for each in EXCHANGES for store in (one, other)]
    one.close()
    other.close()
    assert [read_body(tmp_path, place) for place in places[::2]] == BODIES
    assert [read_body(tmp_path, place) for place in places[1::2]] == BODIES


@pytest.mark.parametrize(
    "url", ["http://a.test/\r\nX: y", "http://a.test/ b", "", "http://a.test/\ud800"]
)
def test_a_url_that_would_break_the_record_is_refused(tmp_path, url):
    with pytest.raises(ExchangeRefused):
        stored(tmp_path, [exchange(b"x", url)])


def test_a_url_in_any_script_is_kept(tmp_path):
    stored(tmp_path, [exchange(b"x", "http://a.test/本?q=ü")])
    _, response, _ = other_reader(*warcs(tmp_path))
    assert response.headers["WARC-Target-URI"] == "http://a.test/本?q=ü"


def test_a_time_without_a_zone_is_refused(tmp_path):
    with pytest.raises(ExchangeRefused, match="time zone"):
        stored(tmp_path, [exchange(b"x", fetched_at=AT.replace(tzinfo=None))])


def test_a_full_disk_is_said_and_what_was_synced_is_kept(tmp_path):
    store = BodyStore(tmp_path, LakeSettings())
    kept = store.write(exchange(b"kept"))
    store.sync()
    lost = store.write(exchange(os.urandom(20_000)))
    with full_disk(), pytest.raises(LakeFull):
        store.sync()
    again = store.write(exchange(b"again"))
    store.close()
    assert [read_body(tmp_path, place) for place in (kept, again)] == [
        b"kept",
        b"again",
    ]
    assert kept.warc_file != again.warc_file
    with pytest.raises(BodyUnreadable):
        read_body(tmp_path, lost)


def test_a_file_given_up_ends_where_it_was_synced(tmp_path):
    store = BodyStore(tmp_path, LakeSettings())
    kept = store.write(exchange(b"kept"))
    store.sync()
    with full_disk(), pytest.raises(LakeFull):
        store.write(exchange(os.urandom(400_000)))
    store.close()
    assert len(list(other_reader(tmp_path / "warc" / kept.warc_file))) == 3


def test_a_place_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BodyUnreadable, match=r"no\.warc\.zst"):
        read_body(tmp_path, BodyPlace("../../no.warc.zst", 0, 10))
