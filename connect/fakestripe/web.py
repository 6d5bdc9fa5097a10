"""Requests and answers, as plain values, and how ASGI carries them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

MOST_BYTES = 1_000_000

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Asked(msgspec.Struct, frozen=True):
    """What came in."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Said(msgspec.Struct, frozen=True):
    """What goes out."""

    status: int
    body: bytes
    kind: str
    headers: tuple[tuple[str, str], ...] = ()


def page(text: str, status: int = 200, *, forms_to: str = "") -> Said:
    """Return a page; its forms may end here and where the shop is, nowhere else."""
    policy = (
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none';"
        f" form-action 'self' {forms_to}"
    )
    headers = (
        ("content-security-policy", policy.strip()),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    )
    return Said(status, text.encode(), "text/html; charset=utf-8", headers)


def to(url: str) -> Said:
    """Return that the browser is to go on there."""
    return Said(303, b"", "text/plain", (("location", url),))


async def read(scope: Scope, receive: Receive) -> Asked | None:
    """Return what came in; None when it is too long, or ended before it was whole."""
    body = b""
    is_more = True
    while is_more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
        if len(body) > MOST_BYTES:
            return None
    return Asked(
        scope["method"],
        scope["path"],
        scope["query_string"].decode("latin-1"),
        {
            name.decode("latin-1"): value.decode("latin-1")
            for name, value in scope["headers"]
        },
        body,
    )


async def write(send: Send, said: Said) -> None:
    """Send an answer."""
    headers = [("content-type", said.kind), *said.headers]
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    start = {"type": "http.response.start", "status": said.status, "headers": raw}
    await send(start)
    await send({"type": "http.response.body", "body": said.body})
