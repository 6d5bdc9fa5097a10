"""What hostile or damaged bytes do to who reads a body: one clear error."""

import os
import struct
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcs import exchange, stored, warcs, web
from zstandard import ZstdCompressor

from lake.bodies import BodyPlace, read_body
from lake.errors import BodyUnreadable
from lake.frames import DICTIONARY_FRAME
from lake.warcscan import records

BODIES = [b"one", b"<p>two</p>" * 1000, bytes(range(256)) * 40]


def written(home, data):
    """Put `data` down as a WARC file, and point at all of it."""
    (home / "warc").mkdir(exist_ok=True)
    (home / "warc" / "x.warc.zst").write_bytes(data)
    return BodyPlace("x.warc.zst", 0, len(data))


def packed(record):
    return ZstdCompressor(write_checksum=True).compress(record)


def test_a_torn_tail_leaves_what_is_before_it(tmp_path):
    *whole, last = stored(tmp_path, [exchange(body) for body in BODIES])
    path = tmp_path / "warc" / last.warc_file
    os.truncate(path, last.warc_offset + last.warc_length // 2)
    assert [read_body(tmp_path, place) for place in whole] == BODIES[:-1]
    with pytest.raises(BodyUnreadable, match=last.warc_file):
        read_body(tmp_path, last)
    assert [one.record is None for one in records(path)] == [False] * 5 + [True]


def test_a_changed_byte_is_noticed_and_costs_itself(tmp_path):
    places = stored(tmp_path, [exchange(body) for body in BODIES])
    path = tmp_path / "warc" / places[1].warc_file
    data = bytearray(path.read_bytes())
    data[places[1].warc_offset + places[1].warc_length - 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BodyUnreadable, match="damaged"):
        read_body(tmp_path, places[1])
    assert [read_body(tmp_path, places[n]) for n in (0, 2)] == [BODIES[0], BODIES[2]]
    assert [one.record is None for one in records(path)].count(True) == 1


def test_a_hole_in_a_file_costs_what_was_in_it(tmp_path):
    places = stored(tmp_path, [exchange(body) for body in BODIES])
    path = tmp_path / "warc" / places[1].warc_file
    data = bytearray(path.read_bytes())
    data[places[1].warc_offset : places[1].warc_offset + 12] = bytes(12)
    path.write_bytes(data)
    found = [one.record.kind for one in records(path) if one.record]
    assert found == [
        "warcinfo",
        *["response", "request"],
        "request",
        "response",
        "request",
    ]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_unreadable(tmp_path_factory, data):
    home = tmp_path_factory.mktemp("home")
    for attempt in (data, packed(data), DICTIONARY_FRAME + data):
        with pytest.raises(BodyUnreadable):
            read_body(home, written(home, attempt))
        assert not [one for one in records(warcs(home)[0]) if one.record]


def test_a_small_frame_that_claims_much_is_refused(tmp_path):
    # A frame of one block that repeats a byte, with a content of 64 GB in its header.
    frame = b"\x28\xb5\x2f\xfd\xe0" + struct.pack("<Q", 1 << 36) + b"\x03\x00\x00a"
    with pytest.raises(BodyUnreadable, match="claims"):
        read_body(tmp_path, written(tmp_path, frame))


def test_a_dictionary_that_claims_much_is_refused(tmp_path):
    content = b"\x28\xb5\x2f\xfd\xe0" + struct.pack("<Q", 1 << 30) + b"\x03\x00\x00a"
    data = DICTIONARY_FRAME + struct.pack("<I", len(content)) + content
    with pytest.raises(BodyUnreadable, match="8 MB"):
        read_body(tmp_path, written(tmp_path, data))


@pytest.mark.parametrize(("offset", "length"), [(0, 0), (0, -1), (-1, 9), (0, 1 << 40)])
def test_a_place_that_cannot_be_is_said(tmp_path, offset, length):
    (place,) = stored(tmp_path, [exchange(b"x")])
    with pytest.raises(BodyUnreadable, match="no place"):
        read_body(tmp_path, BodyPlace(place.warc_file, offset, length))


def test_a_record_that_is_no_response_has_no_body(tmp_path):
    (place,) = stored(tmp_path, [exchange(b"x")])
    *_, request = records(warcs(tmp_path)[0])
    there = BodyPlace(place.warc_file, request.offset, request.length)
    with pytest.raises(BodyUnreadable, match="request"):
        read_body(tmp_path, there)


def test_a_file_of_the_same_name_is_read_anew(tmp_path):
    (place,) = stored(tmp_path, [exchange(b"first")])
    assert read_body(tmp_path, place) == b"first"
    (tmp_path / "warc" / place.warc_file).unlink()
    (again,) = stored(tmp_path, [exchange(b"other")])
    assert again.warc_file == place.warc_file
    assert read_body(tmp_path, again) == b"other"


def test_more_files_than_are_kept_open_are_read(tmp_path):
    given = [exchange(os.urandom(1500)) for _ in range(150)]
    places = stored(tmp_path, given, rotate_bytes=1000)
    assert len(warcs(tmp_path)) == 150
    assert [read_body(tmp_path, place) for place in places] == [e.body for e in given]


def test_threads_read_at_once(tmp_path):
    given = web(400)
    places = stored(tmp_path, given)
    wrong = []

    def read():
        wrong.extend(
            place
            for place, one in zip(places, given, strict=True)
            if read_body(tmp_path, place) != one.body
        )

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
