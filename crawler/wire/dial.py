"""Opens connections: addresses, TCP, a proxy's tunnel, TLS."""

import asyncio
import ssl
from functools import cached_property
from typing import cast

from crawler.errors import ConnectFailed, ProxyFailed, TlsFailed
from crawler.wire.names import Names
from crawler.wire.route import Route

# A name with many addresses of which none answers is not worth more.
_MOST_ADDRESSES = 3
_MOST_PROXY_HEAD = 16 * 1024


class Dialer:
    """Connects a protocol to the far end of a route."""

    def __init__(self, names: Names, trust: str) -> None:
        self._names = names
        self._trust = trust

    async def connect(self, route: Route, protocol: asyncio.Protocol) -> str:
        """Connect `protocol`; return the address of the host, "" behind a proxy."""
        _check_name(route.tls)
        found = await self._names.addresses(route.host, trusted=route.proxied)
        failed: OSError | None = None
        for address in found[:_MOST_ADDRESSES]:
            try:
                await self._open(route, address, protocol)
            except ssl.SSLError as error:
                # Its other addresses would show the same certificate.
                raise TlsFailed(f"{route.tls}: {_reason(error)}") from error
            except OSError as error:
                failed = error
            else:
                return "" if route.proxied else address
        raise ConnectFailed(
            f"{route.host} port {route.port} took no connection: {failed}"
        ) from failed

    async def _open(
        self, route: Route, address: str, protocol: asyncio.Protocol
    ) -> None:
        loop = asyncio.get_running_loop()
        if route.tunnel:
            await self._open_tunnel(route, address, protocol)
        elif route.tls:
            await loop.create_connection(
                lambda: protocol,
                address,
                route.port,
                ssl=self._context,
                server_hostname=route.tls,
            )
        else:
            await loop.create_connection(lambda: protocol, address, route.port)

    async def _open_tunnel(
        self, route: Route, address: str, protocol: asyncio.Protocol
    ) -> None:
        loop = asyncio.get_running_loop()
        plain, tunnel = await loop.create_connection(_Tunnel, address, route.port)
        try:
            await tunnel.ask(route)
            secured = await loop.start_tls(
                plain, protocol, self._context, server_hostname=route.tls
            )
        except BaseException:
            plain.abort()
            raise
        if secured is None:
            raise ConnectionResetError("the proxy hung up")
        # start_tls leaves this to its caller.
        protocol.connection_made(secured)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        # Reading the authorities takes 20 ms, which a crawl without https keeps.
        context = ssl.create_default_context(cafile=self._trust or None)
        context.set_alpn_protocols(["http/1.1"])
        return context


def _check_name(name: str) -> None:
    """Refuse a name that TLS cannot carry: found later, it costs an open socket."""
    try:
        name.encode("idna")
    except UnicodeError as error:
        raise TlsFailed(f"{name!r} is no name that a server could prove") from error


def _reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    return f"no TLS with it: {error.reason or error}"


class _Tunnel(asyncio.Protocol):
    """The talk with a proxy before it steps aside."""

    def __init__(self) -> None:
        self._heard = bytearray()
        self._head: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    async def ask(self, route: Route) -> None:
        self._transport.write(
            b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n%b\r\n"
            % (route.tunnel, route.tunnel, route.credentials)
        )
        head = await self._head
        words = head.split(maxsplit=2)
        if not words or not words[0].startswith(b"HTTP/1."):
            raise ProxyFailed("the proxy does not speak HTTP/1.x")
        if words[1:2] != [b"200"]:
            line = head.partition(b"\r\n")[0].decode("latin-1")
            raise ProxyFailed(f"the proxy leads to no {route.tls}: {line!r}")

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, end, _ = self._heard.partition(b"\r\n\r\n")
        if (end or len(head) > _MOST_PROXY_HEAD) and not self._head.done():
            self._head.set_result(bytes(head))

    def connection_lost(self, error: Exception | None) -> None:
        if not self._head.done():
            self._head.set_exception(ProxyFailed("the proxy hung up"))
            self._head.exception()  # nobody may be waiting any more
