"""The head of a request in bytes, and nothing in it that could start another one."""

import re
from functools import lru_cache

from crawler.errors import BadAsk
from crawler.exchange import Ask, Headers
from crawler.wire.coding import ACCEPTED
from crawler.wire.route import Route

_METHOD = re.compile(rb"[A-Z]{1,20}\Z")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_VALUE = re.compile(rb"[^\x00\r\n]*\Z")
# These tell how the message is framed, which is for us to say; Proxy-Authorization
# would reach the host where no proxy takes it out.
_OURS = frozenset(
    {b"content-length", b"transfer-encoding", b"upgrade", b"proxy-authorization"}
)
_WITH_BODY = frozenset({b"POST", b"PUT", b"PATCH"})


def head_of(ask: Ask, way: Route, target: str) -> bytes:
    """Return the request's head as the host sees it."""
    lines, host = _lines(ask.headers)
    if ask.method != b"GET" and not _METHOD.match(ask.method):
        raise BadAsk(f"{ask.method!r} is no method of HTTP")
    if ask.body or ask.method in _WITH_BODY:
        lines += b"Content-Length: %d\r\n" % len(ask.body)
    return b"%b %b HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (
        ask.method,
        target.encode(),
        host or way.authority,
        lines,
    )


def request(head: bytes, ask: Ask, way: Route) -> bytes:
    """Return all that goes over the connection, with what a proxy is told."""
    if way.prefix:
        method, _, rest = head.partition(b" ")
        head = b"%b %b%b%b\r\n" % (method, way.prefix, rest[:-2], way.credentials)
    return head + ask.body if ask.body else head


@lru_cache(maxsize=4096)
def _lines(headers: Headers) -> tuple[bytes, bytes]:
    """Return header lines and a Host of the caller's own; a crawl has few of them."""
    lines, host, coded = [], b"", False
    for name, value in headers:
        if not (_NAME.match(name) and _VALUE.match(value)):
            raise BadAsk(f"the header {name!r} cannot be sent: look for line breaks")
        low = name.lower()
        coded = coded or low == b"accept-encoding"
        if low == b"host":
            host = value
        elif low not in _OURS:
            lines.append(b"%b: %b\r\n" % (name, value))
    if not coded:
        lines.append(b"Accept-Encoding: %b\r\n" % ACCEPTED)
    return b"".join(lines), host
