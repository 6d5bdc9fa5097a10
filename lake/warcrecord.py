"""WARC records as bytes: how an exchange is written down, and read again.

Headers are put together by hand: one formatted string costs a tenth of an object a
header.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from http import HTTPStatus

from lake.errors import BodyUnreadable
from lake.exchange import Exchange, request_head, response_head

_END = b"\r\n\r\n"
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_SAME = f"{_PROFILE}identical-payload-digest"
_UNCHANGED = f"{_PROFILE}server-not-modified"
_HTTP = "Content-Type: application/http; msgtype="
_FIELDS = "Content-Type: application/warc-fields"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_SHIFTS = range(150, -1, -10)
_STATUS = re.compile(rb"HTTP/[\d.]+ (\d{3})\b")
_LENGTH = re.compile(rb"(?i)\r\ncontent-length:[ \t]*(\d{1,12})\r\n")


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it lies in a file: its WARC header, and its block."""

    raw: bytes
    block_at: int

    @staticmethod
    def parsed(raw: bytes) -> "Record":
        """Return the record that `raw` is, which must be whole."""
        end = raw.find(_END)
        length = _LENGTH.search(raw, 0, end + 2)
        if not raw.startswith(b"WARC/1.") or length is None:
            raise BodyUnreadable("the frame holds no WARC record")
        if end + 8 + int(length[1]) != len(raw):
            raise BodyUnreadable("the record is not as long as it says")
        return Record(raw, end + 4)

    def value(self, name: str) -> str:
        """Return what the header says of `name`; nothing where it is silent."""
        key = b"\r\n%s: " % name.encode()
        start = self.raw.find(key, 0, self.block_at)
        if start < 0:
            return ""
        start += len(key)
        return self.raw[start : self.raw.index(b"\r\n", start)].decode()

    @property
    def kind(self) -> str:
        """What it is: response, request, revisit, metadata or warcinfo."""
        return self.value("WARC-Type")

    @property
    def url(self) -> str:
        """The URL that it tells of."""
        return self.value("WARC-Target-URI")

    @property
    def block(self) -> bytes:
        """What follows the header."""
        return self.raw[self.block_at : -4]

    @property
    def http_head(self) -> bytes:
        """The status line and the headers of a response."""
        return self.raw[self.block_at : max(self.block_at, self._head_end())]

    @property
    def http_status(self) -> int | None:
        """The status of a response; None where its first line has none."""
        found = _STATUS.match(self.http_head)
        return int(found[1]) if found else None

    def http_value(self, name: str) -> str | None:
        """Return the first value of the header `name` of a response."""
        for line in self.http_head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name.lower().encode():
                return value.strip().decode("latin-1")
        return None

    @property
    def body(self) -> bytes | None:
        """What follows the HTTP headers; None where there are none."""
        end = self._head_end()
        return None if end < 0 else self.raw[end + 4 : -4]

    def without(self, *names: str) -> bytes:
        """Return the record without these lines of its header."""
        head, block = self.raw[: self.block_at], self.raw[self.block_at :]
        for name in names:
            head = re.sub(rb"\r\n%s: [^\r]*" % name.encode(), b"", head)
        return head + block

    def _head_end(self) -> int:
        return self.raw.find(_END, self.block_at, len(self.raw) - 4)


def exchange_records(exchange: Exchange) -> list[bytes]:
    """Return response, request and, where there is something to tell, metadata."""
    identity, common = new_identity(), _common(exchange)
    # IDs of one exchange differ in their last digit, which packs well.
    beside = (
        f"{common}WARC-Concurrent-To: {identity}\r\nWARC-Record-ID: {identity[:-2]}"
    )
    records = [
        _response(exchange, identity, common),
        _record("request", f"{beside}1>\r\n{_HTTP}request", request_head(exchange)),
    ]
    if exchange.about:
        told = _lines(exchange.about)
        records.append(_record("metadata", f"{beside}2>\r\n{_FIELDS}", told))
    return records


