"""Opens the listening sockets of the sample web: many addresses, one port."""

import contextlib
import errno
import os
import socket

from crawler.errors import SampleWebError
from crawler.sampleweb.hosts import chosen
from crawler.sampleweb.settings import WebSettings


def bound(settings: WebSettings) -> tuple[list[socket.socket], int]:
    """Return a listening socket an address, all on one port."""
    addresses = sorted({host.address for host in chosen(settings.only)})
    for _ in range(20):
        with contextlib.ExitStack() as stack:
            first = stack.enter_context(_listening(addresses[0], settings.port))
            port = first.getsockname()[1]
            try:
                rest = [
                    stack.enter_context(_listening(at, port)) for at in addresses[1:]
                ]
            except SampleWebError:
                if settings.port:
                    raise
                continue  # the port that was free at one address is taken at another
            stack.pop_all()
            return [first, *rest], port
    raise SampleWebError("no port is free on all addresses of the sample web; name one")


def _listening(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((address, port))
        sock.listen(512)
    except OSError as error:
        sock.close()
        why = os.strerror(error.errno or errno.EINVAL).lower()
        raise SampleWebError(
            f"port {port} at {address} cannot be used ({why}): another sample web may be"
            " up; end it, or choose another port (sampleweb --port, demo --web-port)"
        ) from error
    sock.setblocking(False)
    return sock
