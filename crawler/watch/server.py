"""Metrics over HTTP for a Prometheus on this machine, in the process that watches.

The crawling process is not asked: it tells how it goes ten times a second anyway, and
the last word of that is what a scrape gets.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crawler.errors import PortTaken
from crawler.watch.lines import CONTENT_TYPE

_ADDRESS = "127.0.0.1"
_PATHS = ("/", "/metrics")


@contextmanager
def serving(
    port: int, text: Callable[[], str], setting: str = "--metrics"
) -> Iterator[int]:
    """Answer with `text()` on a loopback port while the block runs; 0 is any port."""

    class Answerer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.partition("?")[0] not in _PATHS:
                self.send_error(HTTPStatus.NOT_FOUND, "the metrics are at /metrics")
                return
            body = text().encode()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a scrape every few seconds is no news."""

    try:
        server = ThreadingHTTPServer((_ADDRESS, port), Answerer)
    except OSError as error:
        raise PortTaken(
            f"metrics cannot be served on port {port} of {_ADDRESS}"
            f" ({error.strerror}); give {setting} another port"
        ) from None
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