def response_record(exchange: Exchange, identity: str) -> bytes:
    """Return the record of a response; its body is what is behind its headers."""
    return _response(exchange, identity, _common(exchange))


def revisit_record(exchange: Exchange, of: Record) -> bytes:
    """Return the record of a response whose body is the one in the record `of`.

    An answer 304 brought none: the host says that it is still the same.
    """
    profile = _UNCHANGED if exchange.status == HTTPStatus.NOT_MODIFIED else _SAME
    same = "".join(
        [
            f"{name}: {value}\r\n"
            for name, value in (
                ("WARC-Refers-To", of.value("WARC-Record-ID")),
                ("WARC-Refers-To-Target-URI", of.url),
                ("WARC-Refers-To-Date", of.value("WARC-Date")),
                ("WARC-Payload-Digest", of.value("WARC-Payload-Digest")),
            )
        ]
    )
    header = (
        f"{_common(exchange)}WARC-Record-ID: {new_identity()}\r\n"
        f"WARC-Profile: {profile}\r\n{same}{_HTTP}response"
    )
    return _record("revisit", header, response_head(exchange))


def warcinfo_record(name: str, at: datetime, fields: bytes) -> bytes:
    """Return the record with which the file `name` begins."""
    header = (
        f"WARC-Record-ID: {new_identity()}\r\nWARC-Date: {warc_date(at)}\r\n"
        f"WARC-Filename: {name}\r\n{_FIELDS}"
    )
    return _record("warcinfo", header, fields)


def warcinfo_fields(about: Mapping[str, str]) -> bytes:
    """Return what a warcinfo record says of who wrote it."""
    return _lines(
        {
            "software": "harvestman",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/"
            "warc-format/warc-1.1/",
            **about,
        }
    )


def new_identity() -> str:
    """Return a record ID nobody else has: UUID version 4, its last digit a 0."""
    digits = os.urandom(16).hex()
    return (
        f"<urn:uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-"
        f"{'89ab'[int(digits[16], 16) & 3]}{digits[17:20]}-{digits[20:31]}0>"
    )


def warc_date(at: datetime) -> str:
    """Return `at` as WARC 1.1 writes it, to the microsecond."""
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return f"{at.isoformat()[:-6]}Z"


def _common(exchange: Exchange) -> str:
    ip = exchange.ip
    address = f"WARC-IP-Address: {ip}\r\n" if ip.isascii() and ip.isprintable() else ""
    date = warc_date(exchange.fetched_at)
    return (
        f"WARC-Date: {date}\r\nWARC-Target-URI: {exchange.url}\r\n"
        f"{address if ip else ''}"
    )


def _response(exchange: Exchange, identity: str, common: str) -> bytes:
    cut = f"WARC-Truncated: {exchange.truncated}\r\n" if exchange.truncated else ""
    digest = _named(sha1(exchange.body, usedforsecurity=False).digest())
    header = (
        f"{common}WARC-Record-ID: {identity}\r\n{cut}"
        f"WARC-Payload-Digest: {digest}\r\n{_HTTP}response"
    )
    return _record("response", header, response_head(exchange), exchange.body)


def _record(kind: str, header: str, head: bytes, body: bytes = b"") -> bytes:
    """Return a record whose block is `head` and `body`; `header` ends without a line."""
    # No digest of the block: each frame has a checksum, a response the digest of its
    # body, and a second one would be a tenth of what writing a page costs.
    lines = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\n{header}\r\n"
        f"Content-Length: {len(head) + len(body)}\r\n\r\n"
    )
    return b"".join((lines.encode(), head, body, _END))


def _named(digest: bytes) -> str:
    # The WARC world checks SHA-1 in base 32; it names bytes here and guards nothing.
    # Two letters at a time: base64.b32encode takes four times as long.
    number = int.from_bytes(digest, "big")
    return "sha1:" + "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def _lines(fields: Mapping[str, str]) -> bytes:
    clean = {name: " ".join(value.split()) for name, value in fields.items()}
    lines = "".join([f"{name}: {value}\r\n" for name, value in clean.items()])
    return lines.encode("utf-8", "replace")
