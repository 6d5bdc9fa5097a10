"""Reads one HTTP/1.1 request head; a request that breaks the rules names its status."""

from typing import NamedTuple

MOST_HEAD = 16_384
MOST_BODY = 1 << 20


class Request(NamedTuple):
    """The parts of a request that the sample web looks at."""

    method: bytes
    path: str
    host: str
    keep: bool
    headers: dict[bytes, bytes]

    @property
    def body_length(self) -> int:
        """Return the length of the body that follows; -1 when it is no number."""
        said = self.headers.get(b"content-length", b"0")
        return int(said) if said.isdigit() else -1


class Refused(NamedTuple):
    """A request that gets nothing but this status."""

    status: int


def parsed(top: bytes) -> Request | Refused:
    """Return the request in a head without its closing empty line."""
    first, _, rest = top.partition(b"\r\n")
    words = first.split(b" ")
    if len(words) != 3 or not words[2].startswith(b"HTTP/1.") or not words[0].isalpha():
        return Refused(400)
    headers = _headers(rest)
    if headers is None or b"host" not in headers:
        return Refused(400)
    method, target, version = words
    path = _path(target)
    if path is None:
        return Refused(400)
    name = headers[b"host"].decode("latin-1").rpartition(":")
    host = name[0] or name[2]
    said = headers.get(b"connection", b"").lower()
    keep = said != b"close" if version == b"HTTP/1.1" else said == b"keep-alive"
    return Request(method, path, host.lower(), keep, headers)


def _headers(rest: bytes) -> dict[bytes, bytes] | None:
    headers: dict[bytes, bytes] = {}
    for line in rest.split(b"\r\n") if rest else ():
        name, colon, value = line.partition(b":")
        if not colon or not name or name != name.strip():
            return None
        headers[name.lower()] = value.strip()
    return headers


def _path(target: bytes) -> str | None:
    if target.startswith(b"http://"):  # absolute form, as sent to proxies
        _, slash, path = target[7:].partition(b"/")
        target = slash + path or b"/"
    return target.decode("latin-1") if target.startswith(b"/") else None
