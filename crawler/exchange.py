"""One question to a server and what it answered: what the wire takes and gives.

An exchange follows no redirect and is never repeated: what to do about an answer is for
the frontier to say.
"""

from math import nan

import msgspec

from frontier.retryafter import retry_after_s

Headers = tuple[tuple[bytes, bytes], ...]


class Ask(msgspec.Struct, frozen=True, gc=False):
    """What to ask of whom, and when to stop listening."""

    url: str
    host: str
    headers: Headers = ()
    method: bytes = b"GET"
    body: bytes = b""
    timeout_s: float = 30.0
    max_bytes: int = 10_000_000
    # http://user:password@host:port; empty asks the host itself.
    proxy: str = ""


class Answer(msgspec.Struct):
    """What came back, the body freed of its content encodings."""

    url: str
    status: int
    # Names and values as sent; Content-Encoding still says what the body was.
    headers: list[tuple[bytes, bytes]]
    body: bytes
    wire_bytes: int
    ip: str
    seconds: float
    first_byte_s: float
    # Why the body is not whole: "length", "time", "disconnect"; empty when it is.
    truncated: str
    # The request's head as sent, without what a proxy was told.
    asked: bytes
    _fields: dict[bytes, bytes] | None = None

    @property
    def fields(self) -> dict[bytes, bytes]:
        """The headers by name in lower case, several of one joined by commas."""
        if self._fields is None:
            self._fields = {}
            for name, value in self.headers:
                key = name.lower()
                before = self._fields.get(key)
                self._fields[key] = value if before is None else before + b", " + value
        return self._fields


def described(error: BaseException) -> str:
    """Return `error` as a line for the lake."""
    return f"{type(error).__name__}: {error}"[:500]


def pause_of(answer: Answer, now: float) -> float:
    """Return the seconds that an answer's Retry-After asks for, NaN without."""
    header = header_of(answer, b"retry-after")
    return nan if header is None else retry_after_s(header, now)


def header_of(answer: Answer, name: bytes) -> str | None:
    """Return the first header of that name, in lower case; None without one."""
    if name not in answer.fields:
        return None
    return next(v.decode("latin-1") for n, v in answer.headers if n.lower() == name)
