"""The browser's only way out: a SOCKS server on loopback that says where it may go.

The check stands where a name becomes a connection, so neither a redirect, nor a hostile
DNS answer, nor what no request tells of (sockets, connections made ahead) gets past it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from crawler.errors import WireError
from crawler.wire.names import Names

# Of RFC 1928: no credentials; connect; a name as the address; what became of it.
_VERSION, _OPEN_TO_ALL, _CONNECT, _BY_NAME = 5, 0, 1, 3
_DONE, _NOT_ALLOWED, _UNREACHABLE = 0, 2, 4
_REST_OF_REPLY = bytes((0, 1, 0, 0, 0, 0, 0, 0))
_HANDSHAKE_S = _CONNECT_S = 10.0
_MOST_ADDRESSES = 3
_CHUNK_BYTES = 64 * 1024


class _Refused(Exception):
    """Why no connection is made; holds what the browser is told."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Door:
    """Connects the browser to hosts that `may` be asked."""

    def __init__(self, names: Names, may: Callable[[str], bool]) -> None:
        self._names = names
        self._may = may
        self._server: asyncio.Server | None = None
        self._through: set[asyncio.Task[None]] = set()
        self.reached: dict[str, str] = {}  # the address at which a host was met last

    async def open(self) -> int:
        """Listen on a free port of loopback and return it."""
        self._server = await asyncio.start_server(self._come, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Let nobody through any more."""
        if self._server:
            self._server.close()
        for task in list(self._through):
            task.cancel()
        await asyncio.gather(*self._through, return_exceptions=True)

    def _come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._lead(reader, writer))
        self._through.add(task)
        task.add_done_callback(self._through.discard)

    async def _lead(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        # Whoever hangs up, on either side and at any moment, ends this connection only.
        try:
            with suppress(OSError, EOFError, _Refused):
                async with asyncio.timeout(_HANDSHAKE_S):
                    name, port = await _asked(reader, writer)
                far = await self._connected(name, port, writer)
                await _exchange((reader, writer), far)
        finally:
            writer.close()

    async def _connected(
        self, name: str, port: int, writer: asyncio.StreamWriter
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            far = await self._dialled(name, port)
        except _Refused as refused:
            writer.write(bytes((_VERSION, refused.code)) + _REST_OF_REPLY)
            raise
        writer.write(bytes((_VERSION, _DONE)) + _REST_OF_REPLY)
        return far

    async def _dialled(
        self, name: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if not self._may(name):
            raise _Refused(_NOT_ALLOWED)
        try:
            found = await self._names.addresses(name)
        except WireError:
            raise _Refused(_NOT_ALLOWED) from None
        for address in found[:_MOST_ADDRESSES]:
            with suppress(OSError):
                async with asyncio.timeout(_CONNECT_S):
                    far = await asyncio.open_connection(address, port)
                self.reached[name] = address
                return far
        raise _Refused(_UNREACHABLE)


async def _asked(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> tuple[str, int]:
    """Return the host and the port that the browser asks for."""
    version, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(bytes((_VERSION, _OPEN_TO_ALL)))
    _, command, _, kind = await reader.readexactly(4)
    # Chromium leaves every name, and every address, to be read here.
    if (version, command, kind) != (_VERSION, _CONNECT, _BY_NAME):
        raise _Refused(_NOT_ALLOWED)
    (length,) = await reader.readexactly(1)
    name = (await reader.readexactly(length)).decode("latin-1")
    port = int.from_bytes(await reader.readexactly(2), "big")
    return f"[{name}]" if ":" in name else name, port


async def _exchange(
    near: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    far: tuple[asyncio.StreamReader, asyncio.StreamWriter],
) -> None:
    """Carry bytes both ways until one side hangs up."""
    ways = [
        asyncio.create_task(_carry(near[0], far[1])),
        asyncio.create_task(_carry(far[0], near[1])),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        far[1].close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(_CHUNK_BYTES):
        writer.write(data)
        await writer.drain()
