"""Messages to addresses that somebody else named, against real servers on loopback."""

import http.server
import socket
import threading
import time

import pytest

from connect.errors import AddressPrivate, HookUnreachable
from connect.hooks import sending
from connect.hooks.sending import addresses_of, post


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it is told, and answers what its server says."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        self.send_response(self.server.answer)
        self.send_header("Retry-After", "7")
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.heard, server.answer = [], 204
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def at(server: http.server.HTTPServer, path: str = "/in?a=1") -> str:
    return f"http://127.0.0.1:{server.server_port}{path}"


def test_a_message_comes_as_it_was_sent(receiver):
    said = post(at(receiver), b"{}", {"webhook-id": "m"}, allow_private=True)
    assert said == (204, "7")
    path, headers, body = receiver.heard[0]
    assert (path, body, headers["webhook-id"]) == ("/in?a=1", b"{}", "m")
    assert headers["Host"] == f"127.0.0.1:{receiver.server_port}"


def test_a_redirect_is_not_followed(receiver):
    receiver.answer = 307
    assert post(at(receiver), b"{}", {}, allow_private=True)[0] == 307
    assert len(receiver.heard) == 1


PRIVATE = (
    *("127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.9.9", "192.168.1.1", "0.0.0.0"),
    *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1"),
    *("2002:7f00:1::", "2001:db8::1"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_with_a_private_address_is_asked_nothing(receiver, address):
    with pytest.raises(AddressPrivate, match="private"):
        post(at(receiver), b"{}", {}, resolve=lambda *_: ["93.184.215.14", address])
    assert receiver.heard == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]"]
)
def test_this_machine_is_private_however_it_is_written(receiver, host):
    with pytest.raises((AddressPrivate, HookUnreachable)):
        post(f"http://{host}:{receiver.server_port}/", b"{}", {})
    assert receiver.heard == []


def test_a_name_is_looked_up_once_and_the_address_looked_at_is_the_one_asked(receiver):
    answers = iter([["127.0.0.1"], ["127.0.0.99"]])
    url = f"http://shop.example:{receiver.server_port}/"
    said = post(url, b"", {}, allow_private=True, resolve=lambda *_: next(answers))
    assert said[0] == 204
    assert next(answers) == ["127.0.0.99"]
    assert receiver.heard[0][1]["Host"] == f"shop.example:{receiver.server_port}"


def test_who_answers_a_byte_now_and_then_is_cut_off(monkeypatch):
    monkeypatch.setattr(sending, "DEADLINE_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def drip() -> None:
            taken, _ = server.accept()
            with taken:
                while not done.wait(0.02):
                    try:
                        taken.send(b"H")
                    except OSError:
                        return

        dripping = threading.Thread(target=drip)
        dripping.start()
        began = time.monotonic()
        with pytest.raises(HookUnreachable, match="gave no answer"):
            post(
                f"http://127.0.0.1:{server.getsockname()[1]}/",
                b"",
                {},
                allow_private=True,
            )
        assert time.monotonic() - began < 5
        done.set()
        dripping.join()


def test_nobody_there_and_no_tls_are_told_by_name(receiver):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(HookUnreachable, match=r"127\.0\.0\.1 is not reached"):
        post(f"http://127.0.0.1:{port}/", b"", {}, allow_private=True)
    with pytest.raises(HookUnreachable, match="speaks no TLS with us"):
        post(f"https://127.0.0.1:{receiver.server_port}/", b"", {}, allow_private=True)
    with pytest.raises(HookUnreachable, match="has no address"):
        addresses_of("a" * 64 + ".invalid", 80)
