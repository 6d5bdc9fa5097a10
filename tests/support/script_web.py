"""Hosts on this machine with pages that scripts draw, and when each was asked for what."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Told = str | Callable[[], str]
# What a script writes so that the page counts as one with a text.
PLENTY = "All our pots are made by hand and sent the day they are ordered. " * 4


@dataclass(frozen=True, slots=True)
class Span:
    """One request: which host, what for, from when to when."""

    host: str
    path: str
    start: float
    end: float


@dataclass(slots=True)
class ScriptWeb:
    """What the hosts answer, by host and path, and what was asked of them."""

    port: int
    pages: dict[str, dict[str, Told]]
    spans: list[Span] = field(default_factory=list)

    def url(self, host: str, path: str = "/") -> str:
        """Return the address of a page."""
        return f"http://{host}:{self.port}{path}"

    def asked(self, host: str) -> list[str]:
        """Return the paths that were asked of a host, beside robots.txt."""
        paths = [span.path for span in self.spans if span.host == host]
        return [path for path in paths if path != "/robots.txt"]

    @property
    def resolve(self) -> dict[str, str]:
        """Where the hosts are."""
        return dict.fromkeys(self.pages, "127.0.0.1")


def shell(*scripts: str, inline: str = "") -> str:
    """Return a page that shows nothing but what scripts write."""
    tags = "".join(f'<script src="{one}"></script>' for one in scripts)
    return (
        "<!doctype html><html><head><title>Shell</title></head>"
        f"<body><div id=app></div>{tags}<script>{inline}</script></body></html>"
    )


def writing(text: str) -> str:
    """Return a script that writes a link to /`text`."""
    shown = f"<a href=/{text}>{text}</a><p>{PLENTY}</p>"
    return f"document.getElementById('app').innerHTML += {shown!r};"


@contextmanager
def script_web(pages: Mapping[str, dict[str, Told]]) -> Iterator[ScriptWeb]:
    """Serve `pages` while the block runs; one that begins with `>` sends elsewhere,
    and one that begins with `!` fails.

    In their text PORT stands for the port that all hosts share.
    """
    web = ScriptWeb(0, dict(pages))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(web))
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answering(web: ScriptWeb) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            start = time.monotonic()
            host = self.headers["Host"].partition(":")[0]
            told = web.pages.get(host, {}).get(self.path.partition("?")[0])
            text = told() if callable(told) else told
            self._send(text and text.replace("PORT", str(web.port)))
            web.spans.append(Span(host, self.path, start, time.monotonic()))

        def _send(self, text: str | None) -> None:
            leads = (text or "").removeprefix(">") if (text or "")[:1] == ">" else ""
            body = (text or "").encode()
            failed = 503 if body[:1] == b"!" else 200
            self.send_response(302 if leads else 404 if text is None else failed)
            if leads:
                self.send_header("Location", leads)
            kind = "text/html" if body[:1] == b"<" else "text/javascript"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Answering
