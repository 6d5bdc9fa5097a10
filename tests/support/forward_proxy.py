"""A forward proxy on loopback that wants a password and remembers whom it asked."""

import base64
import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PASSWORD = "kingfisher66"
_HOPS = frozenset({"connection", "proxy-authorization", "transfer-encoding"})


@dataclass
class Proxy:
    """The proxy's address and what went through it."""

    url: str
    asked: list[str] = field(default_factory=list)
    refused: int = 0


@contextmanager
def proxying(resolve: Mapping[str, str]) -> Iterator[Proxy]:
    """Run a proxy that knows the addresses of `resolve`."""

    class Forward(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            told = base64.b64encode(f"user:{PASSWORD}".encode()).decode()
            if self.headers.get("Proxy-Authorization") != f"Basic {told}":
                proxy.refused += 1
                self.send_error(407)
                return
            proxy.asked.append(self.path)
            self._pass_on(*_answer(self.path, dict(self.headers), resolve))

        def _pass_on(
            self, status: int, headers: list[tuple[str, str]], body: bytes
        ) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in {*_HOPS, "content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Forward)
    server.daemon_threads = True
    port = server.server_address[1]
    proxy = Proxy(f"http://user:{PASSWORD}@127.0.0.1:{port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(
    url: str, headers: dict[str, str], resolve: Mapping[str, str]
) -> tuple[int, list[tuple[str, str]], bytes]:
    parts = urlsplit(url)
    name = parts.hostname or ""
    there = http.client.HTTPConnection(resolve.get(name, name), parts.port, timeout=5)
    kept = {key: value for key, value in headers.items() if key.lower() not in _HOPS}
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    try:
        there.request("GET", path, headers=kept)
        answer = there.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    finally:
        there.close()
