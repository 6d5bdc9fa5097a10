import gzip
import json
import time
import zlib
from collections import Counter

import brotli
import pytest
import zstandard

from crawler.sampleweb.hosts import HOSTS

TROUBLE = [host.name for host in HOSTS.values() if host.group == "trouble"]


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def header(answer: bytes, name: str) -> str:
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1")
    values = [
        line.partition(": ")[2] for line in head.split("\r\n") if line.startswith(name)
    ]
    return ", ".join(values)


def unchunked(body: bytes) -> bytes:
    out = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        out, body = out + rest[:length], rest[length + 2 :] if length else b""
    return out


def test_no_troublesome_host_has_more_than_twenty_pages(all_pages) -> None:
    counts = Counter(page.truth.host for page in all_pages)
    assert {host: counts[host] for host in TROUBLE if not 3 < counts[host] <= 20} == {}


@pytest.mark.parametrize(
    ("host", "expected"),
    [("robots-allow.test", 200), ("robots-404.test", 404), ("robots-503.test", 503),
     ("robots-redirect.test", 301), ("robots-delay.test", 200)],
)  # fmt: skip
def test_robots_txt_answers_as_its_host_is_called(
    client, host: str, expected: int
) -> None:
    assert status(client.get(host, "/robots.txt")) == expected


def test_robots_txt_asks_for_a_pause(client) -> None:
    assert b"Crawl-delay: 1\n" in client.body("robots-delay.test", "/robots.txt")


def test_robots_txt_is_longer_than_any_reader_has_to_read(client) -> None:
    body = client.body("robots-huge.test", "/robots.txt")
    assert len(body) > 500 * 1024
    assert body.startswith(b"User-agent: *\nDisallow: /private/\n")


def test_robots_txt_has_broken_bytes_around_its_rule(client) -> None:
    body = client.body("robots-broken.test", "/robots.txt")
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert b"Disallow: /private/" in body


def test_a_sitemap_index_leads_to_pages_nothing_links(client, sample_web) -> None:
    index = client.body("sitemaps.test", "/sitemap-index.xml")
    packed = gzip.decompress(client.body("sitemaps.test", "/sitemap-packed.xml.gz"))
    assert b"/sitemap-packed.xml.gz</loc>" in index
    assert b"/found/3</loc>" in packed
    assert sample_web.page("sitemaps.test", "/").truth.links == (
        "http://sitemaps.test:8790/",
    )


@pytest.mark.parametrize(
    ("path", "target"),
    [("/chain/1", "/chain/2"), ("/chain/3", "/end"), ("/loop/a", "/loop/b"),
     ("/loop/b", "/loop/a"), ("/self", "/self"), ("/long/57", "/long/58"),
     ("/no-location", ""), ("/308", "/end")],
)  # fmt: skip
def test_redirects_lead_where_they_say(client, path: str, target: str) -> None:
    answer = client.get("redirects.test", path)
    assert 300 < status(answer) < 309
    assert header(answer, "Location") == target


def test_a_redirect_leads_to_another_host(client) -> None:
    where = header(client.get("redirects.test", "/other-host"), "Location")
    assert where == f"http://robots-allow.test:{client.web.port}/open"


@pytest.mark.parametrize("code", [403, 404, 410, 429, 500, 503])
def test_refusals_are_what_their_path_says(client, code: int) -> None:
    assert status(client.get("refusals.test", f"/{code}")) == code


@pytest.mark.parametrize("code", [429, 503])
def test_a_refusal_names_a_time_and_is_over_the_second_time(client, code: int) -> None:
    first = client.get("refusals.test", f"/{code}-once")
    second = client.get("refusals.test", f"/{code}-once")
    assert (status(first), header(first, "Retry-After")) == (code, "1")
    assert status(second) == 200


def test_a_late_answer_keeps_its_first_byte_back(client) -> None:
    started = time.monotonic()
    assert status(client.get("slow.test", "/late")) == 200
    assert time.monotonic() - started >= 0.2


def test_a_stalled_body_pauses_in_its_middle(client) -> None:
    with client.connect("slow.test") as sock:
        sock.sendall(b"GET /stalled HTTP/1.1\r\nHost: slow.test\r\n\r\n")
        sock.recv(65_536)
        paused = time.monotonic()
        assert sock.recv(65_536).endswith(b"</html>\n")
        assert time.monotonic() - paused > 0.15


def test_a_client_that_leaves_early_harms_nobody(client) -> None:
    with client.connect("slow.test") as sock:
        sock.sendall(b"GET /stalled HTTP/1.1\r\nHost: slow.test\r\n\r\n")
        sock.recv(10)
    assert status(client.get("slow.test", "/")) == 200


@pytest.mark.parametrize("path", ["/reset", "/in-body"])
def test_a_dropped_connection_ends_in_a_reset(client, path: str) -> None:
    with pytest.raises(ConnectionResetError):
        client.get("drops.test", path)


def test_a_silent_host_closes_without_a_byte(client) -> None:
    assert client.get("drops.test", "/silent") == b""
    assert b"\r\n\r\n" not in client.get("drops.test", "/in-head")


@pytest.mark.parametrize("path", ["/chunked", "/chunked-extended"])
def test_chunks_make_up_the_page(client, path: str) -> None:
    answer = client.get("codings.test", path)
    assert header(answer, "Transfer-Encoding") == "chunked"
    assert unchunked(answer.partition(b"\r\n\r\n")[2]).endswith(b"</html>\n")


