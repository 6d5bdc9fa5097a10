"""A small web server that a test fills with pages, and that remembers who asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """Pages by path; a function is called with the headers of who asks."""

    base: str
    pages: dict[str, Reply | Callable[[dict[str, str]], Reply]]
    asked: list[str] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0

    def url(self, path: str) -> str:
        return self.base + path

    def answer(self, path: str, headers: dict[str, str]) -> Reply:
        self.asked.append(path)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            page = self.pages.get(path.partition("?")[0], Reply("nothing here", 404))
            return page if isinstance(page, Reply) else page(headers)
        finally:
            self._now -= 1


@contextmanager
def little_site(
    pages: dict[str, Reply | Callable[[dict[str, str]], Reply]],
) -> Iterator[Site]:
    class Asked(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            reply = site.answer(self.path, dict(self.headers.items()))
            body = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
            self.send_response(reply.status)
            headers = {"Content-Type": "text/html; charset=utf-8"} | reply.headers
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        server.daemon_threads = True
        site = Site(f"http://127.0.0.1:{server.server_port}", pages)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def linking(title: str, *links: str) -> Reply:
    """A page with a title and links."""
    anchors = "".join(f'<a href="{link}">{link}</a>\n' for link in links)
    return Reply(f"<html><head><title>{title}</title></head><body>{anchors}</body>")
