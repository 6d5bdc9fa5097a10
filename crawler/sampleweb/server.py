"""A lean HTTP/1.1 server that puts the sample web on the wire.

An asyncio.Protocol: plain pages are bytes made before, written at once, many to a call
when requests are pipelined. An answer with waits, cuts or much data runs as a task of its
connection, and requests behind it wait their turn.
"""

import asyncio
import socket
import struct
import time
from collections import Counter
from dataclasses import dataclass, field

from crawler.sampleweb.access import Access, AccessLog
from crawler.sampleweb.answer import ERRORS, Seen, chosen_for
from crawler.sampleweb.page import Drop, Response, Send, Wait
from crawler.sampleweb.request import MOST_BODY, MOST_HEAD, Refused, Request, parsed
from crawler.sampleweb.web import SampleWeb

# Closing a socket that lingers for no time sends RST instead of FIN.
_NO_LINGER = struct.pack("ii", 1, 0)
_MOST_WAITING = 2 << 20  # bytes a client may send ahead
_AT_ONCE = 262_144  # larger answers go step by step, so that the log knows their end


# Stands in the log for a request that could not be read.
_NOBODY = Request(b"", "", "", False, {})


@dataclass(slots=True)
class Served:
    """What all connections share."""

    web: SampleWeb
    access: AccessLog
    seen: Seen = field(default_factory=Counter)
    connections: set["Connection"] = field(default_factory=set)


class Connection(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._names: frozenset[str] = frozenset()
        self._address = ""
        self._waiting = b""
        self._body_left = 0
        self._running: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note at which address the client came in."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - narrows a type
        self._transport = transport
        self._address = transport.get_extra_info("sockname")[0]
        hosts = self._served.web.hosts
        self._names = frozenset(
            host.name for host in hosts if host.address == self._address
        )
        self._served.connections.add(self)
        # Pause as soon as the kernel takes no more: what is written is then what is sent.
        transport.set_write_buffer_limits(0)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._served.connections.discard(self)
        self._writable.set()
        if self._running is not None:
            self._running.cancel()

    def pause_writing(self) -> None:
        """Wait: the kernel takes no more."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Go on: the kernel took everything."""
        self._writable.set()

    def abort(self) -> None:
        """Cut the connection."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take bytes; answer each request that is whole."""
        self._waiting += data
        if self._running is None:
            self._answer_all()
        elif len(self._waiting) > _MOST_WAITING:
            self.abort()

    def _answer_all(self) -> None:
        out: list[bytes] = []
        while self._running is None and not self._transport.is_closing():
            top = self._next_head()
            if top is None:
                break
            self._answer(top, out)
        self._send(out)

    def _send(self, out: list[bytes]) -> None:
        self._served.access.flush()
        if out:
            self._transport.write(b"".join(out))
            out.clear()

    def _next_head(self) -> bytes | None:
        """Cut the next request head from what waits; None when it is not whole."""
        if self._body_left:
            taken = min(self._body_left, len(self._waiting))
            self._waiting, self._body_left = (
                self._waiting[taken:],
                self._body_left - taken,
            )
        self._waiting = self._waiting.lstrip(b"\r\n")
        end = self._waiting.find(b"\r\n\r\n")
        if end < 0 and len(self._waiting) <= MOST_HEAD:
            return None
        if end < 0 or end > MOST_HEAD:
            self._refuse(431, time.monotonic())
            return None
        top, self._waiting = self._waiting[:end], self._waiting[end + 4 :]
        return top

    def _answer(self, top: bytes, out: list[bytes]) -> None:
        start = time.monotonic()
        request = parsed(top)
        if isinstance(request, Refused):
            self._send(out)
            self._refuse(request.status, start)
            return
        length = request.body_length
        if not 0 <= length <= MOST_BODY or b"transfer-encoding" in request.headers:
            self._send(out)
            self._refuse(413 if length > MOST_BODY else 400, start)
            return
        self._body_left = length
        response = chosen_for(request, self._served.web, self._names, self._served.seen)
        if self._is_plain(request, response):
            data = self._bytes(request, response)
            out.append(data)
            self._note(request, response.status, start, len(data))
            if not request.keep:
                self._send(out)
                self._transport.close()
            return
        self._send(out)
        run = self._run(request, response, start)
        self._running = asyncio.get_running_loop().create_task(run)

    def _refuse(self, status: int, start: float) -> None:
        data = self._bytes(None, ERRORS[status])
        self._note(_NOBODY, status, start, len(data))
        self._send([data])
        self._transport.close()

    @staticmethod
    def _is_plain(request: Request, response: Response) -> bool:
        if request.method == b"HEAD":
            return True
        steps = response.steps
        if len(steps) != 1 or response.close:
            return False
        return isinstance(steps[0], Send) and len(steps[0].data) < _AT_ONCE

    @staticmethod
    def _bytes(request: Request | None, response: Response) -> bytes:
        if request is not None and request.method == b"HEAD":
            return response.head
        step = response.steps[0]
        return step.data if isinstance(step, Send) else b""

    def _note(self, request: Request, status: int, start: float, sent: int) -> None:
        end = time.monotonic()
        entry = Access(
            start=start, end=end, wall=time.time() - (end - start), host=request.host,
            address=self._address, method=request.method.decode("latin-1"),
            path=request.path, status=status, bytes=sent,
            user_agent=request.headers.get(b"user-agent", b"").decode("latin-1"),
        )  # fmt: skip
        self._served.access.add(entry)

    def _reset(self) -> None:
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()

    async def _run(self, request: Request, response: Response, start: float) -> None:
        """Play an answer step by step, then go on with what waits."""
        sent = 0
        dropped = False
        try:
            for step in response.steps:
                if isinstance(step, Send):
                    self._transport.write(step.data)
                    await self._writable.wait()
                    sent += len(step.data)
                elif isinstance(step, Wait):
                    await asyncio.sleep(step.seconds)
                else:
                    dropped = isinstance(step, Drop)
        finally:
            # Also for a client that hung up: the log holds every request.
            self._note(request, response.status if sent else 0, start, sent)
            self._served.access.flush()
        if dropped:
            self._reset()
        elif response.close or not request.keep:
            self._transport.close()
        self._running = None
        self._answer_all()
