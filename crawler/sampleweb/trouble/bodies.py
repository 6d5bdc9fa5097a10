"""Bodies that are packed, chunked, wrongly measured or far too big."""

import gzip
import zlib
from dataclasses import replace

import brotli
import zstandard

from crawler.sampleweb.page import Response, Send
from crawler.sampleweb.render import Place
from crawler.sampleweb.trouble.plain import Draft, Rooms, raw, room
from crawler.sampleweb.wire import HTML, Headers, scripted, whole

_BLOCK = b"<p>" + b"and so on " * 6_553 + b"</p>\n"
_ZEROS = bytes(1 << 20)


def codings(place: Place) -> Rooms:
    """Return the host that packs its bodies."""
    chunked: Headers = (("Content-Type", HTML), ("Transfer-Encoding", "chunked"))

    def in_chunks(body: bytes) -> Response:
        return scripted(200, chunked, Send(_chunks(body) + b"0\r\n\r\n"))

    def extended(body: bytes) -> Response:
        last = b"0;last=yes\r\nX-Checked: yes\r\n\r\n"
        return scripted(200, chunked, Send(_chunks(body, b";n=v") + last))

    def cut(body: bytes) -> Response:
        return scripted(200, chunked, Send(_chunks(body)[:-40]), close=True)

    def bad_size(body: bytes) -> Response:
        return scripted(200, chunked, Send(b"zz\r\n" + body), close=True)

    return Rooms(
        raw(place, "/chunked", "chunked", in_chunks)
        | raw(place, "/chunked-extended", "chunk extensions and a trailer", extended)
        | raw(place, "/chunked-cut", "chunks without an end", cut)
        | raw(place, "/chunked-bad", "a chunk size that is no number", bad_size)
        | raw(place, "/gzip", "gzip if accepted", lambda body: _offered("gzip", body))
        | raw(place, "/br", "br if accepted", lambda body: _offered("br", body))
        | raw(place, "/zstd", "zstd if accepted", lambda body: _offered("zstd", body))
        | raw(
            place,
            "/gzip-always",
            "gzip, asked or not",
            lambda body: _packed("gzip", body),
        )
        | raw(place, "/gzip-cut", "gzip without its end", _cut_gzip)
        | raw(place, "/gzip-lie", "says gzip, is plain", _no_gzip)
    )


def _chunks(body: bytes, extension: bytes = b"") -> bytes:
    parts = [body[at : at + 500] for at in range(0, len(body), 500)]
    return b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts)


def _pack(coding: str, body: bytes) -> bytes:
    if coding == "br":
        return brotli.compress(body)
    if coding == "zstd":
        return zstandard.compress(body)
    return gzip.compress(body, mtime=0)


def _packed(coding: str, body: bytes) -> Response:
    headers = (("Content-Encoding", coding), ("Vary", "Accept-Encoding"))
    return whole(200, _pack(coding, body), HTML, headers)


def _offered(coding: str, body: bytes) -> Response:
    plain = whole(200, body, HTML, (("Vary", "Accept-Encoding"),))
    return replace(plain, coded=((coding.encode(), _packed(coding, body)),))


def _cut_gzip(body: bytes) -> Response:
    return whole(200, _pack("gzip", body)[:-60], HTML, (("Content-Encoding", "gzip"),))


def _no_gzip(body: bytes) -> Response:
    return whole(200, body, HTML, (("Content-Encoding", "gzip"),))


def lengths(place: Place) -> Rooms:
    """Return the host that cannot count."""

    def measured(*said: str) -> Headers:
        return (("Content-Type", HTML), *(("Content-Length", text) for text in said))

    def answer(body: bytes, *said: str) -> Response:
        return scripted(200, measured(*said), Send(body), close=True)

    return Rooms(
        raw(place, "/too-long", "promises more than it sends",
            lambda body: answer(body, str(len(body) + 500)))
        | raw(place, "/too-short", "sends more than it promises",
              lambda body: answer(body, str(len(body) - 50)))
        | raw(place, "/none", "ends with the connection", answer)
        | raw(place, "/two", "two different lengths",
              lambda body: answer(body, str(len(body)), str(len(body) + 1)))
        | raw(place, "/negative", "a negative length", lambda body: answer(body, "-1"))
        | raw(place, "/words", "a length in words", lambda body: answer(body, "many"))
    )  # fmt: skip


def huge(place: Place) -> Rooms:
    """Return the host that sends too much."""

    def big(body: bytes) -> Response:
        # The same block again and again: sixteen megabytes that take up 64 KiB here.
        total = len(body) + 256 * len(_BLOCK)
        headers = (("Content-Type", HTML), ("Content-Length", str(total)))
        return scripted(200, headers, Send(body), *[Send(_BLOCK)] * 256)

    def bomb(body: bytes) -> Response:
        # Packed piece by piece: the zeros never lie in memory together.
        packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        parts = [packer.compress(body), *map(packer.compress, [_ZEROS] * 32)]
        packed = b"".join([*parts, packer.flush()])
        return whole(200, packed, HTML, (("Content-Encoding", "gzip"),))

    def long_header(body: bytes) -> Response:
        return whole(200, body, HTML, (("X-Padding", "x" * 65_536),))

    many = tuple((f"/item/{at}", "") for at in range(3_000))
    deep = "<div>" * 5_000 + "at the bottom" + "</div>" * 5_000
    return Rooms(
        raw(place, "/big", "sixteen megabytes", big)
        | raw(place, "/bomb", "32 MiB of zeros in gzip", bomb)
        | raw(place, "/long-header", "a header of 64 KiB", long_header)
        | room(place, "/many-links", Draft("Three thousand links", many))
        | room(place, "/deep", Draft("Five thousand nested elements", more=deep))
    )
