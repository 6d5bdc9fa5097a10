import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import uvloop
from wire_certificates import certificate, server_side
from wire_servers import Play, asking, outcome_of, run, saying, serving, wiring

from crawler.errors import BadAsk, ProxyFailed, TlsFailed
from crawler.exchange import Answer, Ask
from crawler.wire.settings import WireSettings

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
RESOLVE = {"shop.example": "127.0.0.1", "other.example": "127.0.0.1"}
Run = Callable[[Coroutine[Any, Any, Any]], Any]
LOOPS = pytest.mark.parametrize("loop", [uvloop.run, asyncio.run])


def trusting(path: Path) -> WireSettings:
    return WireSettings(allow_private=True, resolve=RESOLVE, trust=str(path))


async def keeping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(head) + head
        )


@LOOPS
def test_https_is_spoken_to_who_proves_its_name(tmp_path: Path, loop: Run) -> None:
    shown = certificate(tmp_path, "shop.example")

    async def twice() -> None:
        async with (
            serving(keeping, ssl=server_side(shown)) as port,
            wiring(trusting(shown)) as wire,
        ):
            ask = Ask(f"https://shop.example:{port}/a", "shop.example")
            for _ in range(2):
                came = await wire.fetch(ask)
                assert (came.body, came.ip) == (came.asked, "127.0.0.1")

    loop(twice())


@LOOPS
@pytest.mark.parametrize(
    ("name", "days", "text"),
    [
        ("shop.example", 2, "self-signed certificate"),
        ("shop.example", -1, "expired"),
        ("third.example", 1, "shop.example"),
    ],
)
def test_who_does_not_prove_its_name_is_not_asked(
    tmp_path: Path, loop: Run, name: str, days: int, text: str
) -> None:
    shown = certificate(tmp_path, name, days=days)
    settings = trusting(certificate(tmp_path, "nobody") if days == 2 else shown)

    async def once() -> None:
        async with (
            serving(keeping, ssl=server_side(shown)) as port,
            wiring(settings) as wire,
        ):
            ask = Ask(f"https://shop.example:{port}/", "shop.example")
            error = await outcome_of(wire, ask)
            assert isinstance(error, TlsFailed)
            assert text in str(error)

    loop(once())


@LOOPS
@pytest.mark.parametrize(
    "name", [".shop", "shop.", "a..b", "a_b", "-a-", "xn--a", "x" * 64, "*.shop", "~"]
)
def test_no_name_is_too_odd_to_fail_on(tmp_path: Path, loop: Run, name: str) -> None:
    shown = certificate(tmp_path, "shop.example")
    settings = WireSettings(
        allow_private=True, resolve={name: "127.0.0.1"}, trust=str(shown)
    )

    async def once() -> None:
        async with (
            serving(keeping, ssl=server_side(shown)) as port,
            wiring(settings) as wire,
        ):
            ask = Ask(f"https://{name}:{port}/", name)
            error = await outcome_of(wire, ask)
            assert isinstance(error, TlsFailed | BadAsk), repr(error)

    loop(once())


@LOOPS
@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b""])
def test_who_does_not_speak_tls_has_a_name(loop: Run, said: bytes) -> None:
    async def blunt(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(said)

    async def once() -> str:
        async with serving(blunt) as port, wiring() as wire:
            ask = Ask(f"https://127.0.0.1:{port}/", "127.0.0.1")
            return type(await outcome_of(wire, ask)).__name__

    assert loop(once()) == ("TlsFailed" if said else "ConnectFailed")


def test_an_answer_over_tls_that_breaks_off_is_kept(tmp_path: Path) -> None:
    shown = certificate(tmp_path, "shop.example")

    async def once() -> Answer:
        async with (
            serving(saying(OK + b"ab"), ssl=server_side(shown)) as port,
            wiring(trusting(shown)) as wire,
        ):
            return await wire.fetch(
                Ask(f"https://shop.example:{port}/", "shop.example")
            )

    came = run(once())
    assert (came.body, came.truncated) == (b"ab", "disconnect")


def tunnel(port: list[int], heard: list[bytes]) -> Play:
    """Lead whoever asks to the loopback port in `port`, whatever name it asks for."""

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        to, out = await asyncio.open_connection("127.0.0.1", port[0])
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pipe(reader, out), _pipe(to, writer))

    return play


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
    finally:
        writer.transport.abort()


