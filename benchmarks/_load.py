"""A peer server and a load generator for benchmarks that serve pages over HTTP/1.1."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

Pages = dict[str, bytes]  # whole responses, by path
HOST = "hearthlane.test"
_CONNECTIONS = 4


@contextmanager
def stdlib_server(pages: Pages) -> Iterator[tuple[int, int]]:
    """Serve `pages` with Python's http.server in a child; give its pid and port."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_serve, args=(pages, theirs), daemon=True)
    child.start()
    try:
        yield child.pid or 0, ours.recv()
    finally:
        child.kill()
        child.join()


def _serve(pages: Pages, pipe: Connection) -> None:
    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # as asyncio does; its own default waits 40 ms

        def do_GET(self) -> None:
            self.wfile.write(pages[self.path])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    pipe.send(server.server_address[1])
    server.serve_forever()


def load(address: tuple[str, int], pages: Pages, depth: int, times: int) -> float:
    """Fetch all pages from a child process, `depth` requests ahead; return seconds."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_fetch, (address, pages, depth, times))


def _fetch(address: tuple[str, int], pages: Pages, depth: int, times: int) -> float:
    head = f" HTTP/1.1\r\nHost: {HOST}:{address[1]}\r\nUser-Agent: load/1\r\nAccept: text/html\r\n\r\n"
    paths = list(pages) * times
    batches = [paths[at : at + depth] for at in range(0, len(paths), depth)]
    socks = [socket.create_connection(address) for _ in range(_CONNECTIONS)]
    started = perf_counter()
    for at in range(0, len(batches), _CONNECTIONS):
        turn = list(zip(socks, batches[at : at + _CONNECTIONS], strict=False))
        for sock, batch in turn:
            sock.sendall("".join(f"GET {path}{head}" for path in batch).encode())
        for sock, batch in turn:
            _read(sock, sum(len(pages[path]) for path in batch))
    seconds = perf_counter() - started
    for sock in socks:
        sock.close()
    return seconds


def _read(sock: socket.socket, length: int) -> None:
    while length > 0:
        got = len(sock.recv(262_144))
        assert got, "the server hung up"
        length -= got
    assert not length, "the server sent more than its pages"


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
