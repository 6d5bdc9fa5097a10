"""One connection to a server: an exchange at a time, many of them in its life."""

import asyncio
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from crawler.errors import Disconnected, TimedOut, WireError
from crawler.exchange import Answer, Ask
from crawler.wire.reading import Reading
from crawler.wire.route import Route

if TYPE_CHECKING:
    from crawler.wire.client import Wire

Done = Callable[[Answer | WireError], None]

# Where Linux's tcp_info holds the state and the count of segments on their way.
_UNACKED = slice(24, 28)
_TCP_CLOSE, _TCP_CLOSE_WAIT = 7, 8


class Exchange:
    """A question on its way: what is asked, who waits, and until when."""

    __slots__ = (
        "again",
        "ask",
        "connection",
        "dialing",
        "done",
        "head",
        "route",
        "started",
        "until",
    )

    def __init__(self, ask: Ask, done: Done, route: Route, head: bytes) -> None:
        self.ask = ask
        self.done = done
        self.route = route
        self.head = head
        self.started = time.monotonic()
        self.until = self.started + ask.timeout_s
        self.connection: Connection | None = None
        self.dialing: asyncio.Task[None] | None = None
        # A connection that was closed while it rested may be replaced once.
        self.again = False


class Connection(asyncio.Protocol):
    """Sends an exchange's question and reads its answer."""

    __slots__ = (
        "_exchange",
        "_first_byte_at",
        "_reading",
        "_rested",
        "_sent",
        "_transport",
        "_unread",
        "_wire",
        "ip",
        "route",
        "spoke_first",
    )

    def __init__(self, wire: "Wire", route: Route) -> None:
        self.route = route
        self.ip = ""
        self.spoke_first = False
        self._wire = wire
        self._exchange: Exchange | None = None
        self._reading = Reading()
        self._transport: asyncio.Transport | None = None
        self._first_byte_at = 0.0
        self._sent = 0
        # Whether this connection served before, and was then closed by a server that
        # cannot have read what it was asked.
        self._rested = False
        self._unread = False

    def is_open(self) -> bool:
        """Return whether a question can be sent."""
        return self._transport is not None and not self._transport.is_closing()

    def send(self, exchange: Exchange, request: bytes) -> None:
        """Ask; the wire is told what comes of it."""
        self._exchange = exchange
        exchange.connection = self
        self._first_byte_at = 0.0
        ask = exchange.ask
        self._reading.begin(bodiless=ask.method == b"HEAD", limit=ask.max_bytes)
        self._sent = len(request)
        self._transport.write(request)  # type: ignore[union-attr]

    def late(self) -> None:
        """End the exchange, whose time is over, with what came."""
        if self._reading.stop():
            self._answer()
        else:
            self._fail(TimedOut("no answer in time"))

    def drop(self) -> None:
        """Forget the exchange, which has its outcome."""
        self._exchange = None

    def abort(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the way to the server."""
        # uvloop's transports are none of asyncio's, though they do the same.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take what the server sends."""
        if self._exchange is None:
            # Nobody asked: no answer after this can be trusted.
            self.spoke_first = not self._rested
            self._wire.gone(self)
            self.abort()
            return
        if not self._first_byte_at:
            self._first_byte_at = time.monotonic()
        try:
            complete = self._reading.feed(data)
        except WireError as error:
            self._fail(error)
            return
        if complete:
            self._answer()

    def eof_received(self) -> None:
        """Take it that the server says no more; the transport closes itself then."""
        if self._exchange is None:
            self._wire.gone(self)
        elif self._rested and not self._first_byte_at:
            self._unread = _cannot_have_read(self._transport, self._sent)

    def connection_lost(self, error: Exception | None) -> None:
        """Take it that the connection is over."""
        self._wire.gone(self)
        exchange = self._exchange
        if exchange is None:
            pass
        elif self._unread and not exchange.again:
            self._exchange = None
            self._wire.ask_again(exchange)
        else:
            self._end(clean=error is None)
        self._reading.close()

    def _end(self, *, clean: bool) -> None:
        try:
            self._reading.end(clean=clean)
        except Disconnected as nothing:
            self._fail(nothing)
        else:
            self._answer()

    def _answer(self) -> None:
        exchange, reading = self._exchange, self._reading
        assert exchange is not None  # noqa: S101 - who calls has looked
        body = reading.body()
        self._exchange = None
        self._rested = True
        ended = time.monotonic()
        answer = Answer(
            exchange.ask.url,
            reading.status,
            reading.headers,
            body,
            reading.wire_bytes,
            self.ip,
            ended - exchange.started,
            self._first_byte_at - exchange.started,
            reading.truncated,
            exchange.head,
        )
        reading.headers = []  # a connection may rest for long
        self._wire.settle(exchange, answer, keep=reading.keep)

    def _fail(self, error: WireError) -> None:
        exchange = self._exchange
        assert exchange is not None  # noqa: S101 - who calls has looked
        self._exchange = None
        self._wire.settle(exchange, error, keep=False)


def _cannot_have_read(transport: asyncio.Transport | None, sent: int) -> bool:
    """Return whether the server closed before a question of `sent` bytes reached it.

    What its system took in, it confirmed at the latest with its own last segment. So
    when that one came and a question is unsent, unconfirmed, or was answered with a
    reset, nobody there has read it. Where the system does not tell, nothing is proven.
    """
    if transport is None:
        return False
    if transport.get_write_buffer_size() >= sent:
        return True
    known: socket.socket | None = transport.get_extra_info("socket")
    if known is None or not hasattr(socket, "TCP_INFO"):
        return False
    try:
        info = known.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    except OSError:
        return False
    unconfirmed = int.from_bytes(info[_UNACKED], "little") > 0
    return info[0] == _TCP_CLOSE or (info[0] == _TCP_CLOSE_WAIT and unconfirmed)
