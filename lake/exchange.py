"""One request and its response, as they are handed in to be kept.

What a host sends never breaks a record: its header lines are cleaned first, so that the
first empty line behind them is their end.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from lake.errors import ExchangeRefused

_END = b"\r\n\r\n"
_CODING = re.compile(rb"(?im)^transfer-encoding(?=[ \t]*:)")
_LENGTH = re.compile(rb"(?im)^content-length(?=[ \t]*:)")
# Scheme, perhaps a user, then the host; 1 us against 10 of urlsplit.
_AUTHORITY = re.compile(r"[^:/?#]+://(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)")
_REASONS = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response; the headers as bytes, the body as it was kept.

    `about` goes into a metadata record beside them.
    """

    url: str
    status: int
    request_headers: bytes
    response_headers: bytes
    body: bytes
    fetched_at: datetime
    digest: str
    ip: str = ""
    # Why the body is not whole, in WARC's words: length, time, disconnect.
    truncated: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


def checked(exchange: Exchange) -> None:
    """Refuse what cannot be a WARC record."""
    url = exchange.url
    # A lone surrogate is not printable, so whatever passes can be encoded.
    if not url or not url.isprintable() or " " in url:
        raise ExchangeRefused(f"{url!r} cannot be a WARC target URI")
    if exchange.fetched_at.tzinfo is None:
        raise ExchangeRefused(f"{url}: its time needs a time zone, such as UTC")


def host_of(url: str) -> str:
    """Return the host name of `url`, without a port."""
    place = _AUTHORITY.match(url)
    return place[1].lower() if place else ""


def response_head(exchange: Exchange) -> bytes:
    """Return status line and headers, ending in an empty line."""
    head = exchange.response_headers
    if not head.startswith(b"HTTP/"):
        reason = _REASONS.get(exchange.status, "")
        head = f"HTTP/1.1 {exchange.status} {reason}\r\n".encode() + head
    return _clean(_after_transfer(head, len(exchange.body)))


def request_head(exchange: Exchange) -> bytes:
    """Return request line and headers, ending in an empty line."""
    head = exchange.request_headers
    first = head.partition(b"\r\n")[0]
    if b" HTTP/" not in first:
        path = exchange.url.partition("://")[2].partition("/")[2]
        head = b"GET /%s HTTP/1.1\r\n" % path.encode() + head
    return _clean(head)


def _after_transfer(head: bytes, length: int) -> bytes:
    """Mark the lines that no longer hold for the body, kept as it is after transfer.

    Other readers would take a body apart that is not in chunks any more, or cut it.
    """
    lower = head.lower()  # a look with `in` costs a tenth of an expression
    if b"\ntransfer-encoding" in lower:
        head = _CODING.sub(rb"X-Archive-Orig-Transfer-Encoding", head)
    if b"\ncontent-length: %d\r" % length not in lower:
        head = _LENGTH.sub(rb"X-Archive-Orig-Content-Length", head)
    return head


def _clean(head: bytes) -> bytes:
    """Return `head` so that its first empty line is its end."""
    head = head.rstrip(b"\r\n")
    ends = head.count(b"\r\n")
    regular = ends == head.count(b"\n") == head.count(b"\r")
    if not regular or b"\x00" in head or _END in head:
        lines = re.split(rb"(?:\r\n)+", head)
        head = b"\r\n".join([re.sub(rb"[\x00\r\n]", b" ", line) for line in lines])
    return head + _END
