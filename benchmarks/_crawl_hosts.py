"""Many small hosts on one loopback address, told apart by the Host header.

Each has a home page with a hundred links, and pages that link to ten of them; no two
bodies are alike. It notes when each request came and when its answer was given away.

    python -m benchmarks._crawl_hosts LOG
"""

import asyncio
import resource
import signal
import sys
import time
from pathlib import Path

PORT = 8801
ADDRESS = "127.0.0.2"
LINKS = 100
_FILL = "<p>" + "Soft light falls on an old and quiet harbour town. " * 50 + "</p>"
_HOME = "".join(f'<li><a href="/p/{n}">Number {n}</a></li>' for n in range(LINKS))


def name(host: int) -> str:
    """Return the name of the host of that number."""
    return f"h{host:05}.test"


def body(host: str, path: str) -> bytes:
    """Return what `path` of `host` holds."""
    if path == "/robots.txt":
        return b"User-agent: *\nDisallow: /private/\n"
    links = _HOME
    if path != "/":
        first = int(path.rpartition("/")[2])
        near = ((first * 7 + n) % LINKS for n in range(10))
        links = "".join(f'<li><a href="/p/{n}">Number {n}</a></li>' for n in near)
    html = f"<!doctype html><title>{host}{path}</title><ul>{links}</ul>{_FILL}"
    return html.encode()


class Answerer(asyncio.Protocol):
    """One connection; requests of a head alone, answered as they come."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        at = time.monotonic()
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for head in heads:
            first, *fields = head.decode("latin-1").split("\r\n")
            host = next(one[5:].strip() for one in fields if one[:5].lower() == "host:")
            host, path = host.partition(":")[0], first.split(" ")[1]
            found = body(host, path)
            kind = "text/plain" if path == "/robots.txt" else "text/html; charset=utf-8"
            self._transport.write(
                f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n"
                f"Content-Length: {len(found)}\r\n\r\n".encode()
                + found
            )
            self._lines.append(f"{host} {at:.4f} {time.monotonic():.4f}")


async def main(log: Path) -> None:
    """Serve until told to end, then write down who asked when."""
    lines: list[str] = []
    # A kept connection is an open file; some hosts of a big crawl keep theirs.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    server = await loop.create_server(
        lambda: Answerer(lines), ADDRESS, PORT, backlog=4096
    )
    print("ready", flush=True)
    await over.wait()
    server.close()
    log.write_text("\n".join(lines))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
