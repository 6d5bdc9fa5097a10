import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.sitemaps import Entry, Sitemap, read

URL = "https://shop.test/sitemap.xml"
A, B = "https://shop.test/a", "https://shop.test/b"


def urlset(*entries: str) -> bytes:
    return f"<urlset>{''.join(entries)}</urlset>".encode()


def loc(*urls: str) -> str:
    return "".join(f"<url><loc>{url}</loc></url>" for url in urls)


def pages(body: bytes) -> list[str]:
    return [entry.url for entry in read(body, URL).pages]


DECLARED = (
    f'<?xml version="1.0" encoding="%s"?><urlset>{loc("http://a.test/é")}</urlset>'
)
UTF8 = "http://a.test/%C3%A9"


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "latin-1"),
        ("iso-8859-1", "latin-1"),
        ("koi8-q", "latin-1"),
        ("punycode", "latin-1"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("utf-8", "utf-16-be"),
        ("utf-8", "utf-8-sig"),
    ],
)
def test_a_wrong_encoding_is_seen_through(declared: str, codec: str) -> None:
    assert pages((DECLARED % declared).encode(codec)) == [UTF8]


def test_a_declared_encoding_that_fits_is_used() -> None:
    body = DECLARED.replace("é", "я") % "koi8-r"
    assert pages(body.encode("koi8-r")) == ["http://a.test/%D1%8F"]


def test_one_broken_byte_does_not_spoil_the_others() -> None:
    body = urlset(loc("http://a.test/é")).replace(b"<url>", b"<x>\xe9</x><url>")
    assert pages(body) == [UTF8]


def test_gzip_is_seen_by_its_magic_bytes() -> None:
    packed = gzip.compress(urlset(loc(A)))
    assert read(packed, URL) == read(gzip.compress(packed), URL) == Sitemap([Entry(A)])


def test_gzip_may_come_in_members() -> None:
    whole = urlset(loc(A, B))
    packed = gzip.compress(whole[:50]) + gzip.compress(whole[50:])
    assert read(packed, URL) == Sitemap([Entry(A), Entry(B)])


def test_a_bomb_is_unpacked_to_the_limit_only() -> None:
    body = urlset(loc(A), " " * 60_000_000)
    found = read(gzip.compress(body, 1), URL)
    assert found.pages == [Entry(A)]
    assert found.damage[0] == "is longer than 52,428,800 bytes; the rest is left out"


MANY = [f"http://a.test/{n * 7919 % 104729}" for n in range(3000)]
PACKED = gzip.compress(urlset(loc(*MANY)))


@given(st.integers(0, len(PACKED) - 1))
def test_a_cut_gzip_gives_what_was_read(kept: int) -> None:
    found = read(PACKED[:kept], URL)
    urls = [entry.url for entry in found.pages]
    assert urls == MANY[: len(urls)]
    assert found.damage or kept < 2


@given(st.integers(100, len(PACKED) - 9), st.integers(1, 255))
def test_a_damaged_gzip_gives_no_error(place: int, change: int) -> None:
    data = bytearray(PACKED)
    data[place] ^= change
    assert len(read(bytes(data), URL).pages) <= 3 * len(MANY)


def test_endless_members_are_not_followed() -> None:
    packed = gzip.compress(urlset(loc(A))) + gzip.compress(b" ") * 1200
    found = read(packed, URL)
    assert found.pages == [Entry(A)]
    assert found.damage == ("has too many gzip members",)
