"""The lean HTTP client: questions go out, answers come back, nothing else is decided.

An exchange costs no task and no timer of its own: it rides on a connection at rest,
its answer arrives in the loop's own call, and one sweep looks after all that is late.
Only opening a connection takes a task.
"""

import asyncio
import resource
import time
from collections import deque

from crawler.errors import (
    AddressRefused,
    BadAnswer,
    Cancelled,
    ConnectFailed,
    TimedOut,
    WireError,
)
from crawler.exchange import Answer, Ask
from crawler.wire.connection import Connection, Done, Exchange
from crawler.wire.dial import Dialer
from crawler.wire.head import head_of, request
from crawler.wire.names import Names, ask_system
from crawler.wire.pool import Pool
from crawler.wire.route import route, split
from crawler.wire.settings import WireSettings

# How exactly limits of time are kept; a look at a thousand exchanges takes 50 us.
_SWEEP_S = 0.1
# Files that are none of the wire's: logs, spool, WARC, the loop's own.
_OTHER_FILES = 128


class Wire:
    """Asks servers, within one running loop."""

    def __init__(self, settings: WireSettings) -> None:
        self._loop = asyncio.get_running_loop()
        self._settings = settings
        self._names = Names(settings, time.monotonic, ask_system)
        self._dialer = Dialer(self._names, settings.trust)
        self._pool = Pool()
        self._most = _most_connections(settings.connections)
        # All that are open or being opened, whatever they do.
        self._connections: set[Connection] = set()
        self._open: set[Exchange] = set()
        # Exchanges for which there is no room; some of them may be over.
        self._waiting: deque[Exchange] = deque()
        self._sweeping: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def active(self) -> int:
        """How many exchanges have no outcome yet."""
        return len(self._open)

    def start(self, ask: Ask, done: Done) -> None:
        """Ask; `done` is called once with the outcome, and never before this returns."""
        self._start(ask, done)

    async def fetch(self, ask: Ask) -> Answer:
        """Return the answer; to cancel this is to hang up."""
        waiting: asyncio.Future[Answer | WireError] = self._loop.create_future()

        def done(outcome: Answer | WireError) -> None:
            if not waiting.done():
                waiting.set_result(outcome)

        exchange = self._start(ask, done)
        try:
            outcome = await waiting
        except asyncio.CancelledError:
            if exchange is not None:
                self._drop(exchange, Cancelled("nobody waits for the answer"))
            raise
        if isinstance(outcome, WireError):
            raise outcome
        return outcome

    def cancel_all(self) -> None:
        """End every exchange with `Cancelled`."""
        for exchange in list(self._open):
            self._drop(exchange, Cancelled("the crawl stopped before the answer"))

    async def close(self) -> None:
        """End everything and hang up everywhere; what is asked later is cancelled."""
        self._closed = True
        self.cancel_all()
        self._names.close()
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None
        left = list(self._connections)
        for connection in left:
            connection.abort()
        # Each hangs up in the loop's next turns.
        for _ in range(100):
            if not self._connections:
                break
            await asyncio.sleep(0)

    def _start(self, ask: Ask, done: Done) -> Exchange | None:
        try:
            if self._closed:
                raise Cancelled("the wire is closed")
            origin, target = split(ask.url)
            way = route(origin, ask.proxy)
            if way.private and not self._settings.allow_private:
                raise AddressRefused(f"{origin} is private; see --allow-private")
            exchange = Exchange(ask, done, way, head_of(ask, way, target))
        except WireError as error:
            self._loop.call_soon(done, error)
            return None
        self._open.add(exchange)
        self._place(exchange)
        if self._sweeping is None:
            self._sweeping = self._loop.call_later(_SWEEP_S, self._sweep)
        return exchange

    def _place(self, exchange: Exchange) -> None:
        """Give `exchange` a connection: one at rest, a new one, or the next to be had."""
        connection = self._pool.take(exchange.route.key)
        if connection is not None:
            _send(exchange, connection)
        elif len(self._connections) < self._most:
            self._dial(exchange)
        else:
            self._waiting.append(exchange)
            if stalest := self._pool.stalest():
                self._hang_up(stalest)

    def _dial(self, exchange: Exchange) -> None:
        connection = Connection(self, exchange.route)
        self._connections.add(connection)
        exchange.until = min(
            exchange.until, time.monotonic() + self._settings.connect_s
        )
        exchange.dialing = self._loop.create_task(self._connect(exchange, connection))

    async def _connect(self, exchange: Exchange, connection: Connection) -> None:
        try:
            connection.ip = await self._dialer.connect(exchange.route, connection)
        except WireError as error:
            self.gone(connection)
            if exchange in self._open:
                # Without the frames that it went through, which hold all of this.
                self.settle(exchange, error.with_traceback(None), keep=False)
        except BaseException:
            connection.abort()
            self.gone(connection)
            raise
        else:
            exchange.dialing = None
            exchange.until = exchange.started + exchange.ask.timeout_s
            self._send_first(exchange, connection)

    def _send_first(self, exchange: Exchange, connection: Connection) -> None:
        if connection.is_open():
            _send(exchange, connection)
        else:
            error: WireError = ConnectFailed("the server hung up at once")
            if connection.spoke_first:
                error = BadAnswer("the server speaks before it is asked: no HTTP")
            self.settle(exchange, error, keep=False)

    def settle(
        self, exchange: Exchange, outcome: Answer | WireError, *, keep: bool
    ) -> None:
        """Tell who asked; the connection rests when it is to be kept."""
        self._open.discard(exchange)
        connection, exchange.connection = exchange.connection, None
        if connection is not None:
            if keep and connection.is_open():
                self._rest(connection)
            else:
                connection.abort()
        exchange.done(outcome)

    def ask_again(self, exchange: Exchange) -> None:
        """Ask over a new connection what the old one's server cannot have read."""
        exchange.again = True
        exchange.connection = None
        self._dial(exchange)

    def gone(self, connection: Connection) -> None:
        """Let go of a connection that is over; there is room for another."""
        self._pool.forget(connection)
        self._connections.discard(connection)
        while self._waiting and len(self._connections) < self._most:
            exchange = self._waiting.popleft()
            if exchange in self._open:
                self._place(exchange)

    def _rest(self, connection: Connection) -> None:
        while self._waiting and self._waiting[0] not in self._open:
            self._waiting.popleft()
        if not self._waiting:
            self._pool.rest(connection, time.monotonic())
        elif self._waiting[0].route.key == connection.route.key:
            _send(self._waiting.popleft(), connection)
        else:
            connection.abort()  # who waits gets its room

    def _drop(self, exchange: Exchange, error: WireError) -> None:
        if exchange.dialing is not None:
            exchange.dialing.cancel()
            exchange.dialing = None
        if exchange.connection is not None:
            exchange.connection.drop()
        if exchange in self._open:
            self.settle(exchange, error, keep=False)

    def _sweep(self) -> None:
        now = time.monotonic()
        try:
            for exchange in [one for one in self._open if one.until <= now]:
                self._end_late(exchange)
            oldest = now - self._settings.idle_s
            while (one := self._pool.stalest()) and self._pool.since(one) <= oldest:
                self._hang_up(one)
        finally:
            busy = self._open or self._pool
            self._sweeping = (
                self._loop.call_later(_SWEEP_S, self._sweep) if busy else None
            )

    def _end_late(self, exchange: Exchange) -> None:
        if exchange.connection is not None:
            exchange.connection.late()
        elif exchange in self._open:
            self._drop(exchange, TimedOut("no connection in time"))

    def _hang_up(self, connection: Connection) -> None:
        self._pool.forget(connection)
        connection.abort()


def _send(exchange: Exchange, connection: Connection) -> None:
    way = exchange.route
    connection.send(exchange, request(exchange.head, exchange.ask, way))


def _most_connections(wanted: int) -> int:
    """Return how many connections the process may open, `wanted` at most."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return wanted
    return max(1, min(wanted, files - _OTHER_FILES))
