"""Send one message to one address that somebody else named.

Its name is looked up once, every address of it must be of the open internet, and the
connection goes to the one that was looked at: a name that answers differently a moment
later leads nowhere else. No proxy, no redirect, no more time than DEADLINE_S; of the
answer only its status is read.
"""

import http.client
import socket
import ssl
import threading
from contextlib import closing
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from connect.errors import AddressPrivate, HookUnreachable
from frontier.addresses import is_public

DEADLINE_S = 15.0
_STEP_S = 10.0
_PORTS = {"http": 80, "https": 443}


class Resolver(Protocol):
    """Looks up a name, as socket.getaddrinfo does."""

    def __call__(self, host: str, port: int) -> list[str]:
        """Return the addresses of `host`, at least one."""


def addresses_of(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HookUnreachable(f"{host} has no address: {error}") from None
    return [str(place[0]) for *_, place in found]


def post(
    url: str,
    body: bytes,
    headers: dict[str, str],
    *,
    allow_private: bool = False,
    resolve: Resolver = addresses_of,
) -> tuple[int, str | None]:
    """POST `body`; return the status that was answered, and what Retry-After said."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    address = _allowed(host, resolve(host, port), allow_private=allow_private)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    link = _link(parts, host, (address, port))
    with closing(link):
        deadline = threading.Timer(DEADLINE_S, _cut, (link,))
        deadline.start()
        try:
            link.request("POST", path, body, {"Host": parts.netloc, **headers})
            answer = link.getresponse()
            return answer.status, answer.getheader("Retry-After")
        except (OSError, http.client.HTTPException) as error:
            raise HookUnreachable(
                f"{host} gave no answer: {type(error).__name__}"
            ) from None
        finally:
            deadline.cancel()


def _allowed(host: str, found: list[str], *, allow_private: bool) -> str:
    """Return the address to connect to; one that is private shuts out all of them."""
    for address in found:
        # A scope, as in fe80::1%eth0, is none of the open internet's.
        plain = ip_address(address.partition("%")[0])
        if not allow_private and ("%" in address or not is_public(plain)):
            raise AddressPrivate(
                f"{host} has the address {address}, which is private; messages go to the"
                " open internet alone, unless hooks.allow_private is set"
            )
    return found[0]


def _link(
    parts: SplitResult, host: str, place: tuple[str, int]
) -> http.client.HTTPConnection:
    """Return a connection to the very address that was looked at."""
    link = http.client.HTTPConnection(host, place[1], timeout=_STEP_S)
    try:
        plain = socket.create_connection(place, timeout=_STEP_S)
    except OSError as error:
        raise HookUnreachable(f"{host} is not reached: {error}") from None
    if parts.scheme == "http":
        link.sock = plain
        return link
    try:
        context = ssl.create_default_context()
        link.sock = context.wrap_socket(plain, server_hostname=host)
    except (OSError, ValueError) as error:
        plain.close()
        raise HookUnreachable(f"{host} speaks no TLS with us: {error}") from None
    return link


def _cut(link: http.client.HTTPConnection) -> None:
    """End a connection on which somebody takes too long."""
    taken = link.sock
    if taken is not None:
        try:
            taken.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
