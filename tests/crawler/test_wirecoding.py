import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.wire.coding import Undone, codings_of, undone

PAGE = b"<!DOCTYPE html><title>A page</title>" + b"<p>Some of its text.</p>" * 400
MOST = 1_000_000


def raw_deflate(body: bytes) -> bytes:
    made = zlib.compressobj(wbits=-15)
    return made.compress(body) + made.flush()


CODERS: dict[bytes, Callable[[bytes], bytes]] = {
    b"gzip": gzip.compress,
    b"x-gzip": gzip.compress,
    b"deflate": zlib.compress,
    b"br": brotli.compress,
    b"zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
}
EACH = pytest.mark.parametrize("coding", CODERS)


@given(st.binary(), st.lists(st.sampled_from(sorted(CODERS)), max_size=4))
def test_what_was_put_on_comes_off(body: bytes, codings: list[bytes]) -> None:
    coded = body
    for coding in codings:
        coded = CODERS[coding](coded)
    assert undone(coded, codings, MOST) == Undone(body)


@given(st.binary())
def test_deflate_without_its_frame_is_read_too(body: bytes) -> None:
    assert undone(raw_deflate(body), [b"deflate"], MOST).body == body


@pytest.mark.parametrize("coder", [gzip.compress, zlib.compress])
def test_gzip_and_deflate_are_told_apart_by_their_bytes(
    coder: Callable[[bytes], bytes],
) -> None:
    assert undone(coder(PAGE), [b"gzip"], MOST) == Undone(PAGE)
    assert undone(coder(PAGE), [b"deflate"], MOST) == Undone(PAGE)


@pytest.mark.parametrize("coding", [*CODERS, b"utf-8", b"compress", b"aws-chunked"])
def test_a_plain_page_with_a_false_coding_stays_plain(coding: bytes) -> None:
    assert undone(PAGE, [coding], MOST) == Undone(PAGE)


@EACH
def test_a_stream_cut_short_gives_what_came(coding: bytes) -> None:
    body = zlib.compress(PAGE) * 20  # does not compress: the cut is in the middle
    coded = CODERS[coding](body)
    out = undone(coded[: len(coded) // 2], [coding], MOST)
    assert body.startswith(out.body)
    assert not out.whole


@EACH
def test_a_damaged_stream_gives_what_came_before(coding: bytes) -> None:
    body = b"".join(b"%d " % number for number in range(50_000))
    coded = bytearray(CODERS[coding](body))
    middle = len(coded) // 2
    coded[middle : middle + 400] = b"\xff" * 400
    out = undone(bytes(coded), [coding], MOST)
    assert out.body[:10_000] == body[:10_000]
    assert not out.whole


@EACH
def test_a_bomb_is_cut_at_the_limit(coding: bytes) -> None:
    bomb = CODERS[coding](bytes(50_000_000))
    assert undone(bomb, [coding], MOST) == Undone(bytes(MOST), over=True)


def test_a_bomb_in_a_bomb_is_cut_as_well() -> None:
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
    assert undone(bomb, [b"gzip", b"gzip"], MOST).over


def test_a_body_of_just_the_limit_is_whole() -> None:
    assert undone(gzip.compress(bytes(MOST)), [b"gzip"], MOST) == Undone(bytes(MOST))
    assert undone(bytes(MOST), [], MOST) == Undone(bytes(MOST))
    assert undone(bytes(MOST + 1), [], MOST) == Undone(bytes(MOST), over=True)


@pytest.mark.parametrize("coding", [b"gzip", b"zstd"])
def test_streams_in_a_row_are_one_body(coding: bytes) -> None:
    twice = CODERS[coding](PAGE) + CODERS[coding](PAGE)
    assert undone(twice, [coding], MOST) == Undone(PAGE + PAGE)


def test_bytes_behind_the_end_are_left_out() -> None:
    assert undone(gzip.compress(PAGE) + b"junk", [b"gzip"], MOST) == Undone(PAGE)


@given(st.binary(min_size=1), st.sampled_from(sorted(CODERS)))
def test_no_bytes_make_it_fail(raw: bytes, coding: bytes) -> None:
    for made in (raw, CODERS[coding](PAGE)[:30] + raw, CODERS[coding](PAGE) + raw):
        assert len(undone(made, [coding], 5_000).body) <= 5_000


def test_a_joke_of_many_codings_is_not_laughed_at() -> None:
    coded = PAGE
    for _ in range(20):
        coded = gzip.compress(coded)
    assert undone(coded, [b"gzip"] * 20, MOST).body == coded


def test_codings_are_read_off_the_head_in_order() -> None:
    head = [
        (b"content-ENCODING", b"gzip, BR"),
        (b"Content-Type", b"text/html"),
        (b"Transfer-Encoding", b"deflate, chunked"),
        (b"Content-Encoding", b"identity,, zstd"),
    ]
    assert codings_of(head) == [b"gzip", b"br", b"zstd", b"deflate"]
