"""A host that shows its pages to whoever has the key, and a captcha to all others."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from key_solver import KEY


@contextmanager
def locked_shop() -> Iterator[str]:
    """A host of five pages that shows them to whoever has the key."""

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("X-Key") == KEY
            robots = self.path == "/robots.txt"
            self.send_response(404 if robots else 200 if known else 403)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            links = "".join(f'<a href="/{number}">x</a>' for number in range(1, 5))
            self.wfile.write(links.encode() if known else b"<div id='px-captcha'>")

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
