"""A visitor who asks on a few open connections, and what the server spends on it."""

import os
import socket
from pathlib import Path
from urllib.request import urlopen

_CONNECTIONS = 8
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class Load:
    """Asks the server that listens at `address`; its processes begin at `pid`."""

    def __init__(self, pid: int, address: tuple[str, int], headers: str = "") -> None:
        self.pid = pid
        self._address = address
        self._headers = headers

    def sending(self, headers: str) -> "Load":
        """Return one who sends `headers` as well."""
        return Load(self.pid, self._address, headers)

    def tag(self, path: str) -> str:
        """Return the ETag of the page at `path`."""
        with urlopen("http://{}:{}{}".format(*self._address, path)) as answer:  # noqa: S310
            return str(answer.headers["etag"])

    def get(self, path: str) -> bytes:
        """Return the body at `path`."""
        with socket.create_connection(self._address) as link:
            link.sendall(self._head(path))
            return _answer(link)

    def ask(self, paths: list[str]) -> None:
        """Ask for all `paths`, on several connections at once."""
        links = [socket.create_connection(self._address) for _ in range(_CONNECTIONS)]
        for at in range(0, len(paths), _CONNECTIONS):
            asked = list(zip(links, paths[at : at + _CONNECTIONS], strict=False))
            for link, path in asked:
                link.sendall(self._head(path))
            for link, _ in asked:
                _answer(link)
        for link in links:
            link.close()

    def _head(self, path: str) -> bytes:
        host, port = self._address
        return f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{self._headers}\r\n".encode()


def _answer(link: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += link.recv(65_536)
    head, _, body = data.partition(b"\r\n\r\n")
    assert head.split(b" ", 2)[1] in {b"200", b"304"}, head[:200]
    lines = head.lower().split(b"\r\n")
    sizes = [line[15:] for line in lines if line.startswith(b"content-length:")]
    length = int(sizes[0]) if sizes else 0
    parts = [body]
    left = length - len(body)
    while left > 0:
        parts.append(link.recv(65_536))
        left -= len(parts[-1])
    return b"".join(parts)


def cpu_us(pid: int) -> float:
    """Return the processor time of a process and all that it started."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    below = sum(cpu_us(int(child)) for child in children)
    return ticks / _TICKS_A_SECOND * 1e6 + below
