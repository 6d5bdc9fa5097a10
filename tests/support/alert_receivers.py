"""Who gets alerts: a real mail server, and a real address, on loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from ports import free_port
from wire_certificates import certificate, server_side

from jobs.operate.settings import AlertsSettings


class Box:
    """Keeps the mails that came, or refuses them."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - its name there
        if self.answer.startswith("250"):
            self.mails.append(envelope)
        return self.answer


@contextmanager
def mail_server(folder: Path) -> Iterator[tuple[Box, AlertsSettings, Path]]:
    """A server that wants STARTTLS and a password, how to reach it, its certificate."""
    folder.mkdir()
    made = certificate(folder, "localhost")
    box = Box()

    def check(
        _server: Any, _session: Any, _envelope: Any, _how: str, found: Any
    ) -> Any:
        is_hers = (found.login, found.password) == (b"ann", b"pass")
        return AuthResult(success=is_hers, handled=False)  # 535 is the server's to say

    server = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=server_side(made),
        require_starttls=True,
        authenticator=check,
        auth_required=True,
    )
    server.start()
    settings = AlertsSettings(
        mail_to=("bob@example.test",),
        mail_from="shop@example.test",
        smtp_host="localhost",
        smtp_port=server.port,
        smtp_user="ann",
        smtp_password="pass",
    )
    try:
        yield box, settings, made
    finally:
        server.stop()


@contextmanager
def hook_at(port: int) -> Iterator[Any]:
    """An address that keeps what is posted (`came`), and answers as it is told."""

    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): of for name, of in self.headers.items()}
            server.came.append((headers, body))
            status, said = server.answers.pop(0) if server.answers else (204, {})
            self.send_response(status)
            for name, value in said.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server: Any = ThreadingHTTPServer(("127.0.0.1", port), Asked)
    server.came, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
