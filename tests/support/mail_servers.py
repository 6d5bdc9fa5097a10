"""A real mail server on loopback that keeps, refuses, or goes away while it takes a mail."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from ports import free_port

from connect.mail.server import MailServer


class Post:
    """What came to a server, and how it answers: `answers` by the word it is asked."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.to: list[list[str]] = []
        self.answers: dict[str, str] = {}
        # Called with the whole letter in hand, before anything is answered.
        self.taking: Callable[[], None] = lambda: None
        self.goes_away = False
        self.came = threading.Event()
        self.port = 0

    @property
    def server(self) -> MailServer:
        return MailServer("127.0.0.1", self.port, "none")

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]

    @property
    def ids(self) -> list[str]:
        return [str(one["Message-ID"]) for one in self.mails]

    async def handle_MAIL(  # noqa: N802 - its name there
        self, _server: Any, _session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802 - its name there
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        said = self.answers.get(address, self.answers.get("RCPT", "250 OK"))
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taking()
        said = self.answers.get("DATA", "250 OK")
        if said.startswith("250"):
            self.raw.append(envelope.content)
            self.to.append(envelope.rcpt_tos)
        self.came.set()
        if self.goes_away:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            await asyncio.sleep(0)
        return said


@contextmanager
def post_office(port: int | None = None) -> Iterator[Post]:
    """Have a server that takes mails, until the end of the block."""
    post = Post()
    post.port = port or free_port()
    controller = Controller(
        post, hostname="127.0.0.1", port=post.port, enable_SMTPUTF8=True
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()
