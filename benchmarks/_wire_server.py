"""Answers every request with one page: what benchmarks/wire.py asks."""

import asyncio
import gzip
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import cast

import brotli
import uvloop
import zstandard

CODERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.compress,
    "br": partial(brotli.compress, quality=5),
    "zstd": zstandard.ZstdCompressor().compress,
}


def serve(told: Connection, coding: str) -> None:
    """Answer every request on a free port with one page."""
    row = b"<div class=card><a href=/p/%d.html>Offer %d</a> <b>%d EUR</b></div>\n"
    page = b"<!DOCTYPE html>" + b"".join(
        row % (n, n, n * 7919 % 997) for n in range(480)
    )
    body = CODERS[coding](page)
    lines = (
        b"Content-Encoding: %b\r\n" % coding.encode() if coding != "identity" else b""
    )
    answer = (
        b"HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Sat, 21 Nov 2026 15:00:00 GMT\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n%b"
        b"Last-Modified: Sat, 21 Nov 2026 10:00:00 GMT\r\nConnection: keep-alive\r\n"
        b'ETag: "65-7c3a"\r\nAccept-Ranges: bytes\r\n\r\n%b' % (len(body), lines, body)
    )
    uvloop.run(_serve(told, answer))


async def _serve(told: Connection, answer: bytes) -> None:
    class Page(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast("asyncio.Transport", transport)

        def data_received(self, data: bytes) -> None:
            self.transport.write(answer * data.count(b"\r\n\r\n"))

    loop = asyncio.get_running_loop()
    server = await loop.create_server(Page, "127.0.0.1", 0)
    told.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()
