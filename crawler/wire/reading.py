"""An answer read off a connection, byte by byte as it comes, without any I/O.

llhttp finds the parts; what it leaves to its user is here: how long a head and a body
may be, what ends an answer, and what is kept of one that never ends well.
"""

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from crawler.errors import BadAnswer, Disconnected, HeaderFlood
from crawler.wire.coding import codings_of, undone
from crawler.wire.tidy import end_of_head, tidied

_MOST_HEAD = 64 * 1024
_MOST_LINES = 200
# Interim answers (1xx) before the real one; honest servers send one or two.
_MOST_INTERIM = 10
# Chunks of one byte carry five bytes of frame each, which nobody needs to read to
# the end; a coded body may be a little longer than itself.
_SLACK = 64 * 1024
# Where a coded body is first looked at for a bomb, and how much later again: the
# looks cost a third of the decoding together.
_FIRST_LOOK = 256 * 1024
_LOOK_FACTOR = 4


class Reading:
    """What came of one answer so far; one serves all answers of a connection."""

    __slots__ = (
        "_bodiless",
        "_chunks",
        "_fault",
        "_flooded",
        "_in_head",
        "_interim",
        "_limit",
        "_look",
        "_parser",
        "_raw_head",
        "_size",
        "complete",
        "headers",
        "keep",
        "status",
        "truncated",
        "wire_bytes",
    )

    def __init__(self) -> None:
        self._parser = _parser(self)
        self._bodiless = False
        self.begin(bodiless=False, limit=0)

    def begin(self, *, bodiless: bool, limit: int) -> None:
        """Expect the next answer: of no body at all, or of `limit` bytes at most."""
        if self._bodiless:
            self._parser = _parser(self)  # the last one still waits for that body
        self._bodiless = bodiless
        self._limit = limit
        self._look = min(_FIRST_LOOK, limit)
        self._chunks: list[bytes] = []
        self._size = 0
        self._in_head = True
        # The head as it came, for the case that it has to be put in order.
        self._raw_head: list[bytes] = []
        # What the parser said of it then.
        self._fault = ""
        self._interim = 0
        self._flooded = False
        self.headers: list[tuple[bytes, bytes]] = []
        self.status = 0
        self.wire_bytes = 0
        self.complete = False
        # Whether the connection may serve another exchange.
        self.keep = False
        self.truncated = ""

    def feed(self, data: bytes) -> bool:
        """Take what came; return whether there is no more to wait for."""
        self.wire_bytes += len(data)
        if self._in_head:
            self._raw_head.append(data)
        if self._in_head and self._fault:
            self._feed_tidied()
        else:
            self._feed(data)
        if self._in_head or self._flooded:
            self._check_head()
        elif not self.complete:
            self._check_body()
        return self.complete

    def end(self, *, clean: bool) -> None:
        """Take it that the connection ended, in good order or not."""
        self.keep = False
        if self._in_head:
            raise Disconnected("the server hung up before the head of its answer")
        if clean and self._ends_with_connection():
            self.complete = True
        elif self._size:
            self._cut("disconnect")
        else:
            raise Disconnected("the server hung up before the body of its answer")

    def stop(self) -> bool:
        """Wait no longer; return whether what came is worth keeping."""
        self.keep = False
        if not self._size:
            return False
        self._cut("time")
        return True

    def body(self) -> bytes:
        """Return the body without its codings, cut at the limit; it is given once."""
        # A connection at rest must not hold the last page it served.
        chunks, self._chunks = self._chunks, []
        raw = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        codings = codings_of(self.headers)
        if not codings and len(raw) <= self._limit:
            return raw
        out = undone(raw, codings, self._limit)
        if out.over:
            self.truncated = "length"
        elif not out.whole:
            self.truncated = self.truncated or "disconnect"
        return out.body

    def close(self) -> None:
        """Let go of the parser, which holds this as this holds it."""
        del self._parser

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those behind a body say nothing."""
        if self._in_head:
            self.headers.append((name, value.rstrip()))

    def on_headers_complete(self) -> None:
        """Take it that the head is whole."""
        if self._in_head:
            self.status = self._parser.get_status_code()
            if self.status >= 200:
                self._head_is_whole()

    def on_body(self, data: bytes) -> None:
        """Take a piece of the body."""
        if self.complete:
            self.keep = False
        else:
            self._chunks.append(data)
            self._size += len(data)

    def on_message_begin(self) -> None:
        """Take it that an answer begins: another one is none that was asked for."""
        if self.complete:
            self.keep = False

    def on_message_complete(self) -> None:
        """Take it that an answer ends: an interim one is not the answer yet."""
        if self._in_head:
            self.headers.clear()
            self._interim += 1
            self._flooded = self._interim > _MOST_INTERIM
        elif not self.complete:
            self.keep = self._parser.should_keep_alive()
            self.complete = True

    def _feed(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            if self._in_head:
                raise BadAnswer("the server changes the protocol unasked") from None
        except HttpParserError as error:
            self.keep = False
            if self.complete:
                return
            if self._in_head and not self._fault:
                self._fault = str(error)
                self._feed_tidied()
            else:
                self._break(str(error))

    def _feed_tidied(self) -> None:
        """Read a head that the parser refused, once all of it is here."""
        raw = b"".join(self._raw_head)
        end = end_of_head(raw)
        if not end and raw.startswith(b"HTTP/1."):
            return
        head = tidied(raw[:end])
        if head is None:
            self._break(self._fault)
        else:
            self._parser = _parser(self)
            self.headers.clear()
            self._feed(head + raw[end:])

    def _head_is_whole(self) -> None:
        length = self.wire_bytes
        if length > _MOST_HEAD:  # perhaps of the body that came with it
            length = sum(len(name) + len(value) for name, value in self.headers)
        # A callback must not raise: the parser would call it an error of its own.
        if length > _MOST_HEAD or len(self.headers) > _MOST_LINES:
            self._flooded = True
        self._in_head = False
        self._raw_head.clear()
        if self._bodiless:
            self.keep = self._parser.should_keep_alive()
            self.complete = True

    def _check_head(self) -> None:
        if self._interim > _MOST_INTERIM:
            raise BadAnswer("the server sends interim answers (1xx) without end")
        if self._flooded or self.wire_bytes > _MOST_HEAD:
            raise HeaderFlood(
                f"the head of the answer is over {_MOST_HEAD} bytes"
                f" or {_MOST_LINES} lines"
            )

    def _check_body(self) -> None:
        if self.wire_bytes > 2 * self._limit + _SLACK or self._size > self._limit:
            self._cut("length")
        elif self._size > self._look:
            codings = codings_of(self.headers)
            self._look = min(self._look * _LOOK_FACTOR, self._limit)
            if codings and undone(b"".join(self._chunks), codings, self._limit).over:
                self._cut("length")

    def _break(self, error: str) -> None:
        """End the answer at what is no HTTP; a body that came before it is kept."""
        if self._in_head or not self._size:
            raise BadAnswer(f"the server does not speak HTTP/1.x: {error}")
        self._cut("disconnect")

    def _cut(self, why: str) -> None:
        self.keep = False
        self.complete = True
        self.truncated = why

    def _ends_with_connection(self) -> bool:
        return not any(
            name.lower() == b"content-length"
            or (name.lower() == b"transfer-encoding" and b"chunked" in value.lower())
            for name, value in self.headers
        )


def _parser(reading: Reading) -> HttpResponseParser:
    parser = HttpResponseParser(reading)
    # Servers of the web do all of these. What makes them dangerous is a second reader
    # of the same bytes who takes them otherwise, and here is none.
    parser.set_dangerous_leniencies(
        lenient_headers=True,
        lenient_chunked_length=True,
        lenient_transfer_encoding=True,
        lenient_data_after_close=True,
        lenient_optional_lf_after_cr=True,
        lenient_optional_cr_before_lf=True,
        lenient_optional_crlf_after_chunk=True,
        lenient_spaces_after_chunk_size=True,
    )
    return parser
