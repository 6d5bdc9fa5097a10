"""A site of linked pages on several loopback hosts, which remembers who asked when.

Page n links to its five children 5n+1 to 5n+5, spread over the hosts, and to pages that
are known already. So every page is found, most of them more than once.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

CHILDREN = 5


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    host: str
    path: str
    began_at: float
    ended_at: float
    method: str = "GET"


@dataclass
class TreeSite:
    """The site while it is served."""

    pages: int
    hosts: tuple[str, ...]
    robots: bytes | None = None
    port: int = 0
    log: list[Asked] = field(default_factory=list)

    def url(self, page: int) -> str:
        """Return the address of a page."""
        return f"http://{self.hosts[page % len(self.hosts)]}:{self.port}/p/{page}"

    @property
    def start(self) -> str:
        """Return the address of the page that leads to all others."""
        return self.url(0)

    def urls(self) -> set[str]:
        """Return the addresses of all pages."""
        return {self.url(page) for page in range(self.pages)}

    def asked(self, prefix: str = "/p/") -> list[Asked]:
        """Return the requests for paths that begin so, in the order they began."""
        found = [one for one in list(self.log) if one.path.startswith(prefix)]
        return sorted(found, key=lambda one: one.began_at)

    def gaps(self) -> list[float]:
        """Return the seconds from each answer of a host to its next request."""
        found = []
        for host in self.hosts:
            mine = [one for one in self.asked("/") if one.host == host]
            found += [
                after.began_at - before.ended_at for before, after in pairwise(mine)
            ]
        return found

    def body(self, page: int) -> bytes:
        """Return the text of a page."""
        first = CHILDREN * page + 1
        targets = [*range(first, first + CHILDREN), page // 2, page // 3, 0]
        links = "".join(
            f'<a href="{self.url(target)}">page {target}</a> '
            for target in targets
            if target < self.pages
        )
        title = f"<title>Page {page}</title><h1>Page {page}</h1>"
        return f"<html><head>{title}</head><body>{links}</body></html>".encode()


@contextmanager
def tree_site(
    pages: int, hosts: int, robots: bytes | None = None
) -> Iterator[TreeSite]:
    """Serve a site of so many pages on so many hosts of loopback."""
    site = TreeSite(pages, tuple(f"127.0.0.{2 + n}" for n in range(hosts)), robots)
    server = ThreadingHTTPServer(("0.0.0.0", 0), _answering(site))
    server.daemon_threads = True
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answering(site: TreeSite) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in two writes would wait 40 ms for the other side's word.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            began_at = time.monotonic()
            status, kind, body = _answer(site, self.path)
            more = _more(site, self.path)
            status = more.pop("status", status)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            # Noted before the answer is on its way: nobody can be early by this log.
            host = self.headers["Host"].partition(":")[0]
            site.log.append(
                Asked(host, self.path, began_at, time.monotonic(), self.command)
            )
            self.send_response(status)
            self.send_header("Content-Type", kind)
            for name, value in more.items():
                self.send_header(name, str(value))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    return Answering


def _answer(site: TreeSite, path: str) -> tuple[int, str, bytes]:
    if path == "/robots.txt" and site.robots is not None:
        return 200, "text/plain", site.robots
    if path.startswith("/image/"):
        return 200, "image/png", b"\x89PNG" + path.encode()
    name = path.removeprefix("/p/").partition("?")[0]
    if path.startswith("/p/") and name.isdecimal() and int(name) < site.pages:
        return 200, "text/html", site.body(int(name))
    return 404, "text/plain", b"nothing here"


def _more(site: TreeSite, path: str) -> dict[str, Any]:
    """Return what is special: /moved/N leads to page N, /busy/N says so once."""
    kind, _, number = path.strip("/").partition("/")
    if kind == "moved":
        return {"status": 302, "Location": f"/p/{number}"}
    if kind == "busy" and not site.asked(path):
        return {"status": 503, "Retry-After": 1}
    if kind == "busy":
        return {"status": 302, "Location": f"/p/{number}"}
    return {}
