"""A service on loopback that speaks OpenAI's chat completions, well or badly."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler, str], None]


class Service:
    """Where it listens, how it answers, and what it was sent."""

    def __init__(self, url: str, answer: Answer) -> None:
        self.url = url
        self.answer = answer
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.lock = Lock()


def paragraph(body: dict[str, Any]) -> str:
    """Return the paragraph that a request asks to have worded."""
    words = body["messages"][-1]["content"]
    found = re.search(r"<<<\n(.*)\n>>>", words, re.DOTALL)
    assert found
    return found[1]


def said(change: Callable[[str], str], finish: str = "stop") -> Answer:
    """Answer with what `change` makes of the paragraph."""

    def answer(of: BaseHTTPRequestHandler, plain: str) -> None:
        message = {"role": "assistant", "content": change(plain)}
        choice = {"index": 0, "message": message, "finish_reason": finish}
        used = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        body = {"id": "x", "object": "chat.completion", "created": 1, "model": "tiny"}
        send(of, 200, json.dumps(body | {"choices": [choice], "usage": used}).encode())

    return answer


def status(code: int, body: bytes = b"{}") -> Answer:
    """Answer with an error, which may be tried again at once."""
    return lambda of, plain: send(of, code, body)


def moved(url: str) -> Answer:
    """Send who asks to another service."""

    def answer(of: BaseHTTPRequestHandler, plain: str) -> None:
        of.send_response(307)
        of.send_header("Location", f"{url}/chat/completions")
        of.send_header("Content-Length", "0")
        of.end_headers()

    return answer


def broken(of: BaseHTTPRequestHandler, plain: str) -> None:
    """Answer with what is no JSON."""
    send(of, 200, b'{"choices": [{"mess')


def late(of: BaseHTTPRequestHandler, plain: str) -> None:
    """Answer when nobody waits any more."""
    time.sleep(0.6)
    said(str)(of, plain)


def endless(of: BaseHTTPRequestHandler, plain: str) -> None:
    """Answer with more than anybody reads."""
    of.send_response(200)
    of.send_header("Content-Type", "application/json")
    of.end_headers()
    try:
        for _ in range(10_000):
            of.wfile.write(b" " * 10_000)
    except OSError:
        of.close_connection = True


def send(of: BaseHTTPRequestHandler, code: int, body: bytes) -> None:
    """Send one answer."""
    try:
        of.send_response(code)
        of.send_header("Content-Type", "application/json")
        of.send_header("Content-Length", str(len(body)))
        of.send_header("Retry-After-Ms", "1")
        of.end_headers()
        of.wfile.write(body)
    except OSError:
        of.close_connection = True


@contextmanager
def chat_service(answer: Answer) -> Iterator[Service]:
    """A service that answers as it is told."""
    service: Service

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            with service.lock:
                service.asked.append(body)
                service.keys.append(self.headers.get("Authorization", ""))
            service.answer(self, paragraph(body))

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    service = Service(f"http://127.0.0.1:{server.server_port}/v1", answer)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield service
    server.shutdown()
    server.server_close()
