"""Writes responses as HTTP/1.1 bytes."""

from dataclasses import replace
from http import HTTPStatus

from crawler.sampleweb.page import Response, Send, Step

HTML = "text/html; charset=utf-8"
Headers = tuple[tuple[str, str], ...]


def head(status: int, headers: Headers) -> bytes:
    """Return the status line and header block."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Server: sampleweb"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def whole(
    status: int, body: bytes, content_type: str = HTML, headers: Headers = ()
) -> Response:
    """Return an ordinary response with its true length."""
    top = head(
        status,
        (("Content-Type", content_type), ("Content-Length", str(len(body))), *headers),
    )
    return Response(status, (Send(top + body),), top)


def validated(body: bytes, etag: str, since: str) -> Response:
    """Return a response that a client with a fresh copy need not take again."""
    headers: Headers = ()
    if etag:
        headers += (("ETag", etag),)
    if since:
        headers += (("Last-Modified", since),)
    return replace(
        whole(200, body, HTML, headers),
        etag=etag.encode(),
        last_modified=since.encode(),
        not_modified=head(304, headers),
    )


def scripted(
    status: int, headers: Headers, *steps: Step, close: bool = False
) -> Response:
    """Return a response whose body follows in `steps`."""
    top = head(status, headers)
    return Response(status, (Send(top), *steps), top, close=close)