@pytest.mark.parametrize(
    ("coding", "unpack"),
    [("gzip", gzip.decompress), ("br", brotli.decompress),
     ("zstd", zstandard.decompress)],
)  # fmt: skip
def test_a_coding_is_used_where_it_is_accepted(client, coding: str, unpack) -> None:
    plain = client.body("codings.test", f"/{coding}")
    packed = client.get("codings.test", f"/{coding}", f"Accept-Encoding: {coding}")
    assert header(packed, "Content-Encoding") == coding
    assert unpack(packed.partition(b"\r\n\r\n")[2]) == plain


def test_a_cut_or_feigned_gzip_cannot_be_unpacked(client) -> None:
    with pytest.raises(EOFError):
        gzip.decompress(client.body("codings.test", "/gzip-cut"))
    with pytest.raises((gzip.BadGzipFile, zlib.error)):
        gzip.decompress(client.body("codings.test", "/gzip-lie"))


@pytest.mark.parametrize(("path", "off"), [("/too-long", 500), ("/too-short", -50)])
def test_a_length_is_off(client, path: str, off: int) -> None:
    answer = client.get("lengths.test", path)
    body = answer.partition(b"\r\n\r\n")[2]
    assert int(header(answer, "Content-Length")) == len(body) + off


def test_a_huge_page_arrives_whole(client) -> None:
    answer = client.get("huge.test", "/big")
    length = len(answer.partition(b"\r\n\r\n")[2])
    assert length == int(header(answer, "Content-Length")) > 16_000_000


def test_a_small_answer_unpacks_to_a_huge_one(client) -> None:
    body = client.body("huge.test", "/bomb")
    assert len(body) < 100_000
    assert len(gzip.decompress(body)) > 32_000_000


def test_a_charset_is_declared_wrongly(client) -> None:
    with pytest.raises(UnicodeDecodeError):
        client.body("charsets.test", "/latin1-as-utf8").decode()
    assert "Köln" in client.body("charsets.test", "/utf8-as-latin1").decode()
    assert (
        client.body("charsets.test", "/utf16").decode("utf-16").startswith("<!DOCTYPE")
    )


def test_broken_markup_closes_nothing(client) -> None:
    body = client.body("charsets.test", "/broken")
    assert b"</p>" not in body
    assert b"<a href=/" in body


def test_a_soft_404_says_200_everywhere(client) -> None:
    answer = client.get("duplicates.test", "/anything/at/all")
    assert status(answer) == 200
    assert b"page not found" in answer


def test_one_page_has_many_addresses(client) -> None:
    paths = ("/tea", "/TEA", "/tea?utm_source=mail", "/tea/index.html")
    assert len({client.body("duplicates.test", path) for path in paths}) == 1


@pytest.mark.parametrize(
    "path", ["/calendar/2026-01", "/story/1?sid=0", "/deeper/", "/shelf?size=m"]
)
def test_a_trap_goes_on_for_ever(sample_web, path: str) -> None:
    seen: set[str] = set()
    for _ in range(50):
        page = sample_web.page("traps.test", path)
        path = page.truth.links[0].partition(":8790")[2]
        seen.add(path)
    assert len(seen) == 50


@pytest.mark.parametrize("path", ["/etag", "/weak", "/modified", "/both"])
def test_a_fresh_copy_gets_304(client, path: str) -> None:
    first = client.get("fresh.test", path)
    lines = [f"If-None-Match: {header(first, 'ETag')}"] * bool(header(first, "ETag"))
    lines += [f"If-Modified-Since: {header(first, 'Last-Modified')}"]
    again = client.get("fresh.test", path, *lines)
    assert (status(first), status(again)) == (200, 304)
    assert again.endswith(b"\r\n\r\n")


def test_a_stale_copy_gets_the_page(client) -> None:
    lines = ('If-None-Match: "v0"', "If-Modified-Since: Mon, 05 Jan 2026 08:00:00 GMT")
    assert status(client.get("fresh.test", "/both", *lines)) == 200


def test_rights_are_reserved_in_headers_and_meta_elements(client) -> None:
    tdm = client.get("rights.test", "/tdm-header")
    assert header(tdm, "tdm-reservation") == "1"
    assert (
        header(client.get("rights.test", "/header-noarchive"), "X-Robots")
        == "noarchive"
    )
    assert b'name="robots" content="noindex"' in client.body(
        "rights.test", "/meta-noindex"
    )
    assert b'name="tdm-reservation"' in client.body("rights.test", "/tdm-meta")
    assert b'rel="sponsored"' in client.body("rights.test", "/rel")
    assert json.loads(client.body("rights.test", "/.well-known/tdmrep.json"))


def test_doors_are_closed_in_the_usual_ways(client) -> None:
    assert b'type="password"' in client.body("doors.test", "/login")
    assert header(client.get("doors.test", "/members"), "Location") == "/login"
    assert status(client.get("doors.test", "/basic")) == 401
    assert [
        status(client.get("doors.test", f"/challenge-{n}")) for n in (403, 503)
    ] == [403, 503]
    assert b"challenge-form" in client.body("doors.test", "/challenge-403")
