"""A web of a few pages on loopback addresses, made for one test, that logs its asking."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True, slots=True)
class Shown:
    """What lies at a path; with an ETag it is sent only to whoever has it not."""

    body: bytes
    content_type: str = "text/html"
    etag: str = ""


@dataclass(slots=True)
class SmallWeb:
    """Pages by path, the same on every address, and what was asked of them."""

    pages: dict[str, Shown]
    origins: list[str] = field(default_factory=list)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """Return what was asked for beside robots.txt, in order."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def small_web(pages: dict[str, Shown], addresses: int = 1) -> Iterator[SmallWeb]:
    """Serve `pages` on so many loopback addresses, on a free port each."""
    web = SmallWeb(pages)
    with ExitStack() as open_ones:
        for number in range(1, addresses + 1):
            server = ThreadingHTTPServer((f"127.0.0.{number}", 0), _asking(web))
            open_ones.callback(server.server_close)
            Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            open_ones.callback(server.shutdown)
            web.origins.append(f"http://127.0.0.{number}:{server.server_port}")
        yield web


def _asking(web: SmallWeb) -> type[BaseHTTPRequestHandler]:
    class Asking(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.asked.append((self.path, dict(self.headers)))
            page = web.pages.get(self.path)
            known = page and page.etag and self.headers["If-None-Match"] == page.etag
            body = page.body if page and not known else b""
            self.send_response(304 if known else 200 if page else 404)
            self.send_header("Content-Type", page.content_type if page else "text/css")
            self.send_header("Content-Length", str(len(body)))
            if page and page.etag:
                self.send_header("ETag", page.etag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Asking