@LOOPS
def test_a_proxy_leads_to_a_host_with_tls(tmp_path: Path, loop: Run) -> None:
    shown = certificate(tmp_path, "shop.example")
    heard: list[bytes] = []

    async def twice() -> None:
        async with (
            serving(keeping, ssl=server_side(shown)) as port,
            serving(tunnel([port], heard)) as proxy,
            wiring(trusting(shown)) as wire,
        ):
            through = f"http://me:p%40ss@127.0.0.1:{proxy}"
            ask = Ask("https://shop.example/a", "shop.example", proxy=through)
            for _ in range(2):
                came = await wire.fetch(ask)
                assert (came.body, came.ip) == (came.asked, "")

    loop(twice())
    credentials = base64.b64encode(b"me:p@ss")
    assert heard == [
        b"CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n"
        b"Proxy-Authorization: Basic %b\r\n\r\n" % credentials
    ]


def test_a_proxy_fetches_plain_pages_over_one_connection() -> None:
    async def both() -> list[Answer]:
        async with serving(keeping) as proxy, wiring() as wire:
            through = f"http://me:secret@127.0.0.1:{proxy}"
            hosts = ("one.example", "two.example:81")
            asks = [Ask(f"http://{host}/a?b", host, proxy=through) for host in hosts]
            return [await wire.fetch(ask) for ask in asks]

    for came, host in zip(
        run(both()), (b"one.example", b"two.example:81"), strict=True
    ):
        assert came.body.startswith(
            b"GET http://%b/a?b HTTP/1.1\r\nHost: %b" % (host, host)
        )
        assert b"\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n" in came.body
        assert came.asked.startswith(b"GET /a?b HTTP/1.1\r\n")
        assert b"Proxy" not in came.asked


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nabc",
        b"220 smtp ready\r\n\r\n",
        b"HTTP/1.1 200 ",
        b"",
        b"x" * 100_000,
    ],
)
def test_a_proxy_that_leads_nowhere_has_a_name(said: bytes) -> None:
    async def once() -> object:
        async with serving(saying(said)) as proxy, wiring() as wire:
            through = f"http://me:secret@127.0.0.1:{proxy}"
            ask = Ask("https://shop.example/", "shop.example", proxy=through)
            return await outcome_of(wire, ask)

    error = run(once())
    assert isinstance(error, ProxyFailed)
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    "proxy", ["socks5://h:1", "nonsense", "http://h:port", "http://"]
)
def test_a_proxy_of_another_kind_is_refused_without_its_password(proxy: str) -> None:
    async def once() -> object:
        async with wiring() as wire:
            return await outcome_of(wire, asking(9, proxy=proxy))

    assert isinstance(run(once()), ProxyFailed)


def test_a_proxy_leads_to_no_private_address_by_its_own_name() -> None:
    async def once() -> str:
        async with serving(keeping) as proxy, wiring(WireSettings()) as wire:
            ask = Ask("http://10.0.0.1/", "10.0.0.1", proxy=f"http://127.0.0.1:{proxy}")
            return type(await outcome_of(wire, ask)).__name__

    assert run(once()) == "AddressRefused"


async def _silent(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def mute() -> AsyncIterator[int]:
    async with serving(_silent) as port:
        yield port


def test_a_proxy_that_says_nothing_is_given_up_in_time() -> None:
    settings = WireSettings(connect_s=0.1)

    async def once() -> str:
        async with mute() as proxy, wiring(settings) as wire:
            through = f"http://127.0.0.1:{proxy}"
            ask = Ask("https://shop.example/", "shop.example", proxy=through)
            return type(await outcome_of(wire, ask)).__name__

    assert run(once()) == "TimedOut"
