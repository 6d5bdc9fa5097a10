"""One sample web for all these tests, and a client that hides nothing."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.sampleweb.page import Page, Send
from crawler.sampleweb.serve import Background, background
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.web import SampleWeb


@dataclass(frozen=True)
class RawClient:
    web: Background

    def connect(self, host: str) -> socket.socket:
        address = (self.web.resolve[host], self.web.port)
        return socket.create_connection(address, timeout=20)

    def exchange(self, host: str, data: bytes) -> bytes:
        """Send bytes; return all that comes until the server closes."""
        with self.connect(host) as sock:
            sock.sendall(data)
            return b"".join(iter(lambda: sock.recv(65_536), b""))

    def get(self, host: str, path: str, *lines: str, method: str = "GET") -> bytes:
        head = (f"{method} {path} HTTP/1.1", f"Host: {host}:{self.web.port}",
                "Connection: close", *lines, "", "")  # fmt: skip
        return self.exchange(host, "\r\n".join(head).encode())

    def body(self, host: str, path: str, *lines: str) -> bytes:
        return self.get(host, path, *lines).partition(b"\r\n\r\n")[2]


@pytest.fixture(scope="session")
def served_web() -> Iterator[Background]:
    settings = WebSettings(port=0, slow_s=0.2, stall_s=0.3)
    with background(settings) as running:
        yield running


@pytest.fixture
def client(served_web: Background) -> RawClient:
    return RawClient(served_web)


@pytest.fixture(scope="session")
def sample_web() -> SampleWeb:
    return SampleWeb(WebSettings())


@pytest.fixture(scope="session")
def all_pages(sample_web: SampleWeb) -> list[Page]:
    """Every page of the manifest."""
    return [
        page
        for truth in sample_web.manifest()
        if (page := sample_web.page(truth.host, truth.path))
    ]


@pytest.fixture(scope="session")
def body_of() -> Callable[[Page], bytes]:
    """Return the body of a page that is sent in one piece."""

    def body(page: Page) -> bytes:
        step = page.response.steps[0]
        assert isinstance(step, Send)
        return step.data.partition(b"\r\n\r\n")[2]

    return body


@pytest.fixture(scope="session")
def json_ld_of() -> Callable[[bytes], dict]:
    """Return the first JSON-LD of a body."""

    def json_ld(body: bytes) -> dict:
        tree = LexborHTMLParser(body)
        return json.loads(tree.css_first('script[type="application/ld+json"]').text())

    return json_ld
