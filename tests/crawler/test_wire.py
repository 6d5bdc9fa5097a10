"""What a server says, and what the wire makes of it."""

import asyncio
import gzip

import pytest
from wire_servers import (
    HEAD,
    PAGE,
    answer,
    asking,
    page,
    run,
    saying,
    serving,
    told,
    wiring,
)


def chunked(*chunks: bytes) -> bytes:
    parts = [b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in (*chunks, b"")]
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(parts)


def test_an_answer_holds_what_was_sent() -> None:
    came = answer(saying(page(PAGE, b"X-Odd-NAME:  v ")))
    assert (came.status, came.body, came.truncated) == (200, PAGE, "")
    assert (b"X-Odd-NAME", b"v") in came.headers
    assert came.wire_bytes == len(page(PAGE, b"X-Odd-NAME:  v "))
    assert came.ip == "127.0.0.1"
    assert 0 < came.first_byte_s <= came.seconds < 20


def test_the_request_is_recorded_as_it_was_sent() -> None:
    came = answer(saying(page()), path="/a?b=c", headers=((b"X-A", b"b"),))
    first, host, *rest = came.asked.split(b"\r\n")
    assert first == b"GET /a?b=c HTTP/1.1"
    assert host.startswith(b"Host: 127.0.0.1:")
    coding = b"Accept-Encoding: gzip, deflate, br, zstd"
    assert rest == [b"X-A: b", coding, b"", b""]


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (page(), PAGE),
        (chunked(b"one", b"two"), b"onetwo"),
        (chunked(), b""),
        (page(b""), b""),
        (HEAD + b"\r\nuntil the end", b"until the end"),
        (HEAD.replace(b"1.1", b"1.0") + b"\r\nold", b"old"),
        (HEAD + b"\r\n", b""),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b""),
        (b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" * 2 + page(b"at last"), b"at last"),
        (page(gzip.compress(PAGE), b"Content-Encoding: gzip"), PAGE),
        (page(b"\n\n").replace(b"\r\n", b"\n"), b"\n\n"),
        (page(b"abc") + b"more than was promised", b"abc"),
        (page(b"abc", b"X-Odd: \x01"), b"abc"),
    ],
)
def test_every_way_to_end_a_body_is_known(sent: bytes, body: bytes) -> None:
    assert told(saying(sent)) == ("", body, "")


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"", "Disconnected"),
        (b"HTTP/1.1 200 OK\r\nConte", "Disconnected"),
        (HEAD + b"Content-Length: 3\r\n\r\n", "Disconnected"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", "Disconnected"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nno chunk", "BadAnswer"),
        (b"<html>no head at all</html>", "BadAnswer"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "BadAnswer"),
        (b"HTTP/2 200\r\n\r\n", "BadAnswer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "BadAnswer"),
        (
            b"HTTP/1.1 101 Changing\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx",
            "BadAnswer",
        ),
        (HEAD + b"Content-Length: -3\r\n\r\nabc", "BadAnswer"),
        (HEAD + b"Content-Length: 99999999999999999999\r\n\r\nabc", "BadAnswer"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 20 + page(), "BadAnswer"),
        (page(b"", *[b"X: y"] * 300), "HeaderFlood"),
        (HEAD + b"X: %b\r\n\r\n" % (b"y" * 100_000), "HeaderFlood"),
        (HEAD + b"X: " + b"y" * 1_000_000, "HeaderFlood"),
        (b"HTTP/1.1 200 " + b"y" * 1_000_000, "HeaderFlood"),
    ],
)
def test_what_is_no_answer_has_a_name(sent: bytes, error: str) -> None:
    assert told(saying(sent)) == (error, b"", "")


@pytest.mark.parametrize(
    ("sent", "body", "why"),
    [
        (page()[:-100], PAGE[:-100], "disconnect"),
        (chunked(b"one", b"two")[:-10], b"one", "disconnect"),
        (chunked(b"one")[:-5] + b"oh no!\r\n", b"one", "disconnect"),
        (page(bytes(3000)), bytes(2000), "length"),
        (chunked(*[b"x"] * 3000), b"x" * 2000, "length"),
        (
            page(gzip.compress(bytes(9000)), b"Content-Encoding: gzip"),
            bytes(2000),
            "length",
        ),
        (
            page(gzip.compress(b"one")[:-9], b"Content-Encoding: gzip"),
            b"one",
            "disconnect",
        ),
    ],
)
def test_what_is_cut_says_why(sent: bytes, body: bytes, why: str) -> None:
    limit = 100_000 if why == "disconnect" else 2000
    assert told(saying(sent), max_bytes=limit) == ("", body, why)


def test_a_server_of_another_protocol_speaks_first() -> None:
    async def greets(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await reader.read()

    assert {told(greets)[0] for _ in range(20)} == {"BadAnswer"}


def test_a_slow_server_is_given_up() -> None:
    start = HEAD + b"Content-Length: 99\r\n\r\n"
    assert told(saying(stay=True), timeout_s=0.1)[0] == "TimedOut"
    assert told(saying(start, stay=True), timeout_s=0.1)[0] == "TimedOut"
    cut = told(saying(start + b"abc", stay=True), timeout_s=0.3)
    assert cut == ("", b"abc", "time")


def test_a_drip_of_bytes_does_not_prolong_the_time() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n")
        while not reader.at_eof():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    assert told(drip, timeout_s=0.3)[2] == "time"


def test_an_endless_body_ends_at_the_limit() -> None:
    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n")
        while True:
            writer.write(bytes(65_536))
            await writer.drain()

    assert told(endless, max_bytes=300_000) == ("", bytes(300_000), "length")


def test_endless_frames_of_tiny_chunks_end_too() -> None:
    start = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    many = b"1;%b\r\nx\r\n" % (b"e" * 5000) * 1000
    assert told(saying(start, many, stay=True), max_bytes=100_000)[2] == "length"


def test_a_head_alone_is_no_wait_for_a_body() -> None:
    async def talk() -> None:
        async with serving(_heads) as port, wiring() as wire:
            ask = asking(port, method=b"HEAD")
            first = await wire.fetch(ask)
            second = await wire.fetch(asking(port))
        assert (first.status, first.body, second.body) == (200, b"", b"abc")

    run(talk())


async def _heads(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        sent = page(b"abc")
        writer.write(sent.removesuffix(b"abc") if head.startswith(b"HEAD") else sent)


def test_a_body_is_sent_with_its_length() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(page(head.lower() + await reader.readexactly(4)))

    body = answer(echo, method=b"POST", body=b"\r\n\x00\xff").body
    assert body.endswith(b"\r\n\r\n\r\n\x00\xff")
    assert b"\r\ncontent-length: 4\r\n" in body
