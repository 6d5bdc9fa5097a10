import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from disks import full_disk
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from lake.bodies import BodyPlace, BodyStore, Exchange, read_body
from lake.errors import BodyUnreadable, ExchangeRefused, LakeFull
from lake.keys import content_digest
from lake.settings import LakeSettings

AT = datetime(2026, 11, 20, tzinfo=UTC)
BODIES = [b"", b"one", b"<p>two</p>" * 1000, bytes(range(256)) * 40]


def exchange(body: bytes, url: str = "http://a.test/p?q=1") -> Exchange:
    sent = b"GET /p?q=1 HTTP/1.1\r\nHost: a.test\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    return Exchange(url, 200, sent, head, body, AT, content_digest(body))


def stored(home: Path, rotate_bytes: int = 1_000_000) -> list[BodyPlace]:
    store = BodyStore(home, LakeSettings(rotate_bytes=rotate_bytes))
    places = [store.write(exchange(body)) for body in BODIES]
    store.close()
    return places


def records(home: Path) -> list[tuple[WarcRecordType, bytes, bool, bool]]:
    found = []
    for path in sorted((home / "warc").iterdir()):
        for record in ArchiveIterator(path.open("rb"), parse_http=False):
            record.freeze()
            block = record.verify_block_digest()
            record.parse_http()
            payload = record.verify_payload_digest()
            found.append((record.record_type, record.reader.read(), block, payload))
    return found


def test_bodies_are_read_back_by_their_place(tmp_path):
    places = stored(tmp_path)
    assert [read_body(tmp_path, place) for place in places] == BODIES


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_a_body(tmp_path_factory, body):
    home = tmp_path_factory.mktemp("home")
    store = BodyStore(home, LakeSettings())
    place = store.write(exchange(body))
    store.close()
    assert read_body(home, place) == body


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_other_readers_find_every_record_whole(tmp_path):
    stored(tmp_path)
    found = records(tmp_path)
    assert [
        body for kind, body, *_ in found if kind == WarcRecordType.response
    ] == BODIES
    assert [kind for kind, *_ in found][1::2] == [WarcRecordType.request] * len(BODIES)
    assert all(block and payload for *_, block, payload in found)


def test_a_record_says_what_it_is(tmp_path):
    (place, *_) = stored(tmp_path)
    with (tmp_path / "warc" / place.warc_file).open("rb") as file:
        record = next(iter(ArchiveIterator(file)))
        assert record.headers["WARC-Target-URI"] == "http://a.test/p?q=1"
        assert record.record_date == AT
        assert record.http_headers.status_line == "HTTP/1.1 200 OK"
        assert record.headers["WARC-Payload-Digest"].startswith("sha1:")


def test_headers_without_a_first_line_get_one(tmp_path):
    store = BodyStore(tmp_path, LakeSettings())
    place = store.write(Exchange("http://a.test/p", 404, b"", b"A: b", b"x", AT, ""))
    store.close()
    assert read_body(tmp_path, place) == b"x"


def test_a_file_is_closed_at_its_size(tmp_path):
    places = stored(tmp_path, rotate_bytes=1000)
    files = [place.warc_file for place in places]
    assert files == sorted(files)
    assert files[0] == "harvest-crawl-000001.warc.zst"
    assert files[-1] == "harvest-crawl-000002.warc.zst"


def test_a_new_store_starts_a_new_file(tmp_path):
    first, again = stored(tmp_path), stored(tmp_path)
    assert {place.warc_file for place in first}.isdisjoint(
        place.warc_file for place in again
    )


def test_a_torn_tail_leaves_what_is_before_it(tmp_path):
    *whole, last = stored(tmp_path)
    path = tmp_path / "warc" / last.warc_file
    path.write_bytes(path.read_bytes()[: last.warc_offset + last.warc_length // 2])
    assert [read_body(tmp_path, place) for place in whole] == BODIES[:-1]
    with pytest.raises(BodyUnreadable, match=last.warc_file):
        read_body(tmp_path, last)


def test_a_place_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BodyUnreadable, match=r"no\.warc\.zst"):
        read_body(tmp_path, BodyPlace("../../no.warc.zst", 0, 10))


@pytest.mark.parametrize("url", ["http://a.test/\r\nX: y", "http://a.test/ b"])
def test_a_url_that_would_break_the_record_is_refused(tmp_path, url):
    store = BodyStore(tmp_path, LakeSettings())
    with pytest.raises(ExchangeRefused):
        store.write(exchange(b"x", url))


def test_a_full_disk_is_said_and_its_file_left(tmp_path):
    store = BodyStore(tmp_path, LakeSettings())
    kept = store.write(exchange(b"kept"))
    store.sync()
    with full_disk(), pytest.raises(LakeFull):
        store.write(exchange(os.urandom(20_000)))
    again = store.write(exchange(b"again"))
    store.close()
    assert read_body(tmp_path, kept) == b"kept"
    assert read_body(tmp_path, again) == b"again"
    assert kept.warc_file != again.warc_file
