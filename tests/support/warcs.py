"""Exchanges to store, and WARC files as other programs read them, for tests."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import zstandard
from fastwarc.warc import ArchiveIterator, WarcRecord

from lake.bodies import BodyPlace, BodyStore, Exchange
from lake.keys import content_digest
from lake.settings import LakeSettings

AT = datetime(2026, 11, 20, tzinfo=UTC)
_SENT = b"GET /p?q=1 HTTP/1.1\r\nHost: a.test\r\n\r\n"
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def exchange(body: bytes, url: str = "http://a.test/p?q=1", **more: object) -> Exchange:
    given = {
        "url": url,
        "status": 200,
        "request_headers": _SENT,
        "response_headers": _HEAD,
        "body": body,
        "fetched_at": AT,
        "digest": content_digest(body),
    }
    return Exchange(**{**given, **more})


def stored(home: Path, exchanges: list[Exchange], **settings: int) -> list[BodyPlace]:
    store = BodyStore(home, LakeSettings(**settings))
    places = [store.write(one) for one in exchanges]
    store.close()
    return places


def warcs(home: Path) -> list[Path]:
    return sorted((home / "warc").glob("*.warc.zst"))


def plain(path: Path) -> bytes:
    """Unpack a file as the draft says, with nothing of ours: dictionary, then frames."""
    data = path.read_bytes()
    dictionary = None
    if data[:4] == b"\x5d\x2a\x4d\x18":
        length = int.from_bytes(data[4:8], "little")
        content = zstandard.ZstdDecompressor().decompress(data[8 : 8 + length])
        dictionary = zstandard.ZstdCompressionDict(content)
        data = data[8 + length :]
    reader = zstandard.ZstdDecompressor(dictionary).stream_reader(
        io.BytesIO(data), read_across_frames=True
    )
    return reader.read()


def other_reader(path: Path) -> Iterator[WarcRecord]:
    """Read a file with fastwarc, the digest of every body checked."""
    for record in ArchiveIterator(io.BytesIO(plain(path)), parse_http=False):
        record.freeze()
        kind = record.headers["WARC-Type"]
        if kind in ("response", "request", "revisit"):
            record.parse_http()
        if kind == "response":
            assert record.verify_payload_digest()
        yield record


def web(pages: int, hosts: int = 3, power: int = 2) -> list[Exchange]:
    """Return pages that are alike as pages of few hosts are."""
    frame = "".join(
        f'<a class="menu-{n}" href="/c/{n}">{n**power}</a>' for n in range(400)
    )
    return [
        exchange(
            f"<title>{number}</title>{frame}<p>{number**5}</p>".encode(),
            f"http://h{number % hosts}.test/{number}",
        )
        for number in range(pages)
    ]
