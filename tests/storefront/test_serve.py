import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import msgspec
import pytest

from storefront.errors import AddressRefused, PortTaken
from storefront.http.closing import Closing
from storefront.http.sharing import serving
from storefront.serve import serve
from storefront.settings import ShopSettings

ROOT = Path(__file__).parent.parent.parent
# As a command would: settings, a word when the port answers, and nothing after the end.
# Its processes have pages besides that are slow, never end, or kill their process.
PROGRAM = """
import asyncio
import os
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from litestar import Request, get
from litestar.response import Stream

import storefront.app
import storefront.serve
from storefront.serve import serve
from storefront.settings import ShopSettings

HERE = Path(__file__).parent

@get("/slow")
async def slow() -> str:
    (HERE / "asked").touch()
    while not (HERE / "answer").exists():
        await asyncio.sleep(0.01)
    return "whole"

@get("/stream")
async def stream(request: Request) -> Stream:
    async def lines():
        yield "more "
        (HERE / "begun").touch()
        await request.app.state["parts"].closing.within(3600)
        yield "end"
    return Stream(lines())

@get("/die", sync_to_thread=False)
def die() -> None:
    os._exit(3)

class Untidy:  # to tidy it up at the end would take for ever
    def __del__(self):
        time.sleep(3600)

def add_pages():
    storefront.app.untidy = Untidy()
    storefront.app.MODULES += (SimpleNamespace(HANDLERS=(slow, stream, die)),)

if __name__ == "__main__":
    settings = ShopSettings(port=int(sys.argv[2]), workers=2)
    ready = partial(print, "ready", flush=True)
    storefront.serve.HEAD_WITHIN_MS = 500
    serve(Path(sys.argv[1]), settings, ready, add_pages)
    print("stopped", flush=True)
"""


@pytest.fixture
def port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(stocked_home, port, tmp_path):
    """A shop in its own process, from the moment that it says it is ready."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, str(program), str(stocked_home), str(port)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    ) as process:
        process.said = ""
        while not process.said.endswith("ready\n"):
            process.said += process.stdout.readline()
            assert process.poll() is None, process.said
        yield process
        process.kill()


def ask(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.read()


def connected(port):
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def begin(connection, path):
    """Ask for `path`, and leave the connection open once the answer begins."""
    connection.sendall(f"GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
    assert connection.recv(12) == b"HTTP/1.1 200"


def all_of(connection):
    return b"".join(iter(partial(connection.recv, 65536), b""))


def refuses(port):
    try:
        ask(port, "/health")
    except OSError:
        return True
    return False


def until(claim):
    deadline = time.monotonic() + 20
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_shop_that_is_told_to_stop_answers_what_it_has_begun(served, port, tmp_path):
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(ask, port, "/slow")
        stream = pool.submit(ask, port, "/stream")
        until((tmp_path / "asked").exists)
        until((tmp_path / "begun").exists)
        served.send_signal(signal.SIGTERM)
        until(lambda: refuses(port))
        (tmp_path / "answer").touch()
        assert slow.result() == b"whole"
        assert stream.result().endswith(b"more end")
    rest, _ = served.communicate(timeout=20)
    assert "stopped" in rest
    assert served.returncode == 0


def test_a_shop_with_open_connections_stops_by_itself(served, port):
    with ExitStack() as held:
        silent, kept, half, live = (
            held.enter_context(connected(port)) for _ in range(4)
        )
        half.sendall(b"GET / HTTP/1.1\r\nhos")
        begin(kept, "/health")
        begin(live, "/api/v1/live?sku=hm-000001")
        served.send_signal(signal.SIGTERM)
        rest, _ = served.communicate(timeout=20)
        assert b"retry: 3000" in all_of(live)
        assert all_of(silent) == b""
    assert "Killing" not in rest
    assert "stopped" in rest


def test_a_process_that_dies_is_replaced_and_the_shop_stays_open(served, port):
    with pytest.raises(OSError, match=r"closed|reset"):
        ask(port, "/die")
    while served.said.count("worker_started") < 3:
        served.said += served.stdout.readline()
    until(lambda: not refuses(port))
    assert msgspec.json.decode(ask(port, "/health"))["items"] == 200
    served.send_signal(signal.SIGINT)
    rest, _ = served.communicate(timeout=20)
    assert "stopped" in rest
    assert served.returncode == 0


def test_a_taken_port_is_named_with_the_way_out(stocked_home):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"127.0.0.1:{port} .* --port"):
            serve(stocked_home, ShopSettings(port=port))


def test_a_setting_that_no_process_can_use_is_named_at_start(stocked_home, port):
    settings = ShopSettings(port=port, trusted_proxies=("proxy.example",))
    with pytest.raises(AddressRefused, match=r"shop\.trusted_proxies"):
        serve(stocked_home, settings)


def test_a_shop_that_starts_or_stops_leaves_another_on_its_home_alone(tmp_path):
    with serving(tmp_path):
        (tmp_path / "shop" / "limits").touch()
        Closing(tmp_path, 1).set()
        with serving(tmp_path):
            assert (tmp_path / "shop" / "limits").exists()
            assert Closing(tmp_path, 1).is_set()
            assert not Closing(tmp_path, 2).is_set()
    with serving(tmp_path):
        assert [path.name for path in (tmp_path / "shop").iterdir()] == ["serving"]


def test_a_shop_with_the_number_of_one_that_stopped_is_open(tmp_path):
    Closing(tmp_path, 7).set()
    Closing(tmp_path, 7).begin()
    assert not Closing(tmp_path, 7).is_set()
