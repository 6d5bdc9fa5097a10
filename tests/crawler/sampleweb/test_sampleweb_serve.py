import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.errors import SampleWebError
from crawler.sampleweb.access import Access, read_log
from crawler.sampleweb.hosts import HOSTS
from crawler.sampleweb.serve import background, serving
from crawler.sampleweb.settings import WebSettings

OPEN = HOSTS["robots-allow.test"].address
FRESH = HOSTS["fresh.test"].address
SMALL = ("robots-allow.test", "fresh.test")
ORPHAN = """
import sys
from crawler.sampleweb.serve import background
from crawler.sampleweb.settings import WebSettings
if __name__ == "__main__":
    with background(WebSettings(port=0, only=("fresh.test",))) as web:
        print(web.pid, flush=True)
        sys.stdin.read()
"""
FOREGROUND = """
from pathlib import Path
from crawler.sampleweb.serve import run
from crawler.sampleweb.settings import WebSettings
settings = WebSettings(port=0, only=("fresh.test",))
run(settings, None, lambda web: print(web.settings.port, flush=True))
"""


def ended(pidfd: int) -> bool:
    return bool(select.select([pidfd], [], [], 20)[0])


def test_a_taken_port_is_named_and_another_is_advised() -> None:
    with socket.create_server((OPEN, 0)) as taken:
        port = taken.getsockname()[1]
        settings = WebSettings(port=port, only=("robots-allow.test",))
        with (
            pytest.raises(SampleWebError, match=f"port {port} .* choose another port"),
            background(settings),
        ):
            pytest.fail("it started on a taken port")


def test_nothing_is_left_when_the_block_ends() -> None:
    with background(WebSettings(port=0, only=SMALL)) as web:
        pidfd = os.pidfd_open(web.pid)
        port = web.port
    assert ended(pidfd)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((OPEN, port))
    os.close(pidfd)


def test_a_stubborn_child_is_killed_at_last(monkeypatch) -> None:
    monkeypatch.setattr("crawler.sampleweb.serve._STOP_S", 0.1)
    with background(WebSettings(port=0, only=SMALL)) as web:
        os.kill(web.pid, signal.SIGSTOP)
    assert web.process.exitcode == -signal.SIGKILL


def test_the_child_ends_with_a_killed_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with parent:
        pidfd = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
        assert ended(pidfd)
        os.close(pidfd)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_foreground_ends_in_peace_at_a_signal(sign: signal.Signals) -> None:
    command = [sys.executable, "-c", FOREGROUND]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as served:
        port = int(served.stdout.readline())
        socket.create_connection((FRESH, port)).close()
        served.send_signal(sign)
        assert served.wait(20) == 0


def test_the_log_has_a_line_for_each_request_by_the_time_it_is_answered(client) -> None:
    before = len(client.web.access_log())
    client.get("fresh.test", "/etag", "User-Agent: harvestman/0")
    client.get("slow.test", "/late")
    plain, late = client.web.access_log()[before:]
    assert (plain.host, plain.path, plain.status) == ("fresh.test", "/etag", 200)
    assert (plain.user_agent, plain.address) == ("harvestman/0", FRESH)
    assert late.end - late.start >= 0.2


def test_in_the_log_no_request_ends_before_it_starts(client) -> None:
    client.get("hearthlane.test", "/")
    entries = client.web.access_log()
    assert entries
    assert all(entry.start <= entry.end for entry in entries)


def test_the_log_counts_the_bytes_sent(client) -> None:
    answer = client.get("werkgarten.test", "/about")
    assert client.web.access_log()[-1].bytes == len(answer)


def test_requests_one_after_the_other_do_not_overlap_in_the_log(client) -> None:
    before = len(client.web.access_log())
    client.get("huge.test", "/big")
    client.get("huge.test", "/")
    first, second = client.web.access_log()[before:]
    assert first.end <= second.start


def test_an_answer_ends_in_the_log_when_the_client_has_room_for_it(client) -> None:
    with client.connect("huge.test") as sock:
        sock.sendall(
            b"GET /big HTTP/1.1\r\nHost: huge.test\r\nConnection: close\r\n\r\n"
        )
        sock.recv(10)
        client.get("huge.test", "/")
        reading = time.monotonic()
        while sock.recv(1 << 20):
            pass
    assert client.web.access_log()[-1].end > reading


def test_in_one_process_the_log_is_kept_in_memory() -> None:
    async def asked() -> list[Access]:
        async with serving(WebSettings(port=0, only=SMALL)) as served:
            port = served.web.settings.port
            reader, writer = await asyncio.open_connection(FRESH, port)
            writer.write(b"GET /weak HTTP/1.0\r\nHost: fresh.test\r\n\r\n")
            await reader.read()
            writer.close()
        return list(served.access.entries)

    assert [entry.path for entry in asyncio.run(asked())] == ["/weak"]


def test_junk_stands_in_the_log_without_a_host(client) -> None:
    client.exchange("fresh.test", b"junk\r\n\r\n")
    last = client.web.access_log()[-1]
    assert (last.host, last.status, last.address) == ("", 400, FRESH)


def test_the_log_stays_where_it_was_asked_for(tmp_path: Path) -> None:
    log = tmp_path / "access.jsonl"
    with background(WebSettings(port=0, only=SMALL), log) as web:
        url = (web.resolve["fresh.test"], web.port)
        with socket.create_connection(url) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\nHost: fresh.test\r\n\r\n")
            sock.recv(10)
    assert [entry.path for entry in read_log(log)] == ["/"]
